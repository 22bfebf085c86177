import { stripVTControlCharacters } from "node:util";
import type { TestCase } from "vitest/node";
import { redactDeep } from "../../ground/redact.ts";
import { type Attempt, isClean, type Phase, type Skip } from "../gate/check.ts";
import type { CheckResult, CheckState } from "../gate/check-result.ts";
import "./task-meta.ts";

/** Journey of tests that declare none. */
export const otherJourney = "other";

/** What a check is called: its declared id, or file and title for a plain test. */
export function checkId(test: TestCase): string {
  return test.meta().gapproof?.check.id ?? `${test.module.relativeModuleId} > ${test.fullName}`;
}

/** Reads a finished test as the result of a check. Vitest's outcome and the recorded one must agree to pass. */
export function checkOutcome(test: TestCase, phase: Phase): CheckResult {
  const record = test.meta().gapproof;
  const skip = skipOf(test);
  const attempts = skip === undefined ? attemptsOf(test) : [];
  return redactDeep({
    id: checkId(test),
    rows: record?.check.rows ?? [],
    title: test.fullName,
    phase,
    journey: record?.check.journey ?? otherJourney,
    tags: test.options.tags ?? [],
    suspects: record?.check.suspects ?? [],
    state: skip === undefined ? stateOf(attempts) : "skipped",
    ...(skip === undefined ? {} : { skip }),
    durationMs: Math.round(test.diagnostic()?.duration ?? 0),
    attempts,
  });
}

function skipOf(test: TestCase): Skip | undefined {
  const result = test.result();
  if (result.state !== "skipped") return undefined;
  const recorded = test.meta().gapproof?.skip;
  if (recorded !== undefined) return recorded;
  if (result.note !== undefined) return { kind: "not-applicable", reason: result.note };
  const { mode } = test.options;
  return mode === "run"
    ? { kind: "precondition", reason: "a hook before it failed" }
    : { kind: "not-applicable", reason: `marked \`${mode}\` in its source` };
}

function stateOf(attempts: readonly Attempt[]): CheckState {
  if (attempts.at(-1)?.state !== "passed") return "failed";
  return attempts.every(isClean) ? "passed" : "flaky";
}

/**
 * The attempts as the check recorded them, corrected where Vitest knows worse: a hook that failed
 * after the record was written, or an attempt that died before it could write one.
 */
function attemptsOf(test: TestCase): readonly Attempt[] {
  const recorded = test.meta().gapproof?.attempts ?? [];
  const failed = test.result().state !== "passed";
  const expected = (test.diagnostic()?.retryCount ?? 0) + 1;
  if (recorded.length < expected) return [...recorded, ...missing(test, recorded.length, expected)];
  const last = recorded.at(-1);
  if (!failed || last === undefined || last.state === "failed") return recorded;
  return [...recorded.slice(0, -1), { ...last, state: "failed", errors: errorsOf(test) }];
}

function missing(test: TestCase, from: number, expected: number): readonly Attempt[] {
  const failed = test.result().state !== "passed";
  const errors = errorsOf(test);
  return Array.from({ length: expected - from }, (_, index): Attempt => {
    const n = from + index + 1;
    const isLast = n === expected;
    return {
      n,
      state: isLast && !failed ? "passed" : "failed",
      durationMs: isLast ? Math.round(test.diagnostic()?.duration ?? 0) : 0,
      // Vitest keeps the errors of all attempts in one list; the last attempt takes what is left.
      errors: isLast ? (failed ? errors.slice(n - 1) : []) : errors.slice(n - 1, n),
      transcript: [],
    };
  });
}

function errorsOf(test: TestCase): readonly string[] {
  return (test.result().errors ?? []).map(errorText);
}

/** A serialized error as plain text: message and diff, without colours. */
export function errorText(error: { readonly message: string; readonly diff?: string }): string {
  const { message, diff } = error;
  return stripVTControlCharacters(diff === undefined ? message : `${message}\n${diff}`);
}
