import type { Contract } from "../../src/contract/contract.ts";
import { bookendAgentOf } from "../../src/harness/wire/run/bookend.ts";
import type { RunEvent } from "../../src/harness/wire/run/event.ts";
import type { Run } from "../../src/harness/wire/run/run.ts";

/** Every agent the contract gives a place in some pipeline. */
function knownAgents({ events, question }: Contract): ReadonlySet<string> {
  const { withoutData, partialData } = question.variants;
  const detours = [withoutData?.pipeline ?? [], partialData?.pipeline ?? []].flat();
  return new Set([...events.pipeline, ...detours]);
}

/** Agents of the contract's pipelines, in the order they completed. */
export function completedAgents(contract: Contract, run: Run): string[] {
  const known = knownAgents(contract);
  return agentsOf(run.ofType(contract.events.completed)).filter((agent) => known.has(agent));
}

/** Agents that took part and that no pipeline of the contract has: tolerated, and worth a note. */
export function extraAgents(contract: Contract, run: Run): string[] {
  const known = knownAgents(contract);
  const owner = bookendAgentOf(contract, run.events);
  const started = agentsOf(run.ofType(contract.events.started));
  return started.filter((agent) => !known.has(agent) && agent !== owner);
}

/** What the contract's start order asks of one run, and what the run did not keep of it. */
export interface StartOrder {
  /** `optimization after data`: every pair that took part. */
  readonly asked: readonly string[];
  readonly broken: readonly string[];
}

/** Looks for agents that started before something they build on was over. */
export function startOrder(contract: Contract, { events }: Run): StartOrder {
  const { started, completed, failed, startsAfter } = contract.events;
  const beginnings = positionsOf(events, [started]);
  const ends = positionsOf(events, [completed, ...failed]);
  const pairs = [...beginnings].flatMap(([agent, at]) =>
    (startsAfter[agent] ?? [])
      .filter((before) => beginnings.has(before))
      .map((before) => ({ name: `${agent} after ${before}`, at, over: ends.get(before) })),
  );
  return {
    asked: pairs.map(({ name }) => name),
    broken: pairs.filter(({ at, over }) => over === undefined || over > at).map(({ name }) => name),
  };
}

/** Where each agent's first event of these types stands. */
function positionsOf(
  events: readonly RunEvent[],
  types: readonly string[],
): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const [at, { type, agent }] of events.entries()) {
    if (agent === undefined || !types.includes(type) || found.has(agent)) continue;
    found.set(agent, at);
  }
  return found;
}

function agentsOf(events: readonly RunEvent[]): string[] {
  return events.flatMap(({ agent }) => agent ?? []);
}
