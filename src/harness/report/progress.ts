import type { Phase } from "../gate/check.ts";
import type { CheckResult, CheckState } from "../gate/check-result.ts";

/** How many checks of a phase ended in which state, so far. */
export type StateCounts = Readonly<Record<CheckState, number>>;

export interface PhaseProgress {
  readonly phase: Phase;
  /** Checks known so far; grows while files are read. */
  readonly total: number;
  readonly done: number;
  readonly states: StateCounts;
  readonly elapsedMs: number;
}

/** What a person watching wants to hear while a run goes on. */
export type ProgressEvent =
  | { readonly kind: "phase-started"; readonly progress: PhaseProgress }
  | { readonly kind: "check-started"; readonly id: string; readonly progress: PhaseProgress }
  | {
      readonly kind: "check-finished";
      readonly check: CheckResult;
      readonly progress: PhaseProgress;
    }
  | { readonly kind: "phase-finished"; readonly progress: PhaseProgress }
  /** Another trial of a journey counts. */
  | { readonly kind: "walking"; readonly text: string }
  /** A probe of the diagnosis of what failed begins. */
  | { readonly kind: "diagnosing"; readonly title: string }
  /** Something a check printed. */
  | { readonly kind: "output"; readonly text: string };
