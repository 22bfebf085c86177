import type { CheckResult, CheckState } from "./check-result.ts";

/** A check that is known to be unreliable, and is borne for a while. */
export interface Quarantined {
  /** Id of the check. */
  readonly check: string;
  /** Who gets it out again: a person or a team. */
  readonly owner: string;
  /** The last day it is borne: `2026-12-31`. */
  readonly until: string;
  readonly reason: string;
}

/** A check that did not pass and is borne today. Its result stays what it is; only the verdict leaves it out. */
interface SetAside extends Quarantined {
  readonly state: CheckState;
}

/** What a quarantine means for a run. Every entry is in exactly one of the lists. */
export interface QuarantineOutcome {
  /** Borne today, and failed or flaky: what the verdict leaves out. */
  readonly aside: readonly SetAside[];
  /** Past their last day: their checks count again, whatever became of them. */
  readonly expired: readonly Quarantined[];
  /** Borne today, and passed: perhaps nobody needs the entry any more. */
  readonly idle: readonly Quarantined[];
  /** Borne today, and no check by that name ran: a misspelt id, a filter, or a skip. */
  readonly unknown: readonly Quarantined[];
  /** One sentence for each entry that is borne for longer than anybody plans ahead. */
  readonly warnings: readonly string[];
}

/**
 * Longest a check should be borne from today, in days: one quarter. What is put off for longer is not being repaired,
 * and then the check should go, or the gap be declared. It is a warning and no error, because the same file is within
 * the limit some days later: a gate that refuses to run today and runs next week for no change at all teaches people
 * to write dates, not to repair checks.
 */
const longestDays = 90;

/**
 * Tells what of a run is borne. Pure, and it changes no result: a quarantined check that failed has failed, in every
 * report.
 *
 * @param today - ISO date in UTC, as `dayOf` says it; `until` is the last day that is borne
 */
export function applyQuarantine(
  checks: readonly Pick<CheckResult, "id" | "state">[],
  quarantine: readonly Quarantined[],
  today: string,
): QuarantineOutcome {
  const states = new Map(checks.map(({ id, state }) => [id, state]));
  const borne = quarantine.filter(({ until }) => until >= today);
  const stateOf = ({ check }: Quarantined): CheckState => states.get(check) ?? "skipped";
  return {
    aside: borne
      .map((entry) => ({ ...entry, state: stateOf(entry) }))
      .filter(({ state }) => state === "failed" || state === "flaky"),
    expired: quarantine.filter(({ until }) => until < today),
    idle: borne.filter((entry) => stateOf(entry) === "passed"),
    unknown: borne.filter((entry) => stateOf(entry) === "skipped"),
    warnings: borne.flatMap((entry) => warningOf(entry, today)),
  };
}

function warningOf({ check, until, owner }: Quarantined, today: string): readonly string[] {
  const days = Math.round((Date.parse(until) - Date.parse(today)) / 86_400_000);
  if (days <= longestDays) return [];
  return [
    `quarantine of ${check} (${owner}) should end within ${longestDays} days, and ends in ${days}, on ${until}`,
  ];
}
