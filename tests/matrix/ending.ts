import type { TestCase } from "vitest/node";
import type { CauseId } from "../../src/ground/cause.ts";
import { checkId } from "../../src/harness/report/check-outcome.ts";
import { type Death, type How, howOf, type Thrown } from "./how.ts";

/** How a check ended that met a quirk. */
export interface Ending {
  /** The encounter it ended in, which for all but groups is one quirk. */
  readonly quirk: string;
  readonly check: string;
  readonly state: "passed" | "failed" | "skipped";
  /** Of a failed one: how it failed. */
  readonly how?: How;
  readonly durationMs: number;
  readonly journey: string;
  /** What its failure makes one think of. */
  readonly suspects: readonly CauseId[];
  /** Stable names of what failed. */
  readonly codes: readonly string[];
  /** First line of what failed, for people. */
  readonly why: string;
}

/** @returns undefined when it has not ended */
export function endingOf(test: TestCase): Ending | undefined {
  const { state, errors = [] } = test.result();
  if (state === "pending") return undefined;
  const { check, attempts } = test.meta().gapproof ?? {};
  const [attempt] = attempts ?? [];
  const [error] = errors as readonly Thrown[];
  const { needs = [], journey = "", establishes, suspects = [] } = check ?? {};
  const transcript = attempt?.transcript ?? [];
  const death = error && { error, needs, establishes, journey, transcript };
  return {
    quirk: test.parent.type === "suite" ? test.parent.name : "",
    check: checkId(test),
    state,
    ...(state === "failed" ? { how: howOfAny(death) } : {}),
    durationMs: attempt?.durationMs ?? 0,
    ...{ journey, suspects, codes: attempt?.codes ?? [] },
    why: error === undefined ? "" : whyOf(error),
  };
}

/** It died, and neither by an accident nor on the way to what it asks. A death without a state is one. */
export function isKill({ state = "failed", how }: Partial<Pick<Ending, "state" | "how">>): boolean {
  return state === "failed" && how !== "blocked";
}

/** Who fails and does not say of what proves nothing. */
function howOfAny(death: Death | undefined): How {
  return death === undefined ? "blocked" : howOf(death);
}

function whyOf({ name = "Error", message }: Thrown): string {
  return `${name}: ${message.split("\n", 3).join(" ")}`;
}
