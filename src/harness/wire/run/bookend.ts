import type { Contract } from "../../../contract/contract.ts";
import type { RunEvent } from "./event.ts";

/**
 * The agent whose started and completed are the run's own: the contract's word, or whoever started
 * first.
 */
export function bookendAgentOf(
  contract: Contract,
  events: readonly RunEvent[],
): string | undefined {
  const { bookendAgent, started } = contract.events;
  return bookendAgent ?? events.find(({ type }) => type === started)?.agent;
}

/**
 * Position of the event that ends the run, or -1 while it goes on.
 *
 * A run ends at its own last completion, never at the first: the agents inside it complete too. A
 * failure ends it when it is the run's own, or nobody's; after the failure of an agent inside it the
 * run still owes its end.
 */
export function terminalIndex(contract: Contract, events: readonly RunEvent[]): number {
  const own = ownCompletion(contract, events);
  if (own >= 0) return own;
  const { failed } = contract.events;
  const owner = bookendAgentOf(contract, events);
  return events.findLastIndex(
    ({ type, agent }) => failed.includes(type) && (agent === undefined || agent === owner),
  );
}

function ownCompletion(contract: Contract, events: readonly RunEvent[]): number {
  const { completed, started, bookendAgent } = contract.events;
  if (bookendAgent !== undefined) {
    return events.findIndex(({ type, agent }) => type === completed && agent === bookendAgent);
  }
  // No name to go by: the outermost pair is closed when as many completed as started.
  let depth = 0;
  for (const [n, { type }] of events.entries()) {
    if (type === started) depth += 1;
    if (type !== completed) continue;
    depth -= 1;
    if (depth <= 0) return n;
  }
  return -1;
}
