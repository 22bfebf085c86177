import { settle } from "../../../src/harness/gate/rates/rate-boundaries.ts";
import type { SequentialPlan } from "../../../src/harness/gate/rates/sequential-test.ts";

/** One way of ending, and how likely it is. */
interface Stop {
  readonly trials: number;
  readonly successes: number;
  readonly chance: number;
}

/** What becomes of a sequential test at a rate: exactly, not by playing it. */
export interface Course {
  readonly pass: number;
  readonly fail: number;
  /** Chance of neither until the last trial that was looked at. */
  readonly undecided: number;
  readonly meanTrials: number;
  /** Every way of ending; those at the last trial without a decision among them. */
  readonly stops: readonly Stop[];
}

/** Carries the chances of all counts from trial to trial, and takes out those that are decided. */
export function exactCourse(plan: SequentialPlan, p: number, most = plan.mostTrials): Course {
  if (!Number.isFinite(most)) throw new RangeError("an endless plan needs a last trial to look at");
  const ended = { pass: 0, fail: 0 };
  const stops: Stop[] = [];
  let alive = new Map([[0, 1]]);
  let meanTrials = 0;
  for (let trials = 1; trials <= most && alive.size > 0; trials += 1) {
    meanTrials += total(alive);
    const boundaries = plan.boundaries(trials);
    const next = afterOneMore(alive, p);
    alive = new Map();
    for (const [successes, chance] of next) {
      const decision = settle(boundaries, successes);
      if (decision !== undefined) ended[decision] += chance;
      else alive.set(successes, chance);
      if (decision !== undefined || trials === most) stops.push({ trials, successes, chance });
    }
  }
  return { ...ended, undecided: total(alive), meanTrials, stops };
}

function afterOneMore(alive: ReadonlyMap<number, number>, p: number): Map<number, number> {
  const next = new Map<number, number>();
  for (const [successes, chance] of alive) {
    next.set(successes, (next.get(successes) ?? 0) + chance * (1 - p));
    next.set(successes + 1, (next.get(successes + 1) ?? 0) + chance * p);
  }
  return next;
}

function total(chances: ReadonlyMap<number, number>): number {
  let sum = 0;
  for (const chance of chances.values()) sum += chance;
  return sum;
}
