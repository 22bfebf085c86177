import type { Visitor } from "./visitor.ts";

type StreamRecord = Record<string, unknown>;

/** A reader of server-sent records that hears each as it comes. */
export class Stream implements AsyncDisposable {
  readonly records: StreamRecord[] = [];
  isOver = false;
  readonly #reader: ReadableStreamDefaultReader<Uint8Array>;
  readonly #decoder = new TextDecoder();
  #rest = "";

  private constructor(body: ReadableStream<Uint8Array>) {
    this.#reader = body.getReader();
  }

  static async open(visitor: Visitor, path: string, body: unknown): Promise<Stream> {
    const response = await fetch(`${visitor.backend.url}${path}`, {
      method: "POST",
      headers: { ...visitor.authorization, "content-type": "application/json" },
      body: JSON.stringify(body),
    });
    if (response.body === null) throw new Error(`${path} answered ${response.status} and no body`);
    return new Stream(response.body);
  }

  /** The first record of this name, already here or still to come. */
  async next(name: string): Promise<StreamRecord> {
    for (;;) {
      const found = this.records.find(({ event }) => event === name);
      if (found !== undefined) return found;
      if (this.isOver) {
        const seen = this.records.map(({ event }) => event).join(" ");
        throw new Error(`the stream ended without ${name} after: ${seen}`);
      }
      await this.#read();
    }
  }

  /** Hangs up. */
  async leave(): Promise<void> {
    await this.#reader.cancel();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.leave();
  }

  async #read(): Promise<void> {
    const { done, value } = await this.#reader.read();
    this.isOver = done;
    const blocks = `${this.#rest}${this.#decoder.decode(value, { stream: true })}`.split("\n\n");
    this.#rest = blocks.pop() ?? "";
    this.records.push(...blocks.map((block) => JSON.parse(block.slice("data: ".length))));
  }
}
