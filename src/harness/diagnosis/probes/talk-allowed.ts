import type { Lab } from "../lab.ts";
import type { TalkSaw } from "./talk-saw.ts";

/** What a conversation may take. */
export function allowedBy({ contract, subject, limits }: Lab): TalkSaw["allowed"] {
  const { latencyMs, allowance, meanConnectMs } =
    contract.limits[subject.remote ? "remote" : "local"];
  return {
    ...{ welcomeMs: limits.welcomeMs, meanConnectMs },
    roundTripMs: latencyMs.p50 * allowance,
  };
}
