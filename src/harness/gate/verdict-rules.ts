import { type Mode, modes, type VerdictRule } from "./verdict-evidence.ts";
import {
  checksThat,
  counting,
  firstLine,
  gapsIn,
  judged,
  names,
  ratesThat,
} from "./verdict-words.ts";

const withChecks: readonly Mode[] = ["gate", "prove", "verify"];
const allMustPass: readonly Mode[] = ["gate", "verify"];
const aboutGaps: readonly Mode[] = ["prove", "verify"];
const aboutRates: readonly Mode[] = ["gate", "verify", "watch"];

/**
 * The precedence of verdicts: the first rule that applies decides. `docs/verdict.md` quotes it.
 *
 * A green run needs all of them to be silent, so everything that makes a result worth less than it
 * looks has its own line here rather than a special case elsewhere.
 */
export const verdictRules: readonly VerdictRule[] = [
  {
    modes,
    when: "the run was interrupted",
    verdict: "inconclusive",
    exitCode: 130,
    reasons: ({ end }) => (end === "interrupted" ? ["the run was interrupted"] : []),
  },
  {
    modes,
    when: "there was nothing to test: no target, or not the expected backend",
    verdict: "blocked",
    exitCode: 4,
    reasons: ({ target }) => (target.state === "blocked" ? [target.reason] : []),
  },
  {
    modes: ["verify"],
    when: "nobody answered while the expected revision was waited for",
    verdict: "blocked",
    exitCode: 4,
    reasons: ({ rollout }) => (rollout?.state === "nobody" ? [rollout.because] : []),
  },
  {
    modes: aboutGaps,
    when: "a gap could not be looked at: the target was lost, or nobody knows which revision answered",
    verdict: "blocked",
    exitCode: 4,
    // On another target than the declared one nothing was meant to be looked at: that has a line of its own.
    reasons: (evidence) =>
      evidence.target.state === "fallback" ? [] : gapsIn(evidence, "blocked"),
  },
  {
    modes: ["verify"],
    when: "the expected revision did not take over",
    verdict: "fail",
    exitCode: 1,
    reasons: ({ rollout }) => (rollout?.state === "incomplete" ? [rollout.because] : []),
  },
  {
    modes: allMustPass,
    when: "a check failed",
    verdict: "fail",
    exitCode: 1,
    reasons: (evidence) => checksThat("failed", counting(evidence, "failed")),
  },
  {
    modes: aboutGaps,
    when: "a gap fails for another reason than its own, was closed and is back, or is past its day",
    verdict: "fail",
    exitCode: 1,
    reasons: (evidence) => gapsIn(evidence, "wrong-reason", "regressed", "expired"),
  },
  {
    modes: aboutGaps,
    when: "a gap is open: after a deployment still there, before it not shown as declared",
    verdict: "fail",
    exitCode: 1,
    reasons: (evidence) => gapsIn(evidence, "open"),
  },
  {
    modes: ["prove"],
    when: "a gap that was to be proven is not there",
    verdict: "fail",
    exitCode: 1,
    reasons: (evidence) => gapsIn(evidence, "closed"),
  },
  {
    modes: ["prove"],
    when: "a check failed that no gap accounts for",
    verdict: "fail",
    exitCode: 1,
    reasons: ({ unexplained = [], aside = [] }) =>
      checksThat(
        "failed that no gap accounts for",
        unexplained.filter((id) => !aside.includes(id)),
      ),
  },
  {
    modes: ["prove"],
    when: "the branch's own build fails as well: deploying it closes nothing",
    verdict: "fail",
    exitCode: 1,
    reasons: ({ gaps = [] }) =>
      gaps
        .filter(({ nature }) => nature === "defect")
        .map(({ id }) => `gap ${id} is on the branch as well: deploying it closes nothing`),
  },
  {
    modes: aboutRates,
    when: "a rate is below its target",
    verdict: "fail",
    exitCode: 1,
    reasons: (evidence) => ratesThat(evidence, "fail"),
  },
  {
    modes,
    when: "something else that was to be held is not: the loop, connecting times, an expectation",
    verdict: "fail",
    exitCode: 1,
    reasons: (evidence) => judged(evidence, "fail"),
  },
  {
    modes,
    when: "`--max-duration` ran out",
    verdict: "fail",
    exitCode: 1,
    reasons: ({ end }) => (end === "timed-out" ? ["--max-duration ran out"] : []),
  },
  {
    modes,
    when: "an error happened outside any check",
    verdict: "fail",
    exitCode: 1,
    reasons: ({ unhandledErrors }) =>
      unhandledErrors.map((error) => `outside any check: ${firstLine(error)}`),
  },
  {
    modes: withChecks,
    when: "no check was found (R04)",
    verdict: "fail",
    exitCode: 1,
    reasons: ({ checks, target, end, rollout }) =>
      checks.length === 0 &&
      target.state !== "blocked" &&
      end === "finished" &&
      (rollout === undefined || rollout.state === "complete")
        ? ["no check ran"]
        : [],
  },
  {
    modes,
    when: "a declared target lost and another was tested",
    verdict: "inconclusive",
    exitCode: 3,
    reasons: ({ target }) => (target.state === "fallback" ? [target.reason] : []),
  },
  {
    modes: withChecks,
    when: "a check was green only after a retry (flaky)",
    verdict: "inconclusive",
    exitCode: 3,
    reasons: (evidence) => checksThat("passed only after a retry", counting(evidence, "flaky")),
  },
  {
    modes: aboutGaps,
    when: "too little of a gap was measured",
    verdict: "inconclusive",
    exitCode: 3,
    reasons: (evidence) => gapsIn(evidence, "unmeasured"),
  },
  {
    modes: ["prove"],
    when: "too little of a gap was measured on the branch's own build",
    verdict: "inconclusive",
    exitCode: 3,
    reasons: ({ gaps = [], branchAsked = false }) =>
      gaps
        .filter(({ state, nature }) => branchAsked && state === "proven" && nature === "unknown")
        .map(({ id }) => `gap ${id} was not measured on the branch's own build`),
  },
  {
    modes: aboutRates,
    when: "a rate is undecided",
    verdict: "inconclusive",
    exitCode: 3,
    // Of a run that was broken off, nothing is decided.
    reasons: (evidence) => (evidence.end === "finished" ? ratesThat(evidence, "inconclusive") : []),
  },
  {
    modes,
    when: "something else that was to be held is undecided",
    verdict: "inconclusive",
    exitCode: 3,
    reasons: (evidence) => judged(evidence, "inconclusive"),
  },
  {
    modes: ["watch"],
    when: "no journey was walked",
    verdict: "inconclusive",
    exitCode: 3,
    reasons: ({ journeys = [], target, end }) =>
      target.state === "blocked" ||
      end === "interrupted" ||
      journeys.some(({ of, n }) => of === "trials" && n > 0)
        ? []
        : ["no journey was walked"],
  },
  {
    modes: withChecks,
    when: "every check was skipped, or is in quarantine",
    verdict: "inconclusive",
    exitCode: 3,
    reasons: ({ checks, aside = [] }) =>
      checks.length > 0 &&
      checks.every(({ id, state }) => state === "skipped" || aside.includes(id))
        ? ["every check was skipped, or is in quarantine"]
        : [],
  },
  {
    // Before a deployment, what builds on a gap's checks cannot be looked at.
    modes: allMustPass,
    when: "a check was skipped because a precondition did not hold",
    verdict: "inconclusive",
    exitCode: 3,
    reasons: ({ checks }) => {
      const lost = checks.filter(({ skip }) => skip?.kind === "precondition").map(({ id }) => id);
      return lost.length === 0 ? [] : [`skipped for a lost precondition: ${names(lost)}`];
    },
  },
];
