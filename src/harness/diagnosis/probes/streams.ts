import type { OperationName } from "../../../contract/contract.ts";
import { readText } from "../../../contract/field.ts";
import { explain } from "../../../ground/errors.ts";
import { redact } from "../../../ground/redact.ts";
import type { EventStream } from "../../wire/http/event-stream.ts";
import { StreamExpired, StreamInterrupted } from "../../wire/http/stream-ending.ts";
import { newQuestion, type Question } from "../../wire/run/question.ts";
import type { User } from "../../wire/user/user.ts";
import type { Lab } from "../lab.ts";
import { streamOddities } from "./stream-oddities.ts";
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
export async function readStream(
  lab: Lab,
  asking: StreamAsking,
): Promise<StreamRunSaw | undefined> {
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
    oddities: isJudged ? streamOddities(contract, shape, { ...read, expects: asking.expects }) : [],
  };
}
