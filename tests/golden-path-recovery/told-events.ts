import type { Contract } from "../../src/contract/contract.ts";
import { type FieldPaths, readText } from "../../src/contract/field.ts";
import type { EventStream } from "../../src/harness/wire/http/event-stream.ts";
import { type RunEvent, readEvent } from "../../src/harness/wire/run/event.ts";
import { deviations } from "../../src/harness/wire/run/sequence.ts";

/** What a rule about order says; ids, times and contents are no part of what every stream repeats. */
const aboutOrder: ReadonlySet<string> = new Set([
  "missing-required",
  "wrong-order",
  "started-not-first",
  "missing-bookend",
  "duplicate-bookend",
  "event-after-terminal",
  "unpaired-open",
  "unpaired-close",
  "unpaired-step",
]);

/** Events of a run as they were told over HTTP, read like those of a socket. */
export class ToldEvents {
  readonly events: readonly RunEvent[];
  readonly #contract: Contract;

  private constructor(contract: Contract, messages: readonly unknown[], type: FieldPaths) {
    this.#contract = contract;
    this.events = messages.flatMap((message) => eventOf(contract, message, type) ?? []);
  }

  /** Events the way a socket would bring them. */
  static ofRun(contract: Contract, messages: unknown): ToldEvents {
    return new ToldEvents(contract, [messages].flat(), contract.events.fields.type);
  }

  /** Records of a stream, without the ones that say it is over. */
  static ofStream(contract: Contract, { records }: EventStream): ToldEvents {
    const { type = [], end = [] } = contract.stream ?? {};
    const messages = records
      .map(({ json }) => json)
      .filter((message) => !end.includes(readText(message, type) ?? ""));
    return new ToldEvents(contract, messages, type);
  }

  /** Everything that is not as the contract promises for a run. */
  get deviations(): readonly string[] {
    return deviations(this.#contract, this.events).map(({ message }) => message);
  }

  /** Of that, what is about which events came and in which order. */
  get misorders(): readonly string[] {
    return deviations(this.#contract, this.events)
      .filter(({ kind }) => aboutOrder.has(kind))
      .map(({ message }) => message);
  }

  /** Types of events that were told more than once, word for word. */
  get repeated(): readonly string[] {
    const texts = this.events.map(({ raw }) => JSON.stringify(raw));
    return this.events.flatMap(({ type }, n) => (texts.indexOf(texts[n] ?? "") < n ? type : []));
  }

  /** Agents of the pipeline in the order they completed. */
  get completed(): readonly string[] {
    const { completed, pipeline } = this.#contract.events;
    return this.events
      .filter(({ type }) => type === completed)
      .flatMap(({ agent }) => (pipeline.includes(agent ?? "") ? (agent ?? []) : []));
  }
}

function eventOf(contract: Contract, message: unknown, type: FieldPaths): RunEvent | undefined {
  const text = JSON.stringify(message) ?? "";
  return readEvent(contract, {
    ...{ n: 0, message, text, json: true, binary: false, bytes: text.length },
    ...{ type: readText(message, type), arrivedMs: 0, arrivedAt: new Date(0) },
  });
}
