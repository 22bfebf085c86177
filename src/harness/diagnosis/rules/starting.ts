import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import type { FrontSaw } from "../probes/front-saw.ts";
import type { Rule } from "../rule.ts";
import { askedOnce, isGateway, isServerError, isServing, isTimeout, told } from "./front-facts.ts";

/** Whoever comes first, and what becomes of those who come later. */
export const startingRules: readonly Rule[] = [
  {
    name: "a first request that meets nobody",
    judge(evidence) {
      const front = evidence.of("front");
      const [first, second] = front?.health ?? [];
      const early = evidence.known("plain")?.health;
      if (front !== undefined && early?.path === first?.path && first?.ok === true)
        return coldBefore(front, early?.handshake.status);
      if (front === undefined || first === undefined || second?.ok !== true) return undefined;
      if (first.ok || !(isGateway(first) || isTimeout(first))) return undefined;
      if (front.open.some(isServerError) || front.again.some(isServerError)) return undefined;
      const { "retry-after": retryAfter } = first.headers;
      const hint = retryAfter === undefined ? "" : `, with Retry-After: ${retryAfter}`;
      return {
        ...{ cause: "cold-start", confidence: isGateway(first) ? 0.92 : 0.7 },
        evidence: [
          ...told("front", [first], `the first request fails${hint}`),
          { probe: "front", text: `the ${askedOnce(front).length - 1} that follow do not` },
        ],
      };
    },
  },
  {
    name: "first requests that all fail, and later ones that do not",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined || !isAwaited(front) || !isUpByNow(evidence)) return undefined;
      const failed = askedOnce(front);
      const after = failed[0]?.headers["retry-after"];
      const hint = after === undefined ? "" : `, with Retry-After: ${after}`;
      return {
        ...{ cause: "cold-start", confidence: 0.88, others: ["draining", "saturation"] },
        evidence: [
          ...told("front", failed, `the first ${failed.length} requests all fail${hint}`),
          { probe: "plain", text: "health is answered with 200 a moment later" },
          { probe: "offer", text: "and an upgrade with 101" },
        ],
        experiment: "the same after a while in which nobody asked for anything",
      };
    },
  },
];

/** Everything is answered as by somebody who has nobody to ask yet. */
function isAwaited(front: FrontSaw): boolean {
  return !isServing(front) && askedOnce(front).every(isGateway);
}

/** What failed at first is served now: whatever was not there has come. */
export function isUpByNow(evidence: Evidence): boolean {
  const status = evidence.of("plain")?.health?.handshake.status ?? 0;
  return status >= 200 && status < 300 && evidence.of("offer")?.switched === true;
}

/** Whoever asked before the front was looked at was the one to meet nobody. */
function coldBefore(front: FrontSaw, status: number | undefined): Finding | undefined {
  if (status === undefined || status < 502) return undefined;
  if ([...front.health, ...front.open, ...front.again].some(isServerError)) return undefined;
  return {
    ...{ cause: "cold-start", confidence: 0.9 },
    evidence: [
      { probe: "plain", text: `the first request of all is answered with ${status}` },
      { probe: "front", text: `the ${askedOnce(front).length} that follow are not` },
    ],
  };
}
