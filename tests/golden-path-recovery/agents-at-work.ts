import type { Contract } from "../../src/contract/contract.ts";
import { bookendAgentOf } from "../../src/harness/wire/run/bookend.ts";
import type { RunEvent } from "../../src/harness/wire/run/event.ts";
import type { Run } from "../../src/harness/wire/run/run.ts";

/** Events of an agent inside the run that came when the agent had not started, or was done. */
export function eventsOutOfPlace(contract: Contract, { events }: Run): string[] {
  const owner = bookendAgentOf(contract, events);
  return atWork(contract, events).flatMap(({ event: { type, agent }, working }, at) => {
    if (agent === undefined || agent === owner || type === contract.events.started) return [];
    return working.includes(agent) ? [] : [`${type} of ${agent} at position ${at}`];
  });
}

/** Tools that were used while no agent worked, or that overlapped another tool of the same agent. */
export function toolsOutOfTurn(contract: Contract, { events }: Run): string[] {
  const inUse = new Map<string, string>();
  return atWork(contract, events).flatMap(({ event, working }) => {
    const { type, tool = "?", agent = working.at(-1) ?? "nobody" } = event;
    const side = sideOf(contract, type);
    if (side === undefined) return [];
    const wanted = side === "open" ? undefined : tool;
    const found = inUse.get(agent);
    if (side === "open") inUse.set(agent, tool);
    else inUse.delete(agent);
    if (found === wanted && working.includes(agent)) return [];
    return [`${type} of ${tool} by ${agent}: ${found ?? "no tool"} in use, ${working} at work`];
  });
}

function sideOf(contract: Contract, type: string): "open" | "close" | undefined {
  const { pairs } = contract.events;
  if (pairs.some(({ open }) => open === type)) return "open";
  return pairs.some(({ close }) => close === type) ? "close" : undefined;
}

interface AtWork {
  readonly event: RunEvent;
  /** Agents that had started and were not done when it came; the latest last. */
  readonly working: readonly string[];
}

function atWork(contract: Contract, events: readonly RunEvent[]): AtWork[] {
  const { started, completed, failed } = contract.events;
  const ends = [completed, ...failed];
  let working: readonly string[] = [];
  return events.map((event) => {
    const { type, agent } = event;
    const before = working;
    if (agent !== undefined && type === started) working = [...working, agent];
    const at = agent === undefined ? -1 : working.lastIndexOf(agent);
    if (at >= 0 && ends.includes(type)) working = working.toSpliced(at, 1);
    return { event, working: before };
  });
}
