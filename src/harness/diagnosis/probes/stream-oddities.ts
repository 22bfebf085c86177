import type { Contract } from "../../../contract/contract.ts";
import { readField, readText } from "../../../contract/field.ts";
import type { EventStream, StreamRecord } from "../../wire/http/event-stream.ts";
import type { Question } from "../../wire/run/question.ts";
import { partOddities } from "./runs/parts.ts";
import { type Oddity, odd } from "./runs/run-saw.ts";
import { holdsSomething } from "./runs/text.ts";

type Shape = NonNullable<Contract["stream"]>;

/** A stream that was read to its end. */
interface Read {
  readonly stream: Pick<EventStream, "records">;
  readonly question: Question;
  /** Whether it is expected to answer, to fail, or only to tell something. */
  readonly expects: "answer" | "failure" | "records";
}

/** What of a stream is not as the contract describes it. Pure. */
export function streamOddities(contract: Contract, shape: Shape, read: Read): readonly Oddity[] {
  const { stream, expects } = read;
  if (expects === "records") {
    const isEmpty = stream.records.length === 0;
    return isEmpty ? [odd("never-came", "the stream ends without a record")] : [];
  }
  const ended = endOddities(shape, read);
  if (expects === "failure") return [...ended, ...failureOddities(contract, shape, read)];
  return [...ended, ...answerOddities(shape, read)];
}

function endOddities(shape: Shape, { stream }: Read): readonly Oddity[] {
  const ends = ofTypes(shape, stream, shape.end).length;
  if (ends === 0) return [odd("never-came", "the record that ends the stream never came")];
  if (ends > 1) return [odd("twice", `the stream says ${ends} times that it is over`)];
  const isLast = shape.end.includes(typeOf(shape, stream.records.at(-1)));
  return isLast ? [] : [odd("after-end", "records follow the one that ends the stream")];
}

function failureOddities(contract: Contract, shape: Shape, { stream }: Read): readonly Oddity[] {
  const failures = ofTypes(shape, stream, shape.failed);
  if (failures.length === 0) return [odd("never-came", "no record says that an agent failed")];
  const { error } = contract.events.fields;
  const isMute = failures.some(({ json }) => !holdsSomething(readField(json, error)));
  return isMute ? [odd("empty", "a failure is told without words")] : [];
}

function answerOddities(shape: Shape, { stream, question }: Read): readonly Oddity[] {
  const { index, answer, partial, content } = shape;
  const parts = ofTypes(shape, stream, partial);
  if (parts.length === 0) return [odd("never-came", "no part of the answer came")];
  const texts = parts.map(({ json }) => readText(json, content) ?? "");
  const whole =
    answer &&
    ofTypes(shape, stream, answer.types)
      .map(({ json }) => readText(json, answer.read))
      .findLast((text) => text !== undefined);
  const numbers = index && parts.map(({ json }) => Number(readField(json, index)));
  const isForeign = !texts.join("").includes(question.canary);
  return [
    ...partOddities({ texts, whole, numbers }),
    ...(isForeign ? [odd("off-question", "the answer lacks the question's word")] : []),
  ];
}

function ofTypes(
  shape: Shape,
  { records }: Read["stream"],
  types: readonly string[],
): readonly StreamRecord[] {
  return records.filter((record) => types.includes(typeOf(shape, record)));
}

function typeOf(shape: Shape, record: StreamRecord | undefined): string {
  return readText(record?.json, shape.type) ?? "";
}
