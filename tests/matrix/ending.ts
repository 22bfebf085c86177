import type { TestCase } from "vitest/node";
import { checkId } from "../../src/harness/report/check-outcome.ts";
import { type How, howOf, type Thrown } from "./how.ts";

/** How a check ended that met a quirk. */
export interface Ending {
  /** The encounter it ended in, which for all but groups is one quirk. */
  readonly quirk: string;
  readonly check: string;
  readonly state: "passed" | "failed" | "skipped";
  /** Of a failed one: how it failed. */
  readonly how?: How;
  readonly durationMs: number;
  /** First line of what failed, for people. */
  readonly why: string;
}

export function endingOf(test: TestCase): Ending {
  const { state, errors = [] } = test.result();
  const { check, attempts } = test.meta().gapproof ?? {};
  const [attempt] = attempts ?? [];
  const [error] = errors as readonly Thrown[];
  const { needs = [], journey = "", establishes } = check ?? {};
  const transcript = attempt?.transcript ?? [];
  return {
    quirk: test.parent.type === "suite" ? test.parent.name : "",
    check: checkId(test),
    state: state === "pending" ? "skipped" : state,
    ...(error === undefined
      ? {}
      : { how: howOf({ error, needs, establishes, journey, transcript }) }),
    durationMs: attempt?.durationMs ?? 0,
    why:
      error === undefined
        ? ""
        : `${error.name ?? "Error"}: ${error.message.split("\n", 3).join(" ")}`,
  };
}
