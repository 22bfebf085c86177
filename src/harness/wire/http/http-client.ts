import { Agent, type Dispatcher, request } from "undici";
import { linkAbort } from "../../../ground/abort.ts";
import { type Clock, systemClock } from "../../../ground/clock.ts";
import { redact } from "../../../ground/redact.ts";
import { BodyTooLarge, HttpFailure, type HttpPhase } from "./http-failure.ts";
import { joinUrl } from "./join-url.ts";

export { HttpFailure } from "./http-failure.ts";

/** The head of an answer. */
export interface HttpHead {
  readonly method: string;
  /** Redacted. */
  readonly url: string;
  readonly status: number;
  /**
   * Header names in lower case. A header that came several times is joined with commas, `set-cookie`
   * with line breaks: a comma may stand inside a cookie, a line break may not.
   */
  readonly headers: Readonly<Record<string, string>>;
  readonly startedAt: Date;
}

/** One HTTP request and its answer. */
export interface HttpExchange extends HttpHead {
  readonly text: string;
  /** The body as JSON, or `undefined` when it is none. */
  readonly json: unknown;
  readonly elapsedMs: number;
}

/** An answer whose body is still on its way. */
export interface OpenAnswer extends HttpHead {
  /**
   * What arrives, once. It must be read: leaving it early hangs up, and so does more than `maxBytes`.
   */
  readonly body: AsyncIterable<Buffer>;
}

const defaultMaxBytes = 10 * 1024 * 1024;

export interface HttpClientOptions {
  /** Base URL; a base path is kept. */
  readonly baseUrl: string;
  /** Headers of every request. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Limit of one call, connect to last byte. @default 10000 */
  readonly timeoutMs?: number;
  /** Limit of connecting. @default 10000 */
  readonly connectMs?: number;
  /** Largest body taken in; a larger one fails the call. @default 10485760, 10 MiB */
  readonly maxBytes?: number;
  readonly clock?: Clock;
  /** Headers made anew for every request, such as a trace's next span. */
  readonly headersOf?: () => Readonly<Record<string, string>>;
  /** Hears of every call's end: its answer, or why there was none. */
  readonly onEnd?: (end: HttpExchange | HttpFailure) => void;
}

export interface HttpCall {
  /** Any method there is: `GET`, `OPTIONS`, `HEAD`, … */
  readonly method: string;
  /** Joined to the base URL. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
  /** On a connection of its own, closed after the answer, instead of one of the pool's. @default false */
  readonly freshConnection?: boolean;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

/**
 * HTTP against one base URL, with every exchange observable.
 *
 * A call never retries and never follows redirects: what the server said is evidence.
 */
export class HttpClient {
  readonly #options: HttpClientOptions;
  /** The pool first, then whatever connection of a call's own is open. */
  readonly #agents = new Set<Agent>();
  readonly #pool: Agent;
  readonly #clock: Clock;
  #bytes = 0;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#pool = this.#newAgent();
  }

  get baseUrl(): string {
    return this.#options.baseUrl;
  }

  /** Bytes of bodies received so far. */
  get bytesReceived(): number {
    return this.#bytes;
  }

