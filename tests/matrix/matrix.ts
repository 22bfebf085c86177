import { type Costs, shareOf } from "./costs.ts";
import { type Ending, isKill } from "./ending.ts";
import { type Excuse, excused } from "./excused.ts";
import type { Expected } from "./expected.ts";
import { type FaultKills, killsOf, noticed, type Played, specificKills } from "./kills.ts";

/** What a run of the matrix found out; `matrix.json` holds it. */
export interface Matrix {
  readonly seed: number;
  readonly durationMs: number;
  readonly faults: readonly FaultKills[];
  readonly checks: readonly { readonly id: string; readonly killedBy: readonly string[] }[];
  /** Faults that no check noticed. */
  readonly survivors: readonly string[];
  /** Checks that died of no fault that they are meant to die of and that spares most of the others. */
  readonly toothless: readonly string[];
  /** Of both kinds, those that are let off. */
  readonly excused: readonly Excuse[];
  /** Faults that did not meet every check, as `fault: checks`: of whom else they kill nobody knows. */
  readonly unmet: readonly string[];
  /** Checks that failed where nothing was wrong, as `quirk: check: why`. */
  readonly falseAlarms: readonly string[];
  /** Kills that are meant to be and were not seen, as `fault: check`. */
  readonly missing: readonly string[];
  /** Checks that together notice every fault: what `gapproof gate --fast` runs. */
  readonly fast: readonly string[];
  /** Time of the fast checks against that of all, as measured in peace; null when not all were run. */
  readonly fastShare: number | null;
}

export interface MatrixRun {
  readonly seed: number;
  readonly durationMs: number;
  readonly faults: readonly Played[];
  readonly endings: readonly Ending[];
  readonly expected: Expected;
  readonly fast: readonly string[];
  readonly costs: Costs;
  /** Faults of which a sample was enough. */
  readonly broad?: ReadonlySet<string>;
  /** By fault: checks that died of it before and were not asked again. */
  readonly assumed?: ReadonlyMap<string, readonly string[]>;
}

/** Puts together what a run means. Pure. */
export function composeMatrix(run: MatrixRun): Matrix {
  const { seed, durationMs, endings, expected, fast } = run;
  const ids = [...new Set(endings.map(({ check }) => check))].sort();
  const faults = killsOf({ ...run, checks: ids });
  const specific = specificKills(faults, ids);
  const isExcused = (id: string): boolean => excused.some((excuse) => excuse.id === id);
  const isMeant = (id: string, fault: string): boolean => expected[id]?.includes(fault) === true;
  return {
    ...{ seed, durationMs, faults, fast, excused },
    checks: ids.map((id) => ({ id, killedBy: specific.get(id) ?? [] })),
    survivors: faults
      .filter((fault) => !noticed(fault) && !isExcused(fault.id))
      .map(({ id }) => id),
    toothless: ids.filter(
      (id) => !isExcused(id) && !specific.get(id)?.some((fault) => isMeant(id, fault)),
    ),
    unmet: faults.flatMap(({ id, unmet }) => (unmet ? [`${id}: ${unmet.join(", ")}`] : [])),
    falseAlarms: falseAlarms(run),
    missing: missingKills(expected, faults, ids),
    fastShare: isWhole(run, ids) ? shareOf(fast, ids, run.costs) : null,
  };
}

function falseAlarms({ faults, endings }: MatrixRun): readonly string[] {
  const broken = new Set(faults.map(({ id }) => id));
  return endings
    .filter(({ quirk, state }) => state === "failed" && !broken.has(quirk))
    .map(({ quirk, check, why }) => `${quirk}: ${check}: ${why}`);
}

/** Only of what was run: a filtered run says nothing about the rest. */
function missingKills(
  expected: Expected,
  faults: readonly FaultKills[],
  checks: readonly string[],
): readonly string[] {
  const kills = new Map(faults.map(({ id, killed }) => [id, killed]));
  return Object.entries(expected)
    .filter(([check]) => checks.includes(check))
    .flatMap(([check, ids]) =>
      ids
        .filter((id) => kills.has(id) && !isKilled(check, kills.get(id) ?? []))
        .map((id) => `${id}: ${check}`),
    );
}

function isKilled(check: string, killed: FaultKills["killed"]): boolean {
  return killed.some((kill) => kill.check === check && isKill(kill));
}

/** A part of the checks has a share of the time that says nothing about the whole. */
function isWhole({ expected }: MatrixRun, checks: readonly string[]): boolean {
  return Object.keys(expected).every((id) => checks.includes(id));
}
