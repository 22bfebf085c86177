import { fill } from "../../../../contract/template.ts";
import { opcodes } from "../../../wire/raw/frames.ts";
import type { Session } from "../../../wire/session.ts";
import type { Lab } from "../../lab.ts";

/** Pongs to pings that were sent one after the other, beside HTTP. Milliseconds. */
export interface PulseSaw {
  readonly sentApartMs: number;
  /** From each ping to its pong; none that did not come. */
  readonly pongsMs: readonly number[];
  /** The slower of two HTTP calls at the same time. */
  readonly httpMs?: number;
  /** So many pongs came in one moment. */
  readonly clump: number;
}

/** Pings, and the time between them: whatever splits them, three of five are on one side. */
const beats = 5;
const apartMs = 70;

/** What comes no further apart comes in one moment. Milliseconds. */
const momentMs = 15;

/** Sends pings one after the other, and looks at whether their pongs come so, too. */
export async function feelPulse(lab: Lab, session: Session): Promise<PulseSaw> {
  const { clock, contract, limits } = lab;
  const { ping } = contract.websocket;
  // Longer than an ordinary answer may take: what is held back comes.
  const withinMs = 2.5 * limits.replyMs;
  const answered = (): Promise<unknown> =>
    ping === undefined ? session.ping() : session.exchange(ping, { withinMs });
  const beat = async (_: unknown, n: number): Promise<readonly [sent: number, heard: number][]> => {
    await lab.pause(n * apartMs);
    const sent = clock.now();
    const pong = await answered().catch(() => undefined);
    return pong === undefined ? [] : [[sent, clock.now()]];
  };
  const call = async (atMs: number): Promise<number> => {
    await lab.pause(atMs);
    return (await lab.wire.api.call("health", {}, { user: null })).elapsedMs;
  };
  const [heard, httpMs] = await Promise.all([
    Promise.all(Array.from({ length: beats }, beat)),
    Promise.all([call(0), call(beats * apartMs)]).then(
      (calls) => Math.max(...calls),
      () => undefined,
    ),
  ]);
  const pongs = heard.flat();
  const moments = pongs.map(([, at]) => at);
  const near = (at: number): number =>
    moments.filter((other) => other >= at && other - at <= momentMs).length;
  return {
    ...{ sentApartMs: apartMs, pongsMs: pongs.map(([sent, at]) => at - sent) },
    ...(httpMs === undefined ? {} : { httpMs }),
    clump: Math.max(0, ...moments.map(near)),
  };
}

/** Pongs waited for one another, and HTTP beside them did not. */
export function isClumped({ clump, pongsMs, httpMs }: PulseSaw): boolean {
  const slowest = Math.max(0, ...pongsMs);
  return clump >= 3 && slowest >= 2 * apartMs && slowest >= 3 * (httpMs ?? 0);
}

/** A connection on which nothing is heard, until enough was said that had to be answered. */
export interface FillSaw {
  /** Frames heard before anything was sent. */
  readonly before: number;
  readonly sent: number;
  /** Frames heard afterwards, and how far apart the first and last were. */
  readonly after: number;
  readonly apartMs: number;
}

/** How long the silent beginning is listened to, and what follows the flood. Milliseconds. */
const listenMs = 250;
const floodedMs = 900;
const flood = 120;

/** Asks for so many answers that they fill whatever may hold them back. */
export async function fillUp(lab: Lab): Promise<FillSaw | undefined> {
  const { ping } = lab.contract.websocket;
  if (ping === undefined) return undefined;
  using connection = await lab.open(await lab.upgrade());
  if (!connection.switched) return undefined;
  await connection.until(() => connection.frames.length > 0, listenMs);
  const before = connection.frames.length;
  const values = { now: lab.clock.date().toISOString() };
  const text = typeof ping.send === "string" ? ping.send : JSON.stringify(fill(ping.send, values));
  for (let n = 0; n < flood; n += 1) connection.send(opcodes.text, text);
  await connection.until(() => false, floodedMs);
  const after = connection.frames.slice(before);
  const apart = (after.at(-1)?.atMs ?? 0) - (after[0]?.atMs ?? 0);
  return { before, sent: flood, after: after.length, apartMs: apart };
}