  /** The URL a path stands for; a base path is kept in front of it. */
  url(path: string, query: Readonly<Record<string, string>> = {}): string {
    const url = joinUrl(this.#options.baseUrl, path);
    for (const [name, value] of Object.entries(query)) url.searchParams.set(name, value);
    return url.href;
  }

  /** @throws {@link HttpFailure} when no complete answer arrives in time */
  async call(call: HttpCall): Promise<HttpExchange> {
    const start = this.#clock.now();
    let phase: HttpPhase = "answer";
    using limit = linkAbort([call.signal], call.timeoutMs ?? this.#options.timeoutMs ?? 10_000);
    try {
      const { body, ...head } = await this.#send(call, { signal: limit.signal });
      phase = "body";
      const chunks: Buffer[] = [];
      for await (const chunk of body) chunks.push(chunk);
      const text = new TextDecoder().decode(Buffer.concat(chunks));
      const elapsedMs = this.#clock.now() - start;
      return this.#ended({ ...head, text, json: parseJson(text), elapsedMs });
    } catch (cause) {
      throw this.#ended(this.#failure(call, { start, phase, cause }));
    }
  }

  /**
   * Sends a call and comes back with the answer's head; the body is the caller's to read.
   *
   * There is no limit but the call's signal, which ends the body too. `onEnd` does not hear of it.
   *
   * @throws {@link HttpFailure} when no answer begins
   */
  async open(call: HttpCall): Promise<OpenAnswer> {
    const start = this.#clock.now();
    const { signal } = call;
    try {
      // Whoever opens a stream has deadlines with names: undici's own would come in between.
      const patient = { headersTimeout: 0, bodyTimeout: 0 };
      return await this.#send(call, signal === undefined ? patient : { ...patient, signal });
    } catch (cause) {
      throw this.#failure(call, { start, phase: "answer", cause });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([...this.#agents].map((agent) => agent.destroy()));
  }

  #newAgent(): Agent {
    const agent = new Agent({
      connect: { timeout: this.#options.connectMs ?? 10_000 },
      autoSelectFamily: true,
    });
    this.#agents.add(agent);
    return agent;
  }

  async #send(
    call: HttpCall,
    options: Pick<Dispatcher.RequestOptions, "headersTimeout" | "bodyTimeout" | "signal">,
  ): Promise<OpenAnswer> {
    const url = this.url(call.path, call.query);
    const startedAt = this.#clock.date();
    const dispatcher = call.freshConnection === true ? this.#newAgent() : this.#pool;
    try {
      const { statusCode, headers, body } = await request(url, {
        ...options,
        dispatcher,
        ...this.#message(call),
      });
      return {
        ...{ method: call.method, url: redact(url), startedAt },
        ...{ status: statusCode, headers: flatten(headers) },
        body: this.#counted(body, dispatcher),
      };
    } catch (cause) {
      await this.#letGo(dispatcher);
      throw cause;
    }
  }

  /** The body, as long as it fits. */
  async *#counted(body: AsyncIterable<Buffer>, dispatcher: Agent): AsyncGenerator<Buffer> {
    const maxBytes = this.#options.maxBytes ?? defaultMaxBytes;
    let size = 0;
    try {
      for await (const chunk of body) {
        size += chunk.length;
        this.#bytes += chunk.length;
        // Leaving the loop ends the connection: what else comes is nobody's.
        if (size > maxBytes) throw new BodyTooLarge(maxBytes);
        yield chunk;
      }
    } finally {
      await this.#letGo(dispatcher);
    }
  }

  /** Closes a connection that belonged to one call. */
  async #letGo(agent: Agent): Promise<void> {
    if (agent === this.#pool) return;
    this.#agents.delete(agent);
    await agent.destroy();
  }

  #failure(
    { method, path, query }: HttpCall,
    end: { readonly start: number; readonly phase: HttpPhase; readonly cause: unknown },
  ): HttpFailure {
    const { phase, cause } = end;
    const elapsedMs = this.#clock.now() - end.start;
    const url = redact(this.url(path, query));
    return new HttpFailure({ method, url, elapsedMs, phase }, { cause });
  }

  #ended<T extends HttpExchange | HttpFailure>(end: T): T {
    this.#options.onEnd?.(end);
    return end;
  }

  #message(
    call: HttpCall,
  ): Pick<Dispatcher.DispatchOptions, "method" | "body"> & { headers: Record<string, string> } {
    const isText = typeof call.body === "string";
    return {
      method: call.method as Dispatcher.HttpMethod,
      headers: merge([
        call.body === undefined || isText ? {} : { "content-type": "application/json" },
        this.#options.headers,
        this.#options.headersOf?.(),
        call.headers,
      ]),
      body: call.body === undefined ? null : isText ? String(call.body) : JSON.stringify(call.body),
    };
  }
}

/** Later ones over earlier ones; a name is the same however it is spelt (RFC 9110 section 5.1). */
function merge(
  layers: readonly (Readonly<Record<string, string>> | undefined)[],
): Record<string, string> {
  const entries = layers.flatMap((layer) => Object.entries(layer ?? {}));
  return Object.fromEntries(entries.map(([name, value]) => [name.toLowerCase(), value]));
}

/** Blanks around a value are no part of it (RFC 9110 section 5.5); undici leaves those behind it. */
function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, values]) => {
      const separator = name.toLowerCase() === "set-cookie" ? "\n" : ", ";
      const trimmed = [values ?? []].flat().map((value) => value.trim());
      return [name.toLowerCase(), trimmed.join(separator)];
    }),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
