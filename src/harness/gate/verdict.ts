import type { ExitCode } from "../../ground/exit-code.ts";
import type { CheckResult, CheckState } from "./check-result.ts";

export const verdicts = ["pass", "fail", "inconclusive", "blocked"] as const;

export type Verdict = (typeof verdicts)[number];

/**
 * What a run is for. `gate`: do the checks pass? `prove`: are the declared gaps there, each for its cause? `verify`:
 * are they closed, and does everything pass? `watch`: how often does each journey work?
 */
export const modes = ["gate", "prove", "verify", "watch"] as const;

export type Mode = (typeof modes)[number];

export const runEnds = ["finished", "interrupted", "timed-out"] as const;

/** How the run came to its end. `timed-out`: `--max-duration` ran out. */
export type RunEnd = (typeof runEnds)[number];

/** What came of looking for a backend to test. */
export type TargetOutcome =
  | { readonly state: "ready" }
  /** A declared target lost, and another one was tested instead. */
  | { readonly state: "fallback"; readonly reason: string }
  | { readonly state: "blocked"; readonly reason: string }
  /** The run ended before anything was found. */
  | { readonly state: "unresolved" };

/** Everything a verdict rests on. */
export interface VerdictEvidence {
  readonly target: TargetOutcome;
  readonly end: RunEnd;
  readonly checks: readonly Pick<CheckResult, "id" | "state" | "skip">[];
  /** Errors outside any check: a crashed worker, a rejection nobody handled. */
  readonly unhandledErrors: readonly string[];
}

export interface VerdictResult {
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  /** One sentence each; the first is what decided. */
  readonly reasons: readonly string[];
}

/** One line of the precedence table. */
export interface VerdictRule {
  readonly when: string;
  readonly verdict: Verdict;
  readonly exitCode: ExitCode;
  /** Why it applies; empty when it does not. */
  readonly reasons: (evidence: VerdictEvidence) => readonly string[];
}

/**
 * The precedence of verdicts: the first rule that applies decides. `docs/verdict.md` quotes it.
 *
 * A green run needs all of them to be silent, so everything that makes a result worth less than it
 * looks has its own line here rather than a special case elsewhere.
 */
export const verdictRules: readonly VerdictRule[] = [
  {
    when: "the run was interrupted",
    verdict: "inconclusive",
    exitCode: 130,
    reasons: ({ end }) => (end === "interrupted" ? ["the run was interrupted"] : []),
  },
  {
    when: "there was nothing to test: no target, or not the expected backend",
    verdict: "blocked",
    exitCode: 4,
    reasons: ({ target }) => (target.state === "blocked" ? [target.reason] : []),
  },
  {
    when: "a check failed",
    verdict: "fail",
    exitCode: 1,
    reasons: ({ checks }) => counted(checks, "failed", "failed"),
  },
  {
    when: "`--max-duration` ran out",
    verdict: "fail",
    exitCode: 1,
    reasons: ({ end }) => (end === "timed-out" ? ["--max-duration ran out"] : []),
  },
  {
    when: "an error happened outside any check",
    verdict: "fail",
    exitCode: 1,
    reasons: ({ unhandledErrors }) =>
      unhandledErrors.map((error) => `outside any check: ${firstLine(error)}`),
  },
  {
    when: "no check was found (R04)",
    verdict: "fail",
    exitCode: 1,
    reasons: ({ checks, target, end }) =>
      checks.length === 0 && target.state !== "blocked" && end === "finished"
        ? ["no check ran"]
        : [],
  },
  {
    when: "a declared target lost and another was tested",
    verdict: "inconclusive",
    exitCode: 3,
    reasons: ({ target }) => (target.state === "fallback" ? [target.reason] : []),
  },
  {
    when: "a check was green only after a retry (flaky)",
    verdict: "inconclusive",
    exitCode: 3,
    reasons: ({ checks }) => counted(checks, "flaky", "passed only after a retry"),
  },
  {
    when: "every check was skipped",
    verdict: "inconclusive",
    exitCode: 3,
    reasons: ({ checks }) =>
      checks.length > 0 && checks.every(({ state }) => state === "skipped")
        ? ["every check was skipped"]
        : [],
  },
  {
    when: "a check was skipped because a precondition did not hold",
    verdict: "inconclusive",
    exitCode: 3,
    reasons: ({ checks }) => {
      const lost = checks.filter(({ skip }) => skip?.kind === "precondition");
      return lost.length === 0 ? [] : [`skipped for a lost precondition: ${names(lost)}`];
    },
  },
];

/** What is left when no rule of {@link verdictRules} applies. */
export const otherwise: VerdictRule = {
  when: "none of the above",
  verdict: "pass",
  exitCode: 0,
  reasons: ({ checks }) => [
    `${count(checks.filter(({ state }) => state === "passed").length)} passed`,
  ],
};

/** Decides what a run is worth. Pure: same evidence, same verdict. */
export function decideVerdict(evidence: VerdictEvidence): VerdictResult {
  const applying = verdictRules
    .map((rule) => ({ rule, reasons: rule.reasons(evidence) }))
    .filter(({ reasons }) => reasons.length > 0);
  const { verdict, exitCode } = applying[0]?.rule ?? otherwise;
  return {
    verdict,
    exitCode,
    reasons:
      applying.length === 0
        ? otherwise.reasons(evidence)
        : applying.flatMap(({ reasons }) => reasons),
  };
}

type Checks = VerdictEvidence["checks"];

function counted(checks: Checks, state: CheckState, what: string): readonly string[] {
  const matching = checks.filter((check) => check.state === state);
  return matching.length === 0 ? [] : [`${count(matching.length)} ${what}: ${names(matching)}`];
}

function count(n: number): string {
  return n === 1 ? "1 check" : `${n} checks`;
}

const mostNames = 5;

function names(checks: Checks): string {
  const shown = checks.slice(0, mostNames).map(({ id }) => id);
  const more = checks.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}
