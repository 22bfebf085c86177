import { modes, type VerdictEvidence, type VerdictRule } from "./verdict-evidence.ts";
import { counted, names } from "./verdict-words.ts";

/** What is left when no rule of `verdictRules` applies. */
export const otherwise: VerdictRule = {
  modes,
  when: "none of the above",
  verdict: "pass",
  exitCode: 0,
  reasons: (evidence) => [...provenIn(evidence), ...passedIn(evidence)],
};

function provenIn({ mode, gaps = [], branchAsked = false }: VerdictEvidence): readonly string[] {
  if (mode === "watch" || gaps.length === 0) return [];
  const told = `${counted(gaps.length, "gap")} ${mode === "prove" ? "proven" : "closed"}`;
  const which = `${told}: ${names(gaps.map(({ id }) => id))}`;
  if (mode !== "prove") return [which];
  return branchAsked
    ? [`${which}; the branch's own build has none of it`]
    : [`${which}; whether deploying the branch closes it is unknown (--branch)`];
}

function passedIn({ mode, checks, journeys = [] }: VerdictEvidence): readonly string[] {
  const rates = journeys
    .filter(({ of, decision }) => of === "trials" && decision === "pass")
    .map(({ id }) => id);
  // No more than that: a rate between the unacceptable one and its target may pass as well.
  const good = rates.length === 0 ? [] : [`an unacceptable rate is ruled out for ${names(rates)}`];
  const passed = checks.filter(({ state }) => state === "passed").length;
  return mode === "watch" ? good : [`${counted(passed, "check")} passed`, ...good];
}
