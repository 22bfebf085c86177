import type { LockedOut } from "./diagnosis.ts";
import type { Evidence } from "./evidence.ts";

/** Which clients cannot connect, predicted from one captured handshake. */
export function lockedOut(_evidence: Evidence): readonly LockedOut[] {
  return [];
}
