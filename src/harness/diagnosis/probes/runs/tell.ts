import { redact } from "../../../../ground/redact.ts";
import { timestampMs } from "../../../wire/run/event.ts";
import type { Lab } from "../../lab.ts";
import { answerOddities } from "./answer.ts";
import type { Asked } from "./asking.ts";
import { type Heard, heardOf } from "./heard.ts";
import { labelOddities } from "./labels.ts";
import { orderOddities } from "./order.ts";
import type { Oddity, RunSaw } from "./run-saw.ts";

/** More of one kind say no more. */
const mostOfAKind = 3;

/** What came of a question, as a value. */
export function tellRun(lab: Lab, asked: Asked): RunSaw {
  const { session, name, course, run } = asked;
  const heard = heardOf(lab.contract, { ...asked, strays: session.strays });
  const { events, contract } = heard;
  const { failed } = contract.events;
  const { answer } = run;
  const stampsMs = stampsIn(heard);
  return {
    ...{ name, over: run.isOver, strays: heard.strays.length, ...course },
    events: events.map(({ type, agent, tool, arrivedMs }) => [
      type,
      redact(tool ?? agent ?? ""),
      arrivedMs - run.askedMs,
    ]),
    failed: run.hasFailed || events.some(({ type }) => failed.includes(type)),
    oddities: fewOf(oddities(heard)),
    parts: run.partials.length,
    ...(answer === undefined ? {} : { answer: redact(answer).slice(0, 200) }),
    ...(stampsMs.every((stamp) => stamp === null) ? {} : { stampsMs }),
  };
}

/** Everything that is not as promised in what came of a question. Pure. */
function oddities(heard: Heard): readonly Oddity[] {
  return [...labelOddities(heard), ...orderOddities(heard), ...answerOddities(heard)];
}

function fewOf(all: readonly Oddity[]): readonly Oddity[] {
  const counts = new Map<string, number>();
  return all.flatMap(({ kind, text }) => {
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    return count < mostOfAKind ? [{ kind, text: redact(text).slice(0, 300) }] : [];
  });
}

function stampsIn({ events }: Heard): readonly (number | null)[] {
  const stamps = events.map((event) => timestampMs(event));
  const first = stamps.find((stamp) => stamp !== undefined) ?? 0;
  return stamps.map((stamp) => (stamp === undefined ? null : stamp - first));
}
