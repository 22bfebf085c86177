import { isClean } from "./check.ts";
import type { CheckResult } from "./check-result.ts";

/** How often a user-visible path worked at the first attempt. */
export interface JourneyRate {
  readonly id: string;
  /** Checks that really ran. Skipped ones say nothing about users. */
  readonly n: number;
  readonly successes: number;
  /** `successes / n`, or `null` when nothing ran: no data is not a rate. */
  readonly rate: number | null;
}

/** Success rates per journey, in the order the journeys were first seen. */
export function journeyRates(checks: readonly CheckResult[]): readonly JourneyRate[] {
  const byJourney = new Map<string, CheckResult[]>();
  for (const check of checks) {
    const seen = byJourney.get(check.journey);
    if (seen === undefined) byJourney.set(check.journey, [check]);
    else seen.push(check);
  }
  return [...byJourney].map(([id, all]) => journeyRate(id, all));
}

function journeyRate(id: string, checks: readonly CheckResult[]): JourneyRate {
  const ran = checks.filter(({ state }) => state !== "skipped");
  const successes = ran.filter(succeededAtFirst).length;
  return { id, n: ran.length, successes, rate: ran.length === 0 ? null : successes / ran.length };
}

/** A user does not retry for us, so only the first attempt counts. */
function succeededAtFirst(check: CheckResult): boolean {
  const [first] = check.attempts;
  return first === undefined ? check.state === "passed" : isClean(first);
}
