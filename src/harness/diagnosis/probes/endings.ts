import type { Contract } from "../../../contract/contract.ts";
import type { RawConnection } from "../../wire/raw/connection.ts";
import type { EndSaw } from "./talk-saw.ts";
import { closeOf } from "./upgrades.ts";

/** How a connection was ended by the other side, if it was: its close frame, or without one. */
export function endOf(connection: RawConnection, contract: Contract): EndSaw | undefined {
  const { ending, pendingBytes } = connection;
  const close = closeOf(connection);
  if (close === undefined && (ending === undefined || ending.kind === "local")) return undefined;
  const { code, reason = "" } = close ?? {};
  return {
    kind: ending?.kind ?? "local",
    atMs: close?.atMs ?? ending?.atMs ?? connection.ageMs,
    closed: close !== undefined,
    ...(code === undefined ? {} : { code }),
    ...(reason === "" ? {} : { reason }),
    turnsAway: code !== undefined && turnsAway(contract, code),
    pendingBytes,
  };
}

/** Codes for "not you": the contract's, 1008, 3000 and 3003 of the registry, and 44xx by custom. */
export function turnsAway({ websocket }: Contract, code: number): boolean {
  return (
    websocket.refused.closeCodes.includes(code) ||
    [1008, 3000, 3003].includes(code) ||
    (code >= 4400 && code < 4500)
  );
}

/** How it ended, as a phrase: `closes with 1011 "reason"`, `ends without a close frame`. */
export function tellEnd({ closed, code, reason, kind, pendingBytes }: EndSaw): string {
  if (closed && code === undefined) return "closes without a code";
  const inside = pendingBytes > 0 ? ` inside a frame, ${pendingBytes} bytes into it` : "";
  if (code !== undefined) return `closes with ${code}${reason === undefined ? "" : ` "${reason}"`}`;
  return `${kind === "reset" ? "resets the connection" : "ends the connection (FIN)"} without a close frame${inside}`;
}
