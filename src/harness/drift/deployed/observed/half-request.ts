import { connect as connectTcp, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";
import type { Clock } from "../../../../ground/clock.ts";
import { placeOf } from "../../../wire/raw/reaching.ts";
import { type RawRequest, spellOut } from "../../../wire/raw/request.ts";
import { codeOf } from "../../../wire/socket/network-code.ts";

/** What a server did with a request whose end never came. */
interface HalfRequestSaw {
  /** The network's own word for why no connection stood. */
  readonly failure?: string;
  /** From the moment it stood until the server answered or hung up; absent where it did neither in time. */
  readonly endedAfterMs?: number;
  /** Status of the answer, where there was one. */
  readonly status?: number;
}

interface Patience {
  readonly clock: Clock;
  /** Until TCP, and TLS where there is one, stands. Milliseconds. */
  readonly connectMs: number;
  /** From there on. Milliseconds. */
  readonly maxWaitMs: number;
  readonly signal: AbortSignal;
}

/**
 * Connects, sends a request's head without the empty line that ends it (RFC 9112 section 2.1), and waits: there
 * is nothing yet that a server could answer. Never throws.
 */
export function sendHalf(request: RawRequest, patience: Patience): Promise<HalfRequestSaw> {
  const { clock, connectMs, maxWaitMs, signal } = patience;
  const { text } = spellOut(request);
  const { socket, stands } = socketTo(request.url);
  let standsAtMs: number | undefined;
  let failure = "CLOSED";
  return new Promise((resolve) => {
    const settle = (saw: HalfRequestSaw): void => {
      stopTimer();
      signal.removeEventListener("abort", callOff);
      socket.destroy();
      resolve(saw);
    };
    const callOff = (): void => settle({ failure: "CALLED_OFF" });
    const ended = (status?: number): void => {
      const endedAfterMs = clock.now() - (standsAtMs ?? 0);
      const answer = status === undefined ? {} : { status };
      settle(standsAtMs === undefined ? { failure } : { endedAfterMs, ...answer });
    };
    let stopTimer = clock.after(connectMs, () => settle({ failure: "TIMED_OUT" }));
    socket.once(stands, () => {
      standsAtMs = clock.now();
      stopTimer();
      stopTimer = clock.after(maxWaitMs, () => settle({}));
      socket.write(text.slice(0, -"\r\n".length));
    });
    socket.once("data", (bytes: Buffer) => ended(statusIn(bytes)));
    socket.once("end", () => ended());
    socket.on("error", (error) => {
      failure = codeOf(error) ?? error.message;
      ended();
    });
    socket.once("close", () => ended());
    signal.addEventListener("abort", callOff, { once: true });
    if (signal.aborted) callOff();
  });
}

function statusIn(bytes: Buffer): number | undefined {
  const [, status] = /^HTTP\/\d(?:\.\d)? (\d{3})/.exec(bytes.toString("latin1")) ?? [];
  return status === undefined ? undefined : Number(status);
}

/** A connection being made, and the event that tells that it stands. */
function socketTo(url: string): { readonly socket: Socket; readonly stands: string } {
  const { host, port, secure } = placeOf(url);
  const way = { host, port, autoSelectFamily: true, noDelay: true };
  if (!secure) return { socket: connectTcp(way), stands: "connect" };
  const name = isIP(host) === 0 ? { servername: host } : {};
  // An upgrade needs HTTP/1.1 (RFC 6455 section 4.1).
  const socket = connectTls({ ...way, ...name, ALPNProtocols: ["http/1.1"] });
  return { socket, stands: "secureConnect" };
}
