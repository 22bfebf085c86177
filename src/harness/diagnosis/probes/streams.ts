import type { OperationName } from "../../../contract/contract.ts";
import { readField, readText } from "../../../contract/field.ts";
import { explain } from "../../../ground/errors.ts";
import { redact } from "../../../ground/redact.ts";
import type { EventStream } from "../../wire/http/event-stream.ts";
import { StreamExpired, StreamInterrupted } from "../../wire/http/stream-ending.ts";
import { newQuestion, type Question } from "../../wire/run/question.ts";
import type { User } from "../../wire/user/user.ts";
import type { Lab } from "../lab.ts";
import { partOddities } from "./runs/parts.ts";
import type { Oddity, OddityKind } from "./runs/run-saw.ts";
import { holdsSomething } from "./runs/text.ts";
import type { StreamRunSaw } from "./stream-saw.ts";

/** A stream to be asked for. */
export interface StreamAsking {
  readonly name: string;
  readonly operation: OperationName;
  /** `null` asks as nobody. */
  readonly user: User | null;
  /** Whether it is expected to answer, to fail, or only to tell something. */
  readonly expects: "answer" | "failure" | "records";
  /** Hangs up after the first record. */
  readonly hangUp?: boolean;
}

/** Reads a stream to its end, or to its first record. Never throws for what a server does. */
export async function readStream(lab: Lab, asking: StreamAsking): Promise<StreamRunSaw | undefined> {
  const { contract, wire } = lab;
  if (contract.operations[asking.operation] === undefined) return undefined;
  const question = newQuestion(contract);
  const { name, user } = asking;
  const nothing = { name, ok: false, records: [], parts: 0, oddities: [] } as const;
  try {
    const stream = await wire.api.stream(asking.operation, { ...question }, { user });
    const ending = await endingOf(stream, asking);
    return tellStream(lab, asking, { stream, question, ending });
  } catch (error) {
    return { ...nothing, ending: "none", why: redact(explain(error)).slice(0, 200) };
  }
}

async function endingOf(
  stream: EventStream,
  { hangUp = false }: StreamAsking,
): Promise<StreamRunSaw["ending"]> {
  try {
    if (hangUp) {
      await stream.next(() => true, "a first record");
      await stream.cancel();
      return "cancelled";
    }
    await stream.finished();
    return "ended";
  } catch (error) {
    if (error instanceof StreamInterrupted) return error.ending.how;
    if (error instanceof StreamExpired) return "expired";
    throw error;
  } finally {
    await stream.cancel();
  }
}

interface Read {
  readonly stream: EventStream;
  readonly question: Question;
  readonly ending: StreamRunSaw["ending"];
}

function tellStream({ contract }: Lab, asking: StreamAsking, read: Read): StreamRunSaw {
  const { stream, ending } = read;
  const shape = contract.stream;
  const typeOf = (json: unknown): string => readText(json, shape?.type ?? []) ?? "";
  const texts = stream.records.filter(({ json }) => shape?.partial.includes(typeOf(json)) ?? false);
  const isJudged = shape !== undefined && stream.ok && ending === "ended";
  return {
    ...{ name: asking.name, status: stream.status, ok: stream.ok, ending },
    ...(stream.ok ? {} : { said: stream.said }),
    records: stream.records.map(({ json, event, arrivedMs }) => [
      redact(typeOf(json) || (event ?? "")),
      arrivedMs,
    ]),
    parts: texts.length,
    oddities: isJudged ? judge(shape, asking, { ...read, errors: contract.events.fields.error }) : [],
  };
}

type Shape = NonNullable<Lab["contract"]["stream"]>;

function judge(
  shape: Shape,
  { expects }: StreamAsking,
  { stream, question, errors }: Read & { readonly errors: readonly string[] },
): readonly Oddity[] {
  const typeOf = (json: unknown): string => readText(json, shape.type) ?? "";
  const of = (types: readonly string[]) => stream.records.filter(({ json }) => types.includes(typeOf(json)));
  const ends = of(shape.end).length;
  const isLast = shape.end.includes(typeOf(stream.records.at(-1)?.json));
  const ended: Oddity[] = [
    ...(ends === 0 ? [odd("never-came", "the record that ends the stream never came")] : []),
    ...(ends > 1 ? [odd("twice", `the stream says ${ends} times that it is over`)] : []),
    ...(ends === 1 && !isLast ? [odd("after-end", "records follow the one that ends the stream")] : []),
  ];
  if (expects === "records") {
    return stream.records.length === 0 ? [odd("never-came", "the stream ends without a record")] : [];
  }
  const failures = of(shape.failed);
  if (expects === "failure") {
    if (failures.length === 0) return [...ended, odd("never-came", "no record says that an agent failed")];
    const mute = failures.filter(({ json }) => !holdsSomething(readField(json, errors)));
    return [...ended, ...(mute.length > 0 ? [odd("empty", "a failure is told without words")] : [])];
  }
  const parts = of(shape.partial);
  const texts = parts.map(({ json }) => readText(json, shape.content) ?? "");
  const { index, answer } = shape;
  const whole = answer && of(answer.types).map(({ json }) => readText(json, answer.read)).findLast((text) => text !== undefined);
  const isForeign = texts.length > 0 && !texts.join("").includes(question.canary);
  return [
    ...ended,
    ...(texts.length === 0 ? [odd("never-came", "no part of the answer came")] : []),
    ...partOddities({ texts, whole, numbers: index && parts.map(({ json }) => Number(readField(json, index))) }),
    ...(isForeign ? [odd("off-question", "the answer lacks the question's word")] : []),
  ];
}

function odd(kind: OddityKind, text: string): Oddity {
  return { kind, text };
}
