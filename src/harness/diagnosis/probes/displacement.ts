import type { RawConnection } from "../../wire/raw/connection.ts";
import type { EndSaw } from "./talk-saw.ts";

/** What a crash, an overload, a restart and a broken frame are told with (RFC 6455 section 7.4.1). */
const otherReasons: readonly number[] = [1001, 1002, 1003, 1007, 1009, 1010, 1011, 1012, 1013];

/** How long after a connection stands an earlier one hears of it. Milliseconds. */
const heardOfMs = 80;

/** A code a server may make a session go with because the same user has opened another. */
export function mayDisplace(code: number): boolean {
  return !otherReasons.includes(code);
}

/**
 * Whether a connection was ended, in due form, at the very moment the same user opened another one: that is what a
 * server does that gives each user a single session, and it was we who opened two.
 */
export function isDisplaced(
  connection: RawConnection,
  end: EndSaw | undefined,
  other: RawConnection,
): boolean {
  if (end?.code === undefined || !mayDisplace(end.code) || !other.switched) return false;
  const { connectMs = 0, answerMs = 0 } = other.handshake;
  // Both are as old as they are at one and the same moment.
  const begunMs = connection.ageMs - other.ageMs;
  const knownFromMs = begunMs + connectMs;
  return end.atMs >= knownFromMs && end.atMs <= knownFromMs + connectMs + answerMs + heardOfMs;
}
