import type { Night } from "./night.ts";

/** A check that says now this, now that of one and the same build. */
export interface Flake {
  readonly check: string;
  /** Nights in which it passed, failed, or was green only after a retry, of those builds it was not steady on. */
  readonly passed: number;
  readonly failed: number;
  readonly flaky: number;
  /** Builds it was not steady on, oldest first. */
  readonly revisions: readonly string[];
  /** When it last failed or was flaky on one of them, as ISO 8601 in UTC. */
  readonly latest: string;
}

/**
 * Checks that both passed and failed on the same revision of the same target and environment, or were flaky there:
 * nothing was deployed in between, so either the check or the deployment is not reliable. Most failed and flaky nights first.
 *
 * Only nights that nobody filtered and whose revision is known count, and the limits are these. A night does not list
 * what passed, so a check passed where it is on none of its lists; to be known at all it must be on a list of some
 * other night. A check that was added later would count as passed before it was there, and one that an ended run never
 * came to as well; so a pass counts only in nights that account for as many checks as the fullest one of that build.
 * A deployment that broke for one night looks like a flake: many at once, on one date, are that.
 */
export function flakesIn(nights: readonly Night[]): readonly Flake[] {
  const counts = [...buildsIn(nights).values()].flatMap(unsteadyOn);
  const checks = new Set(counts.map(({ check }) => check));
  return [...checks]
    .map((check) => merged(counts.filter((count) => count.check === check)))
    .sort(
      (a, b) =>
        b.failed + b.flaky - (a.failed + a.flaky) ||
        compare(b.latest, a.latest) ||
        compare(a.check, b.check),
    );
}

/** Nights by what was tested: the same build, on the same target, in the same environment. */
function buildsIn(nights: readonly Night[]): ReadonlyMap<string, readonly Night[]> {
  const builds = new Map<string, Night[]>();
  for (const night of nights) {
    if (night.filtered || night.revision === undefined) continue;
    const key = JSON.stringify([night.target, night.environment, night.revision]);
    builds.set(key, [...(builds.get(key) ?? []), night]);
  }
  return builds;
}

/** Checks that were not steady on one build. */
function unsteadyOn(nights: readonly Night[]): readonly Flake[] {
  const fullest = Math.max(...nights.map(sizeOf));
  const known = new Set(nights.flatMap(({ checks }) => [...checks.failed, ...checks.flaky]));
  return [...known].flatMap((check) => {
    const failures = nights.filter(({ checks }) => checks.failed.includes(check));
    const flaky = nights.filter(({ checks }) => checks.flaky.includes(check));
    const passed = nights.filter((night) => sizeOf(night) === fullest && isUnlisted(check, night));
    if (flaky.length === 0 && passed.length === 0) return [];
    const latest = [...failures, ...flaky].map(({ at }) => at).toSorted(compare);
    return [
      {
        ...{ check, passed: passed.length, failed: failures.length, flaky: flaky.length },
        revisions: nights.slice(0, 1).flatMap(({ revision = "" }) => revision),
        latest: latest.at(-1) ?? "",
      },
    ];
  });
}

function isUnlisted(check: string, { checks }: Night): boolean {
  return ![...checks.failed, ...checks.flaky, ...checks.skipped].includes(check);
}

function sizeOf({ checks: { passed, failed, flaky, skipped } }: Night): number {
  return passed + failed.length + flaky.length + skipped.length;
}

/** One check's counts over all builds it was not steady on. */
function merged(counts: readonly Flake[]): Flake {
  const sum = (of: (count: Flake) => number): number =>
    counts.reduce((total, count) => total + of(count), 0);
  return {
    check: counts[0]?.check ?? "",
    passed: sum(({ passed }) => passed),
    failed: sum(({ failed }) => failed),
    flaky: sum(({ flaky }) => flaky),
    revisions: [...new Set(counts.flatMap(({ revisions }) => revisions))],
    latest:
      counts
        .map(({ latest }) => latest)
        .toSorted(compare)
        .at(-1) ?? "",
  };
}

/** By code units: a history reads the same in every locale. */
function compare(a: string, b: string): number {
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
