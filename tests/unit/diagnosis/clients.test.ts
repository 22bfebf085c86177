import { WebSocket as UndiciSocket } from "undici";
import { describe, it } from "vitest";
import { WebSocket } from "ws";
import { startFaulty } from "../../../src/fixtures/faults/index.ts";
import { whyLockedOut } from "../../../src/harness/diagnosis/clients.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import type { RawHandshake } from "../../../src/harness/wire/raw/handshake.ts";
import type { RawRequest } from "../../../src/harness/wire/raw/request.ts";
import { subjectOf } from "./lab-of.ts";
import { strangeHandshakes } from "./strange-handshakes.ts";

/** Compression as `ws`, undici and browsers offer it. */
const extensions = "permessage-deflate; client_max_window_bits";

/** Who is not answered by then is not answered. */
const patienceMs = 400;

describe("the prediction of which clients cannot connect", () => {
  it.concurrent.for(strangeHandshakes)(
    "is right for one that $title",
    async (quirk, { expect }) => {
      await using backend = await startFaulty([quirk]);
      await using lab = new Lab(subjectOf(backend));
      const request = await lab.upgrade({ extensions });
      // What is answered by memory is so from the second time on.
      (await lab.open(request))[Symbol.dispose]();
      using connection = await lab.open(request);
      const { handshake } = connection;
      // Whoever answers at all is waited for, however busy the machine is.
      const limitMs = handshake.status === undefined ? patienceMs : 10_000;

      const [node, other] = await Promise.all([
        connectWs(request, limitMs),
        connectUndici(request, limitMs),
      ]);

      expect({ ws: node, undici: other }).toEqual({
        ws: predicted(handshake),
        undici: whyLockedOut("undici and Node's WebSocket", handshake) === undefined,
      });
    },
  );
});

/** What `ws` says, word for word where it is its own. */
function predicted(handshake: RawHandshake): string {
  if (handshake.status === undefined) return "unanswered";
  return whyLockedOut("ws", handshake) ?? "open";
}

function connectWs({ url, offer = [], headers }: RawRequest, limitMs: number): Promise<string> {
  return new Promise((resolve) => {
    const socket = new WebSocket(url, [...offer], { headers, handshakeTimeout: limitMs });
    socket.once("open", () => resolve("open"));
    // The network's own words differ from one machine to the next.
    socket.on("error", ({ message }) => resolve(isOwn(message) ? message : "unanswered"));
    socket.once("open", () => socket.terminate());
  });
}

function isOwn(message: string): boolean {
  return /^(Unexpected server response|Invalid|Server)/.test(message);
}

function connectUndici(
  { url, offer = [], headers = {} }: RawRequest,
  limitMs: number,
): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = new UndiciSocket(url, { protocols: [...offer], headers });
    const timer = setTimeout(() => settle(false), limitMs);
    const settle = (isOpen: boolean): void => {
      clearTimeout(timer);
      resolve(isOpen);
      socket.close();
    };
    socket.addEventListener("open", () => settle(true));
    socket.addEventListener("error", () => settle(false));
  });
}
