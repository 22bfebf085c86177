import type { Clock } from "../../ground/clock.ts";
import { judgeLoop, type LoopOutcome } from "../gate/rates/loop.ts";
import type { Course } from "./course.ts";
import type { WatchStop } from "./watch-plan.ts";

/** In how far trials may run ahead of one that hangs, in times of those under way at once. */
const ahead = 2;

export interface TurnsOptions {
  readonly stop: WatchStop;
  readonly atOnce: number;
  readonly clock: Clock;
  /** When the watch began, by the clock. */
  readonly startedMs: number;
}

/** Whose turn it is, and until when there are any. */
export class Turns {
  readonly #courses: readonly Course[];
  readonly #options: TurnsOptions;
  #loop: LoopOutcome | undefined;

  constructor(courses: readonly Course[], options: TurnsOptions) {
    this.#courses = courses;
    this.#options = options;
  }

  /** Whoever had the fewest turns, first come first; nobody when nobody may begin now. */
  next(): Course | undefined {
    return this.#courses
      .filter((course) => this.#mayBegin(course))
      .toSorted((a, b) => a.started - b.started)[0];
  }

  /** What the loop has come to, where there is one. */
  loop(): LoopOutcome | undefined {
    const { stop } = this.#options;
    if (stop.kind !== "loop") return undefined;
    const standing = this.#courses.map((course) => course.standing);
    const n = standing.reduce((sum, one) => sum + one.n, 0);
    // Whose turn it is is asked far more often than a trial counts, and bounds are dear.
    if (this.#loop?.n !== n) {
      const successes = standing.reduce((sum, one) => sum + one.successes, 0);
      this.#loop = judgeLoop({ n, successes, least: stop.least, above: stop.above });
    }
    return this.#loop;
  }

  /** How long from now turns are given at most. Milliseconds. */
  get leftMs(): number {
    const { stop, clock, startedMs } = this.#options;
    if (stop.kind !== "duration") return Number.POSITIVE_INFINITY;
    return startedMs + stop.ms - clock.now();
  }

  #mayBegin(course: Course): boolean {
    const { stop, atOnce } = this.#options;
    switch (stop.kind) {
      case "decided":
        // Hundreds of trials behind one that hangs would be a load, and nothing they tell would count.
        return (
          !course.isDecided &&
          course.started < course.mostTrials &&
          course.uncounted < ahead * atOnce
        );
      case "samples":
        return course.started < stop.n;
      case "loop": {
        const begun = this.#courses.reduce((sum, { started }) => sum + started, 0);
        return begun < stop.least && this.loop()?.decision !== "fail";
      }
      case "duration":
        return this.leftMs > 0;
    }
  }
}
