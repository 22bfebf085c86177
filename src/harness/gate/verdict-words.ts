import type { GapState } from "./gaps/gap-facts.ts";
import type { Judgement, VerdictEvidence } from "./verdict-evidence.ts";

/** `1 check`, `2 checks`. */
export function counted(n: number, what: string): string {
  return n === 1 ? `1 ${what}` : `${n} ${what}s`;
}

const mostNames = 5;

/** The first few by name, the rest by number. */
export function names(ids: readonly string[]): string {
  const shown = ids.slice(0, mostNames);
  const more = ids.length - shown.length;
  return more === 0 ? shown.join(", ") : `${shown.join(", ")} and ${more} more`;
}

/** Nothing where there are none. */
export function checksThat(what: string, ids: readonly string[]): readonly string[] {
  return ids.length === 0 ? [] : [`${counted(ids.length, "check")} ${what}: ${names(ids)}`];
}

/** A sentence for each gap in one of the states. */
export function gapsIn(
  { gaps = [] }: VerdictEvidence,
  ...states: readonly GapState[]
): readonly string[] {
  return gaps
    .filter(({ state }) => states.includes(state))
    .map(({ id, state, because }) => `gap ${id} is ${state}: ${because}`);
}

/** A sentence for each rate that was decided so. Those of checks decide nothing. */
export function ratesThat(
  { journeys = [] }: VerdictEvidence,
  decided: "fail" | "inconclusive",
): readonly string[] {
  const words = { fail: "is below its target", inconclusive: "is undecided" } as const;
  return journeys
    .filter(({ of, decision }) => of === "trials" && decision === decided)
    .map(({ id, because }) => `the rate of ${id} ${words[decided]}: ${because}`);
}

/** A sentence for each judgement that came out so. */
export function judged(
  { judgements = [] }: VerdictEvidence,
  decided: Judgement["decision"],
): readonly string[] {
  return judgements
    .filter(({ decision }) => decision === decided)
    .map(({ about, because }) => `${about}: ${because}`);
}

export function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

/** Those in a state whose end decides something. */
export function counting(
  { checks, aside = [] }: VerdictEvidence,
  state: "failed" | "flaky",
): readonly string[] {
  return checks.filter((one) => one.state === state && !aside.includes(one.id)).map(({ id }) => id);
}
