import { Agent, type Dispatcher, request } from "undici";
import { explain, GapproofError } from "../../../ground/errors.ts";
import type { ExitCode } from "../../../ground/exit-code.ts";
import type { EngineAddress } from "./engine-address.ts";

/** A container engine that did not do what it was asked. The message is the end of a sentence. */
export class EngineFailure extends GapproofError {
  override readonly name: string = "EngineFailure";
  readonly code: string = "GAPPROOF_ENGINE";
  readonly exitCode: ExitCode = 4;
  /** Nothing is at this address, as on a machine without this engine. */
  readonly isAbsent: boolean;

  constructor(reason: string, options: { readonly isAbsent?: boolean; readonly cause?: unknown }) {
    super(reason, { cause: options.cause });
    this.isAbsent = options.isAbsent ?? false;
  }
}

/** One engine is on this machine and answers in milliseconds; a person waits for all of them. */
const connectMs = 1_000;
const answerMs = 2_000;
/** Far more than any list of containers or fifty lines of log; keeps a mad engine from our memory. */
const mostBytes = 8 * 1024 * 1024;

/** The part of the Docker engine's API that Docker and Podman answer alike, read-only. */
export class Engine implements AsyncDisposable {
  readonly address: EngineAddress;
  readonly #agent: Agent;

  constructor(address: EngineAddress) {
    const { socketPath } = address;
    this.address = address;
    this.#agent = new Agent({
      connect: { timeout: connectMs, ...(socketPath === undefined ? {} : { socketPath }) },
    });
  }

  /**
   * GETs a path. Without a version in it, because an engine refuses those it does not know.
   *
   * @throws {@link EngineFailure}
   */
  async get(path: string): Promise<Buffer> {
    const { statusCode, body } = await this.#ask(path);
    const bytes = await this.#read(body);
    if (statusCode === 200) return bytes;
    throw new EngineFailure(`answers HTTP ${statusCode}${said(bytes)}`, {});
  }

  /** @throws {@link EngineFailure} */
  async getJson(path: string): Promise<unknown> {
    const bytes = await this.get(path);
    try {
      return JSON.parse(bytes.toString("utf8"));
    } catch (cause) {
      throw new EngineFailure("answers something that is no engine API", { cause });
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#agent.destroy();
  }

  async #ask(path: string): Promise<Dispatcher.ResponseData> {
    try {
      return await request(`${this.address.origin}${path}`, {
        dispatcher: this.#agent,
        headers: { accept: "application/json", "user-agent": "gapproof" },
        signal: AbortSignal.timeout(answerMs),
      });
    } catch (cause) {
      throw failureOf(cause);
    }
  }

  async #read(body: Dispatcher.ResponseData["body"]): Promise<Buffer> {
    const chunks: Buffer[] = [];
    let size = 0;
    try {
      for await (const chunk of body) {
        chunks.push(chunk);
        size += chunk.length;
        if (size > mostBytes) throw new EngineFailure("answers without end", {});
      }
    } catch (cause) {
      if (cause instanceof EngineFailure) throw cause;
      throw failureOf(cause);
    }
    return Buffer.concat(chunks);
  }
}

const words: Readonly<Record<string, string>> = {
  ENOENT: "does not exist",
  ENOTDIR: "does not exist",
  EACCES: "may not be used by this user (EACCES)",
  EPERM: "may not be used by this user (EPERM)",
  ECONNREFUSED: "refuses connections: no engine runs there (ECONNREFUSED)",
  ENOTSOCK: "is no socket (ENOTSOCK)",
  ENOTFOUND: "is on a host nobody knows (ENOTFOUND)",
  UND_ERR_CONNECT_TIMEOUT: "did not accept a connection within 1 s",
  UND_ERR_SOCKET: "closed the connection without an answer",
  ECONNRESET: "closed the connection without an answer",
};

function failureOf(cause: unknown): EngineFailure {
  const code = codeOf(cause);
  if (code === "TIMEOUT") return new EngineFailure("did not answer within 2 s", { cause });
  if (cause instanceof Error && cause.name === "HTTPParserError") {
    return new EngineFailure("answers something that is not HTTP", { cause });
  }
  return new EngineFailure(words[code] ?? `gave no answer: ${explain(cause)}`, {
    isAbsent: code === "ENOENT" || code === "ENOTDIR",
    cause,
  });
}

function codeOf(cause: unknown): string {
  for (let at = cause; at instanceof Error; at = at.cause) {
    if (at.name === "TimeoutError") return "TIMEOUT";
    if ("code" in at && typeof at.code === "string") return at.code;
  }
  return "";
}

/** An engine explains itself as `{"message": "…"}`. */
function said(bytes: Buffer): string {
  const text = bytes.toString("utf8").slice(0, 2_000);
  const message = /"(?:message|cause)"\s*:\s*("(?:[^"\\]|\\.)*")/.exec(text)?.[1];
  const plain = message === undefined ? text : unquoted(message);
  const line = plain.replace(/\s+/g, " ").trim().slice(0, 160);
  return line === "" ? "" : `: ${line}`;
}

/** Its words may be broken JSON, too: they are shown as they came then. */
function unquoted(message: string): string {
  try {
    return String(JSON.parse(message));
  } catch {
    return message;
  }
}
