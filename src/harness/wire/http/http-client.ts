import { Agent, type Dispatcher, request } from "undici";
import { linkAbort } from "../../../ground/abort.ts";
import { type Clock, systemClock } from "../../../ground/clock.ts";
import { explain, GapproofError } from "../../../ground/errors.ts";
import type { ExitCode } from "../../../ground/exit-code.ts";
import { redact } from "../../../ground/redact.ts";
import { joinUrl } from "./join-url.ts";

/** One HTTP request and its answer. */
export interface HttpExchange {
  readonly method: string;
  readonly url: string;
  readonly status: number;
  /** Header names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
  /** The body as JSON, or `undefined` when it is none. */
  readonly json: unknown;
  readonly startedAt: Date;
  readonly elapsedMs: number;
}

/** How far a call had come: to the answer's first line, or into its body. */
export type HttpPhase = "answer" | "body";

/** The body was cut off, because it had grown past what a client is willing to hold. */
class BodyTooLarge extends Error {
  override readonly name: string = "BodyTooLarge";
  readonly code: string = "BODY_TOO_LARGE";

  constructor(maxBytes: number) {
    super(`the body is larger than maxBytes (${maxBytes} bytes)`);
  }
}

/** An HTTP call that got no answer. */
export class HttpFailure extends GapproofError {
  override readonly name: string = "HttpFailure";
  readonly code: string = "GAPPROOF_HTTP";
  readonly exitCode: ExitCode = 1;
  readonly method: string;
  readonly url: string;
  /** The network's own word for it: `ECONNREFUSED`, `UND_ERR_HEADERS_TIMEOUT`, … */
  readonly networkCode: string | undefined;
  readonly elapsedMs: number;
  /** What was being waited for. */
  readonly phase: HttpPhase;

  constructor(
    call: { method: string; url: string; elapsedMs: number; phase?: HttpPhase },
    options: { cause: unknown },
  ) {
    const { cause } = options;
    super(
      `${call.method} ${call.url} got no answer after ${Math.round(call.elapsedMs)} ms: ${explain(cause)}`,
      options,
    );
    this.method = call.method;
    this.url = call.url;
    this.elapsedMs = call.elapsedMs;
    this.phase = call.phase ?? "answer";
    this.networkCode = networkCodeOf(cause);
  }
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
  readonly method: string;
  /** Joined to the base URL. */
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  /** Sent as JSON; a string is sent as it is. */
  readonly body?: unknown;
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
  readonly #agent: Agent;
  readonly #clock: Clock;
  #bytes = 0;

  constructor(options: HttpClientOptions) {
    this.#options = options;
    this.#clock = options.clock ?? systemClock;
    this.#agent = new Agent({
      connect: { timeout: options.connectMs ?? 10_000 },
      autoSelectFamily: true,
    });
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
    const url = this.url(call.path, call.query);
    const startedAt = this.#clock.date();
    const start = this.#clock.now();
    let phase: HttpPhase = "answer";
    using limit = linkAbort([call.signal], call.timeoutMs ?? this.#options.timeoutMs ?? 10_000);
    try {
      const answer = await request(url, this.#requestOptions(call, limit.signal));
      phase = "body";
      const text = await this.#read(answer.body);
      return this.#ended({
        method: call.method,
        url: redact(url),
        status: answer.statusCode,
        headers: flatten(answer.headers),
        text,
        json: parseJson(text),
        startedAt,
        elapsedMs: this.#clock.now() - start,
      });
    } catch (cause) {
      const elapsedMs = this.#clock.now() - start;
      const failed = { method: call.method, url: redact(url), elapsedMs, phase };
      throw this.#ended(new HttpFailure(failed, { cause }));
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  /** The body as text, as long as it fits. */
  async #read(body: Dispatcher.ResponseData["body"]): Promise<string> {
    const maxBytes = this.#options.maxBytes ?? defaultMaxBytes;
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of body as AsyncIterable<Buffer>) {
      size += chunk.length;
      this.#bytes += chunk.length;
      // Leaving the loop ends the connection: what else comes is nobody's.
      if (size > maxBytes) throw new BodyTooLarge(maxBytes);
      chunks.push(chunk);
    }
    return new TextDecoder().decode(Buffer.concat(chunks));
  }

  #ended<T extends HttpExchange | HttpFailure>(end: T): T {
    this.#options.onEnd?.(end);
    return end;
  }

  #requestOptions(call: HttpCall, signal: AbortSignal): Parameters<typeof request>[1] {
    const isText = typeof call.body === "string";
    return {
      dispatcher: this.#agent,
      method: call.method as Dispatcher.HttpMethod,
      headers: {
        ...(call.body === undefined || isText ? {} : { "content-type": "application/json" }),
        ...this.#options.headers,
        ...this.#options.headersOf?.(),
        ...call.headers,
      },
      body: call.body === undefined ? null : isText ? String(call.body) : JSON.stringify(call.body),
      signal,
    };
  }
}

function flatten(headers: Record<string, string | string[] | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), [value].flat().join(", ")]),
  );
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function networkCodeOf(cause: unknown): string | undefined {
  for (let at = cause; at instanceof Error; at = at.cause) {
    if ("code" in at && typeof at.code === "string") return at.code;
    if (at.name === "TimeoutError") return "TIMEOUT";
  }
  return undefined;
}
