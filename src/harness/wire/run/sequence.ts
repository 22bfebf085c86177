import type { Contract } from "../../../contract/contract.ts";
import { bookendAgentOf, terminalIndex } from "./bookend.ts";
import { contentRules } from "./content.ts";
import { type Deviation, eventName, type Rule, type Sequence } from "./deviation.ts";
import type { RunEvent } from "./event.ts";

/**
 * Lists everything about a finished run that the contract does not allow; empty for a healthy one.
 *
 * Reads only; never throws on what a server may send.
 */
export function deviations(contract: Contract, events: readonly RunEvent[]): Deviation[] {
  const owner = bookendAgentOf(contract, events);
  const sequence = { contract, events, owner, end: terminalIndex(contract, events) };
  return rules.flatMap((rule) => rule(sequence));
}

/** Required types that have not arrived, in the contract's order. */
export function missingTypes(contract: Contract, events: readonly RunEvent[]): string[] {
  return contract.events.required.filter((type) => !events.some((event) => event.type === type));
}

const rules: readonly Rule[] = [
  missingRequired,
  wrongOrder,
  startedFirst,
  ownBookends,
  afterTerminal,
  pairedTools,
  pairedSteps,
  ...contentRules,
];

function missingRequired({ contract, events }: Sequence): Deviation[] {
  return missingTypes(contract, events).map((type) => ({
    kind: "missing-required",
    message: `${type} never came`,
  }));
}

/**
 * Order of first appearance. The bookends count where the run's own are: the first completion belongs
 * to whichever agent inside the run was done first.
 */
function wrongOrder({ contract, events, end, owner }: Sequence): Deviation[] {
  const { required, started, completed } = contract.events;
  const positionOf = (type: string): number => {
    if (type === completed && end >= 0) return end;
    return events.findIndex(
      (event) => event.type === type && (type !== started || event.agent === owner),
    );
  };
  const found = required
    .map((type) => ({ type, at: positionOf(type) }))
    .filter(({ at }) => at >= 0);
  return found.slice(1).flatMap(({ type, at }, n) => {
    const before = found[n];
    if (before === undefined || before.at <= at) return [];
    return [{ kind: "wrong-order", message: `${type} came before ${before.type}`, at }];
  });
}

function startedFirst({ contract, events, owner }: Sequence): Deviation[] {
  const [first] = events;
  const { started } = contract.events;
  if (first === undefined || (first.type === started && first.agent === owner)) return [];
  const message = `the first event is ${eventName(first)}, not ${started} of ${owner ?? "the run"}`;
  return [{ kind: "started-not-first", message, at: 0 }];
}

function ownBookends({ contract, events, owner, end }: Sequence): Deviation[] {
  const { started, completed, failed } = contract.events;
  const endedBadly = end >= 0 && failed.includes(events[end]?.type ?? "");
  return [started, completed].flatMap((type): Deviation[] => {
    const count = events.filter((event) => event.type === type && event.agent === owner).length;
    if (count === 1 || (count === 0 && endedBadly)) return [];
    const kind = count === 0 ? "missing-bookend" : "duplicate-bookend";
    return [{ kind, message: `${type} of ${owner ?? "the run"} came ${count} times, not once` }];
  });
}

function afterTerminal({ events, end }: Sequence): Deviation[] {
  if (end < 0) return [];
  return events.slice(end + 1).map((event, n) => ({
    kind: "event-after-terminal",
    message: `${eventName(event)} came after the run's last bookend`,
    at: end + 1 + n,
  }));
}

function pairedTools({ contract, events }: Sequence): Deviation[] {
  return contract.events.pairs.flatMap(({ open, close }) => {
    const key = (event: RunEvent): string => event.tool ?? "";
    return unpaired(events, { open: [open], close: [close], key }).map(
      ({ event, at, opened }): Deviation => ({
        kind: opened ? "unpaired-open" : "unpaired-close",
        message: `${event.type} of "${event.tool ?? "?"}" has no ${opened ? close : open}`,
        at,
      }),
    );
  });
}

function pairedSteps({ contract, events, owner }: Sequence): Deviation[] {
  const { started, completed, failed } = contract.events;
  const key = (event: RunEvent): string => event.agent ?? "";
  const steps = events.map((event) => (event.agent === owner ? undefined : event));
  const sides = { open: [started], close: [completed, ...failed], key };
  return unpaired(steps, sides).flatMap(({ event, at, opened }): Deviation[] => {
    // A failure may well be reported by an agent that never said it started.
    if (failed.includes(event.type)) return [];
    const other = opened ? completed : started;
    return [{ kind: "unpaired-step", message: `${eventName(event)} has no ${other}`, at }];
  });
}

interface Unpaired {
  readonly event: RunEvent;
  readonly at: number;
  readonly opened: boolean;
}

interface Sides {
  readonly open: readonly string[];
  readonly close: readonly string[];
  readonly key: (event: RunEvent) => string;
}

function unpaired(events: readonly (RunEvent | undefined)[], sides: Sides): Unpaired[] {
  const open: Unpaired[] = [];
  const lone: Unpaired[] = [];
  for (const [at, event] of events.entries()) {
    if (event === undefined) continue;
    if (sides.open.includes(event.type)) open.push({ event, at, opened: true });
    if (!sides.close.includes(event.type)) continue;
    const partner = open.findLastIndex((other) => sides.key(other.event) === sides.key(event));
    if (partner < 0) lone.push({ event, at, opened: false });
    else open.splice(partner, 1);
  }
  return [...lone, ...open].sort((a, b) => a.at - b.at);
}
