import { readField } from "../../../../contract/field.ts";
import { eventName } from "../../../wire/run/deviation.ts";
import type { Heard } from "./heard.ts";
import { partOddities, runParts } from "./parts.ts";
import { reportOddities } from "./report.ts";
import { type Oddity, odd } from "./run-saw.ts";
import { holdsSomething, isEcho, namesFigure, withoutQuestion } from "./text.ts";

/** What is wrong with what a run that is over has to say. */
export function answerOddities(heard: Heard): readonly Oddity[] {
  const { contract, end, variant, run } = heard;
  if (end < 0) return [];
  if (variant === "failing") return [...failureOddities(heard), ...reportOddities(heard)];
  if (run.hasFailed) return [];
  const parts = runParts(heard);
  const isPartless = contract.events.partial.length > 0 && parts.texts.length === 0;
  return [
    ...emptyResults(heard),
    ...answerItself(heard),
    ...(isPartless ? [odd("never-came", "no part of the answer came before its end")] : []),
    ...partOddities(parts),
    ...reportOddities(heard),
  ];
}

function answerItself({ contract, run, question, events }: Heard): readonly Oddity[] {
  const { prompt, canary, figure } = question;
  const answer = run.answer ?? "";
  if (!answer.includes(canary))
    return [odd("off-question", "the answer lacks the question's word")];
  if (isEcho(prompt, answer)) return [odd("off-question", "the answer only repeats the question")];
  if (figure === undefined) return [];
  const own = withoutQuestion(prompt, answer);
  if (!namesFigure(own, figure)) {
    return [odd("off-question", `the answer does not work with the amount ${figure} it was given`)];
  }
  const { usedBy = [] } = contract.question.variants.figures ?? {};
  return usedBy.flatMap((agent) => {
    const said = events
      .filter((event) => event.agent === agent)
      .map(({ raw }) => JSON.stringify(raw));
    if (said.length === 0 || namesFigure(withoutQuestion(prompt, said.join(" ")), figure))
      return [];
    return [odd("off-question", `${agent} does not work with the amount ${figure} it was given`)];
  });
}

/** Tools that are done and show nothing. */
function emptyResults({ contract, events }: Heard): readonly Oddity[] {
  const { pairs, fields } = contract.events;
  const closing = events.filter(({ type }) => pairs.some(({ close }) => close === type));
  const bare = closing.filter(({ raw }) => !holdsSomething(readField(raw, fields.toolResult)));
  return bare.map((event) => odd("empty", `${eventName(event)} shows no result`));
}

/** A run in which an agent fails must say so, say why, and not call itself a success. */
function failureOddities({ contract, events, run }: Heard): readonly Oddity[] {
  const { failed, fields, succeeded } = contract.events;
  const failures = events.filter(({ type }) => failed.includes(type));
  if (failures.length === 0) return [odd("never-came", "nothing says that an agent failed")];
  const mute = failures.filter((event) => !holdsSomething(event.field(fields.error)));
  const status = run.terminal?.field(fields.status);
  const isPraised = typeof status === "string" && succeeded.includes(status);
  return [
    ...mute.map((event) => odd("empty", `${eventName(event)} does not say what went wrong`)),
    ...(isPraised
      ? [odd("off-question", `a run in which an agent failed ends as "${status}"`)]
      : []),
  ];
}
