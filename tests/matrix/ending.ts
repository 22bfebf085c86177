import type { TestCase } from "vitest/node";
import { checkId } from "../../src/harness/report/check-outcome.ts";

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

/**
 * `assertion`: what the target said is not what it should have. `timeout`: it did not say it, and the
 * wire shows what it was asked. `blocked`: the check did not get as far as that, which proves nothing.
 */
export type How = "assertion" | "timeout" | "blocked";

interface Failure {
  readonly name?: string | undefined;
  readonly code?: unknown;
  readonly message: string;
}

export function endingOf(test: TestCase): Ending {
  const { state, errors = [] } = test.result();
  const [attempt] = test.meta().gapproof?.attempts ?? [];
  const [error] = errors as readonly Failure[];
  return {
    quirk: test.parent.type === "suite" ? test.parent.name : "",
    check: checkId(test),
    state: state === "pending" ? "skipped" : state,
    ...(error === undefined ? {} : { how: howOf(error, attempt?.transcript ?? []) }),
    durationMs: attempt?.durationMs ?? 0,
    why:
      error === undefined
        ? ""
        : `${error.name ?? "Error"}: ${error.message.split("\n", 3).join(" ")}`,
  };
}

const waiting = /^(?:GAPPROOF_WAIT_|GAPPROOF_\w*EXPIRED)|Expired$/;
/** Mistakes of a check, and things that happen before it got anywhere. */
const accidents = new Set(["VacuousPass", "CapabilityMissing", "WaitAborted", "ContextDisposed"]);

function howOf({ name = "", code, message }: Failure, transcript: readonly string[]): How {
  if (name === "AssertionError") return "assertion";
  const isOurs = typeof code === "string" && code.startsWith("GAPPROOF_");
  if (!isOurs || accidents.has(name)) return "blocked";
  const isTimeout =
    waiting.test(String(code)) || waiting.test(name) || /got no answer after/.test(message);
  if (!isTimeout) return "assertion";
  return transcript.some((line) => / [→←] | · connect /.test(line)) ? "timeout" : "blocked";
}
