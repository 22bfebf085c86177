import type { Contract } from "../../../contract/contract.ts";
import type { Lab } from "../lab.ts";
import type { FrontSaw, LimitSaw } from "./front-saw.ts";

/** How many requests the contract promises one user; `undefined` where it says nothing of a limit. */
export function promisedIn({ http }: Contract): LimitSaw["promised"] | undefined {
  const { rateLimit } = http;
  return typeof rateLimit === "object" ? rateLimit.requests : rateLimit;
}

/** All that was asked from here when a request was first put off: whoever counts addresses counted each of them. */
export function limitIn({ contract, wire }: Lab): Pick<FrontSaw, "limit"> {
  const promised = promisedIn(contract);
  const { entries } = wire.api.transcript;
  const refused = entries.find(({ kind, code }) => kind === "response" && code === 429);
  if (promised === undefined || refused === undefined) return {};
  const sent = entries.filter(({ kind, atMs }) => kind === "request" && atMs <= refused.atMs);
  return { limit: { promised, sent: sent.length } };
}
