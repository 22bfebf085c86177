import type { Contract } from "./contract.ts";

/** Names of the server's long promises a check may wait for. */
export type PromiseName = "session" | "idle" | "heartbeat" | "idleLimit";

/** How long a promise takes to be kept, at full length; `undefined` where it is not made. */
export function promiseMs({ promises }: Contract, name: PromiseName): number | undefined {
  switch (name) {
    case "session":
      return promises.session?.lastsMs;
    case "idle":
      return promises.idleMs;
    case "heartbeat":
      return promises.heartbeat?.everyMs;
    case "idleLimit":
      return promises.idleLimit?.afterMs;
  }
}
