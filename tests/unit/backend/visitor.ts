import type { Backend } from "../../../src/fixtures/backend/index.ts";
import { type Frame, isLast, offer, Socket } from "./socket.ts";

/** An answer, its body parsed when it is JSON. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly body: Record<string, unknown>;
}

/** Somebody who uses a backend, registered or not. */
export class Visitor {
  readonly backend: Backend;
  readonly token: string;
  readonly refreshToken: string;
  readonly userId: string;

  constructor(backend: Backend, credentials?: Record<string, unknown>) {
    this.backend = backend;
    this.token = String(credentials?.access_token ?? "");
    this.refreshToken = String(credentials?.refresh_token ?? "");
    this.userId = String((credentials?.user as { id: string } | undefined)?.id ?? "");
  }

  async get(path: string, headers: Record<string, string> = {}): Promise<Answer> {
    return await this.call("GET", path, { headers });
  }

  async post(path: string, body: unknown = {}): Promise<Answer> {
    return await this.call("POST", path, { body });
  }

  async call(
    method: string,
    path: string,
    { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {},
  ): Promise<Answer> {
    const response = await fetch(`${this.backend.url}${path}`, {
      method,
      redirect: "manual",
      headers: { ...this.authorization, "content-type": "application/json", ...headers },
      ...(body === undefined
        ? {}
        : { body: typeof body === "string" ? body : JSON.stringify(body) }),
    });
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, body: parsed(text) };
  }

  async connect(): Promise<Socket> {
    return await Socket.open(this.backend.wsUrl, offer(this.token));
  }

  get authorization(): Record<string, string> {
    return this.token === "" ? {} : { authorization: `Bearer ${this.token}` };
  }
}

export function stranger(backend: Backend): Visitor {
  return new Visitor(backend);
}

export async function register(backend: Backend, name = "ana"): Promise<Visitor> {
  const body = { email: `${name}@example.org`, password: "pass word", name };
  const answer = await stranger(backend).post("/auth/register", body);
  if (answer.status !== 200) throw new Error(`register answered ${answer.status}: ${answer.text}`);
  return new Visitor(backend, answer.body);
}

/** Asks over the socket and returns the run's events, in order. */
export async function ask(
  socket: Socket,
  content: string,
  payload: Record<string, unknown> = {},
): Promise<Frame[]> {
  const before = socket.frames.length;
  socket.send({ type: "user_message", payload: { content, ...payload } });
  await socket.where((frame) => isLast(frame) && socket.frames.indexOf(frame) >= before);
  return socket.frames.slice(before).filter((frame) => "run_id" in frame);
}

/** The records of a server-sent stream. */
export function records(text: string): Record<string, unknown>[] {
  return text
    .split("\n\n")
    .filter((block) => block.startsWith("data: "))
    .map((block) => JSON.parse(block.slice("data: ".length)));
}

function parsed(text: string): Record<string, unknown> {
  try {
    return JSON.parse(text);
  } catch {
    return {};
  }
}
