import type { Contract } from "../../src/contract/contract.ts";
import { readField, readText } from "../../src/contract/field.ts";
import type { EventStream, StreamRecord } from "../../src/harness/wire/http/event-stream.ts";
import { CapabilityMissing } from "../../src/harness/wire/http/operation.ts";

/** An answer that comes as an HTTP stream, read the way the contract says. Grows with its stream. */
export class StreamedAnswer {
  readonly stream: EventStream;
  readonly #shape: NonNullable<Contract["stream"]>;
  readonly #errorPaths: readonly string[];

  /** @throws {@link CapabilityMissing} */
  constructor(contract: Contract, stream: EventStream) {
    if (contract.stream === undefined) throw new CapabilityMissing(contract, "stream records");
    this.stream = stream;
    this.#shape = contract.stream;
    this.#errorPaths = contract.events.fields.error;
  }

  /** Records that carry a part of the answer, in order. */
  get parts(): readonly StreamRecord[] {
    return this.#ofTypes(this.#shape.partial);
  }

  get texts(): readonly string[] {
    return this.parts.map(({ json }) => readText(json, this.#shape.content) ?? "");
  }

  /** When each of the stream's records came. Milliseconds since the request. */
  get moments(): readonly number[] {
    return this.stream.records.map(({ arrivedMs }) => arrivedMs);
  }

  /** The parts' own numbers. */
  get numbers(): readonly number[] {
    return this.parts.map(({ json }) => Number(readField(json, this.#shape.index ?? [])));
  }

  /** The whole answer, where a record carries it. */
  get whole(): string | undefined {
    const { types = [], read = [] } = this.#shape.answer ?? {};
    return this.#ofTypes(types)
      .map(({ json }) => readText(json, read))
      .findLast((text) => text !== undefined);
  }

  /** Records that say the stream is over. */
  get ends(): readonly StreamRecord[] {
    return this.#ofTypes(this.#shape.end);
  }

  /** What it says went wrong, in words. */
  get failures(): readonly string[] {
    return this.#ofTypes(this.#shape.failed).map(
      ({ json }) => readText(json, this.#errorPaths) ?? "",
    );
  }

  /** The server's id of the run, from the first record that has one. */
  get runId(): string | undefined {
    const { runId } = this.#shape;
    if (runId === undefined) return undefined;
    return this.stream.records
      .map(({ json }) => readText(json, runId))
      .find((id) => id !== undefined);
  }

  /** Waits for the first part of the answer. */
  async firstPart(): Promise<StreamRecord> {
    const { partial } = this.#shape;
    return await this.stream.next(
      (record) => partial.includes(this.#typeOf(record)),
      "the first part of the answer",
    );
  }

  #ofTypes(types: readonly string[]): StreamRecord[] {
    return this.stream.records.filter((record) => types.includes(this.#typeOf(record)));
  }

  #typeOf({ json }: StreamRecord): string {
    return readText(json, this.#shape.type) ?? "";
  }
}
