import type { JourneyRate } from "../gate/journeys.ts";
import { decideRate, type RateDecision } from "../gate/rates/rate-decision.ts";
import type { RateTarget } from "../gate/rates/rate-targets.ts";
import type { Trial } from "../gate/rates/trial.ts";
import { mostFailuresKept, summarizeTrials } from "../gate/rates/trial-summary.ts";
import type { Walk } from "./walk.ts";
import type { WatchPlan } from "./watch-plan.ts";

/** How a journey stands. */
export interface Standing {
  readonly journey: string;
  readonly n: number;
  readonly successes: number;
  readonly decision: RateDecision["decision"];
}

/**
 * The trials of one journey, and what is made of them.
 *
 * Trials overlap, and they count in the order in which they began, whenever they end: a trial counts once all before
 * it do. A backend that answers at once or fails after a minute would else be decided by whoever is quick: dozens of
 * successes would overtake the failures that began with them, and pass the rate before one of those is known. The
 * price is that what is known may wait for a trial that hangs.
 *
 * What comes behind a trial that was called off therefore never counts, and neither does what comes behind the trial
 * that decides, where the decision is the end.
 */
export class Course {
  readonly walk: Walk;
  readonly #target: RateTarget;
  readonly #plan: WatchPlan;
  readonly #counted: Trial[] = [];
  /** By number; `undefined` for one that was called off. */
  readonly #waiting = new Map<number, Trial | undefined>();
  #started = 0;
  #wasCut = false;
  #successes = 0;
  #decision: Standing["decision"];

  /** @throws RangeError naming the option, the rule and the value */
  constructor(target: RateTarget, walk: Walk, plan: WatchPlan) {
    this.#target = target;
    this.walk = walk;
    this.#plan = plan;
    // A question that cannot be answered is refused before it is asked.
    this.#decision = this.#decide().decision;
  }

  /** How many began. */
  get started(): number {
    return this.#started;
  }

  /** Those that count, in the order in which they began. */
  get counted(): readonly Trial[] {
    return this.#counted;
  }

  /** How many began and do not count, or not yet. */
  get uncounted(): number {
    return this.#started - this.#counted.length;
  }

  /** Of a failure that ends now: those that count are the first few by number, which may still be under way. */
  get keepsTranscripts(): boolean {
    return this.#counted.length - this.#successes < mostFailuresKept;
  }

  /** A trial was called off whose outcome is missing. */
  get wasCut(): boolean {
    return this.#wasCut && !this.isDecided;
  }

  /** Nothing that may still come changes the decision, where that is the end. */
  get isDecided(): boolean {
    if (this.#plan.stop.kind !== "decided") return false;
    const isClear = this.#decision === "pass" || this.#decision === "fail";
    return isClear || this.#counted.length >= this.mostTrials;
  }

  /** More are not worth a decision. */
  get mostTrials(): number {
    return "samples" in this.#target ? this.#target.samples : this.#target.mostTrials;
  }

  get standing(): Standing {
    const { journey } = this.#target;
    const n = this.#counted.length;
    return { journey, n, successes: this.#successes, decision: this.#decision };
  }

  /** @returns the number of a trial that begins */
  begin(): number {
    this.#started += 1;
    return this.#started;
  }

  /**
   * Takes what came of a trial.
   *
   * @param trial - undefined when it was called off
   * @param onCounted - hears of every trial that counts now, in order
   */
  end(n: number, trial: Trial | undefined, onCounted: (trial: Trial) => void): void {
    if (trial === undefined) this.#wasCut = true;
    this.#waiting.set(n, trial);
    for (;;) {
      const next = this.#waiting.get(this.#counted.length + 1);
      if (next === undefined || this.isDecided) return;
      onCounted(this.#count(next));
    }
  }

  rate(): JourneyRate {
    const { journey: id, target } = this.#target;
    const n = this.#counted.length;
    const successes = this.#successes;
    const { method: _, ...decided } = this.#decide();
    const rate = n === 0 ? null : successes / n;
    const sample = summarizeTrials(this.#counted);
    return { id, of: "trials", n, successes, rate, target, ...decided, sample };
  }

  #count({ transcript, ...rest }: Trial): Trial {
    const isKept = transcript !== undefined && this.keepsTranscripts;
    const trial = isKept ? { ...rest, transcript } : rest;
    this.#waiting.delete(trial.n);
    this.#counted.push(trial);
    if (trial.ok) this.#successes += 1;
    const { stop } = this.#plan;
    // A sample decides when it is whole; its exact tails are too dear to sum after every trial.
    const isPart = stop.kind === "samples" && this.#counted.length < stop.n;
    this.#decision = isPart ? "inconclusive" : this.#decide().decision;
    return trial;
  }

  #decide(): RateDecision {
    const { stop, errors } = this.#plan;
    const target = this.#target;
    const isAsked = stop.kind === "samples";
    // One that was cut short was not chosen beforehand, and exact tails hold for nothing else.
    const isWhole = isAsked && this.#counted.length >= stop.n;
    const least = "samples" in target ? target.samples : 1;
    // Always asks for as many as its target does: a smaller sample was asked for, and proves less.
    const samples = isAsked ? Math.max(stop.n, least) : least;
    return decideRate({
      ...{ successes: this.#successes, trials: this.#counted.length, target: target.target },
      ...("p0" in target ? { p0: target.p0 } : {}),
      ...(isAsked || "samples" in target ? { samples } : {}),
      ...errors,
      mode: isWhole ? "samples" : "watch",
    });
  }
}
