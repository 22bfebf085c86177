import { eventName } from "../../../wire/run/deviation.ts";
import type { RunEvent } from "../../../wire/run/event.ts";
import { deviations } from "../../../wire/run/sequence.ts";
import type { Heard } from "./heard.ts";
import type { Oddity, OddityKind } from "./run-saw.ts";

type Kind = ReturnType<typeof deviations>[number]["kind"];

/** What the contract's automaton says, in the words of a diagnosis. */
const kinds: Readonly<Record<Kind, OddityKind>> = {
  "missing-required": "never-came",
  "missing-bookend": "never-came",
  "wrong-order": "out-of-order",
  "started-not-first": "out-of-order",
  "duplicate-bookend": "twice",
  "event-after-terminal": "after-end",
  "unpaired-open": "unpaired",
  "unpaired-close": "unpaired",
  "unpaired-step": "unpaired",
  "missing-id": "mislabelled",
  "mixed-ids": "mislabelled",
  "missing-timestamp": "empty",
  "decreasing-timestamp": "stamped-back",
  "missing-tool": "empty",
  "missing-tool-result": "empty",
  "missing-thought": "empty",
  "missing-answer": "off-question",
};

/** What only a run that is over can lack. */
const lacks: ReadonlySet<OddityKind> = new Set(["never-came", "unpaired", "out-of-order"]);

/** Events that did not come, or not in the contract's order. */
export function orderOddities(heard: Heard): readonly Oddity[] {
  const { contract, events, end, variant } = heard;
  // What a failure, or missing data, kept it from is no wonder.
  const whole = variant !== "failing" && variant !== "withoutData" && variant !== "partialData";
  const told = deviations(contract, events)
    .filter(({ kind }) => whole || kind !== "missing-required")
    .map(({ kind, message }): Oddity => ({ kind: kinds[kind], text: message }))
    .filter(({ kind }) => end >= 0 || !lacks.has(kind));
  if (end < 0) return told;
  return [...told, ...outOfPlace(heard), ...tooEarly(heard), ...pipelineOddities(heard)];
}

/** Events of an agent inside the run that came when that agent had not started, or was done. */
function outOfPlace({ contract, events, owner }: Heard): readonly Oddity[] {
  const { started, completed, failed } = contract.events;
  const ends = [completed, ...failed];
  const has = (agent: string, types: readonly string[]): boolean =>
    events.some((event) => event.agent === agent && types.includes(event.type));
  const working = new Set<string>();
  return events.flatMap((event): Oddity[] => {
    const { type, agent } = event;
    if (agent === undefined || agent === owner) return [];
    const wasWorking = working.has(agent);
    if (type === started) working.add(agent);
    if (ends.includes(type)) working.delete(agent);
    // An agent of which a bookend never comes is another matter.
    if (wasWorking || type === started || !has(agent, [started]) || !has(agent, ends)) return [];
    return [
      { kind: "out-of-order", text: `${eventName(event)} came while ${agent} was not at work` },
    ];
  });
}

/** Agents that started before something they build on was over. */
function tooEarly({ contract, events }: Heard): readonly Oddity[] {
  const { started, completed, failed, startsAfter } = contract.events;
  const first = (agent: string, types: readonly string[]): number =>
    events.findIndex((event) => event.agent === agent && types.includes(event.type));
  return Object.entries(startsAfter).flatMap(([agent, before]) => {
    const at = first(agent, [started]);
    return before.flatMap((other): Oddity[] => {
      const over = first(other, [completed, ...failed]);
      if (at < 0 || first(other, [started]) < 0 || (over >= 0 && over < at)) return [];
      return [{ kind: "out-of-order", text: `${agent} started before ${other} was done` }];
    });
  });
}

/** Agents of a run's pipeline, where the contract promises them in an order. */
function pipelineOddities({ contract, events, variant }: Heard): readonly Oddity[] {
  const { pipeline, completed } = contract.events;
  const { withoutData, partialData } = contract.question.variants;
  if (variant === "failing" || variant === "figures") return [];
  const detour = variant === "withoutData" ? withoutData : partialData;
  const isDetour = variant === "withoutData" || variant === "partialData";
  const promised = (isDetour ? detour?.pipeline : pipeline) ?? [];
  const known = new Set(
    [pipeline, withoutData?.pipeline, partialData?.pipeline].flatMap((p) => p ?? []),
  );
  const done = agentsOf(events.filter(({ type }) => type === completed)).filter((agent) =>
    known.has(agent),
  );
  if (promised.length === 0 || done.length === 0 || done.join() === promised.join()) return [];
  const text = `agents completed as ${done.join(", ")}, promised are ${promised.join(", ")}`;
  if (done.toSorted().join() === promised.toSorted().join())
    return [{ kind: "out-of-order", text }];
  if (isDetour && done.some((agent) => !promised.includes(agent))) {
    return [{ kind: "off-question", text: `with data missing, ${text}` }];
  }
  return promised.some((agent) => !done.includes(agent)) ? [{ kind: "unpaired", text }] : [];
}

function agentsOf(events: readonly RunEvent[]): readonly string[] {
  return events.flatMap(({ agent }) => agent ?? []);
}
