import type { Violation } from "./violation.ts";

/** A violation before it is known which rule found it. */
export type Finding = Omit<Violation, "rule">;

/** What a rule found, and what it could not look at. */
export interface Look<Found = Finding> {
  readonly found: readonly Found[];
  /** There was something that could have broken the rule. */
  readonly isLooked: boolean;
  /** What was out of its sight, each as the end of "not looked at: …". */
  readonly unseen: readonly string[];
}

/** The rule has looked: at all there is, but for what was out of sight. */
export function looked(found: readonly Finding[], unseen: readonly string[] = []): Look {
  return { found, isLooked: true, unseen };
}

/** There was nothing the rule could look at. */
export function notLooked(...because: readonly string[]): Look {
  return { found: [], isLooked: false, unseen: because };
}

/** Several looks as one. */
export function together(looks: readonly Look[]): Look {
  return {
    found: looks.flatMap(({ found }) => found),
    isLooked: looks.some(({ isLooked }) => isLooked),
    unseen: [...new Set(looks.flatMap(({ unseen }) => unseen))],
  };
}
