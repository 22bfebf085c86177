import { connect } from "node:net";
import { onTestFinished } from "vitest";
import type { Backend, BackendOptions } from "../../../src/fixtures/backend/index.ts";
import type { Quirk } from "../../../src/fixtures/faults/fault.ts";
import { quirk } from "../../../src/fixtures/faults/fault.ts";
import { startFaulty } from "../../../src/fixtures/faults/stage.ts";

type InFront = Pick<Quirk, "edge" | "link" | "second">;

/** A healthy backend with these in front of it, the last one outermost, gone when the test is over. */
export async function behind(
  inFront: readonly InFront[],
  options: BackendOptions = {},
): Promise<Backend> {
  const quirks = inFront.map((one, n) => quirk({ id: `edge.${n}`, title: "is edged", ...one }));
  const backend = await startFaulty(quirks, options);
  onTestFinished(() => backend.stop());
  return backend;
}

/** What came back on a connection of its own, and how it ended. */
export interface Said {
  readonly text: string;
  readonly ending: "fin" | "reset" | "open";
  readonly elapsedMs: number;
}

/**
 * Sends text on a new connection and listens until it ends, or for so long, or until it has heard this.
 *
 * @throws Error saying what it heard instead
 */
export async function say(
  port: number,
  text: string,
  until: number | string = 2_000,
): Promise<Said> {
  const socket = connect(port, "127.0.0.1");
  const startMs = performance.now();
  let heard = "";
  let isReset = false;
  socket.on("data", (chunk) => {
    heard += chunk.toString("latin1");
    if (typeof until === "string" && heard.includes(until)) socket.emit("heard");
  });
  socket.on("error", () => {
    isReset = true;
  });
  socket.write(text);
  const ended = new Promise<"fin" | "reset">((resolve) => {
    socket.on("close", () => resolve(isReset ? "reset" : "fin"));
  });
  let timer: NodeJS.Timeout | undefined;
  const still = new Promise<"open">((resolve, reject) => {
    socket.once("heard", () => resolve("open"));
    timer =
      typeof until === "number"
        ? setTimeout(() => resolve("open"), until)
        : setTimeout(() => reject(new Error(`never heard "${until}", but "${heard}"`)), 4_000);
  });
  const ending = await Promise.race([ended, still]);
  clearTimeout(timer);
  // Goes without a goodbye, as a client does that crashes.
  socket.resetAndDestroy();
  return { text: heard, ending, elapsedMs: performance.now() - startMs };
}

/** A request for an upgrade, without a token, as text. */
export function asking(...headers: readonly string[]): string {
  const lines = [
    "GET /ws HTTP/1.1",
    "Host: backend",
    "Connection: Upgrade",
    "Upgrade: websocket",
    "Sec-WebSocket-Version: 13",
    "Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==",
    ...headers,
  ];
  return `${lines.join("\r\n")}\r\n\r\n`;
}
