import type { Contract } from "../../contract/contract.ts";
import { matchesAny } from "../../contract/match.ts";
import { redact } from "../../ground/redact.ts";
import { greet } from "./connect.ts";
import { type DialRequest, dial, type Line } from "./socket/dial.ts";
import type { Closing, Handshake } from "./socket/handshake.ts";

/**
 * What came of knocking at the door once.
 *
 * - `refused`: an HTTP answer other than 101
 * - `failed`: no answer, or one the client must refuse (see `error`)
 * - `welcomed`: opened and greeted
 * - `closed`: opened, then ended by the server (see `close`)
 * - `silent`: opened, and neither greeted nor ended in time
 */
type KnockResult = "refused" | "failed" | "welcomed" | "closed" | "silent";

/** One upgrade, its outcome told as a value. */
export interface Knock extends Handshake {
  readonly result: KnockResult;
  /** How the server ended the opened connection; undefined when we hung up. */
  readonly close?: Closing;
  /** Messages that came before the end, parsed where they are JSON. */
  readonly firstMessages: readonly unknown[];
  /** Turned away, before the upgrade or by closing after it. */
  readonly refused: boolean;
  /** Turned away with a status or close code the contract means so: not by a crash, not by silence. */
  readonly properlyRefused: boolean;
  /** The outcome in one line. */
  readonly summary: string;
}

type Outcome = Pick<Knock, "result" | "close" | "firstMessages">;

/**
 * Performs one upgrade and tells what happened: never throws for what a server does, never tries
 * twice. An opened door is watched until it greets, closes, or the limit passes, and is then closed.
 *
 * @param withinMs - how long an opened connection may stay silent (@default the contract's limit for a
 *   reply)
 * @throws the signal's reason when the check is called off meanwhile
 */
export async function knockOn(request: DialRequest, withinMs?: number): Promise<Knock> {
  const line = dial(request);
  try {
    const handshake = await line.socket.opened;
    const outcome = handshake.opened
      ? await watch(line, request, withinMs)
      : ({ result: isRefusal(handshake) ? "refused" : "failed", firstMessages: [] } as const);
    // Called off, the door was shut by us: that says nothing about the server.
    request.budget.signal?.throwIfAborted();
    return describe(handshake, outcome, request.contract);
  } finally {
    line.socket.close(1000);
    line.socket.terminate();
    await line.socket.closed;
  }
}

function isRefusal({ status }: Handshake): boolean {
  return status !== undefined && status !== 101;
}

function describe(handshake: Handshake, outcome: Outcome, contract: Contract): Knock {
  const { statuses, closeCodes } = contract.websocket.refused;
  const { result, close } = outcome;
  const properlyRefused =
    (result === "refused" && statuses.includes(handshake.status ?? 0)) ||
    (close?.frame === true && closeCodes.includes(close.code));
  const refused = result === "refused" || result === "closed";
  const summary = summarise(handshake, outcome);
  return { ...handshake, ...outcome, refused, properlyRefused, summary };
}

function summarise(handshake: Handshake, { result, close, firstMessages }: Outcome): string {
  const parts = [
    `HTTP ${handshake.status ?? "no answer"}`,
    ...(handshake.opened || handshake.error === undefined ? [] : [handshake.error]),
    ...(close === undefined ? [] : [`${close.end} ${close.code} "${close.reason}"`]),
    ...firstMessages.map((message) => redact(JSON.stringify(message)).slice(0, 200)),
  ];
  return `${result}: ${parts.join("; ")}`;
}

async function watch(
  line: Line,
  request: DialRequest,
  withinMs: number | undefined,
): Promise<Outcome> {
  const { socket, transcript } = line;
  const { contract, budget } = request;
  const { welcome } = contract.websocket;
  greet(line, request);
  const { frame, cancel } = socket.inbox.next(
    ({ message }) => welcome !== undefined && matchesAny(contract, welcome.match, message),
  );
  const limitMs = budget.limitMs("reply", withinMs);
  let stopTimer = (): void => {};
  const silence = new Promise<"silent">((resolve) => {
    stopTimer = budget.clock.after(limitMs, () => resolve("silent"));
  });
  const greeting = frame.then(
    () => "welcomed" as const,
    () => "closed" as const,
  );
  try {
    const result = await Promise.race([greeting, silence]);
    if (result === "silent") {
      const text = `silent for ${Math.round(limitMs)} ms`;
      transcript.record({ kind: "note", direction: "local", text });
    }
    const firstMessages = socket.inbox.frames.map(({ message }) => message);
    if (result !== "closed") return { result, firstMessages };
    return { result, close: await socket.closed, firstMessages };
  } finally {
    stopTimer();
    cancel();
  }
}
