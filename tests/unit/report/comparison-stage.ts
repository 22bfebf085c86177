import type { CheckState } from "../../../src/harness/gate/check-result.ts";
import type { GapState } from "../../../src/harness/gate/gaps/gap-facts.ts";
import type { ReportedGap } from "../../../src/harness/gate/gaps/reported-gap.ts";
import type { JourneyRate } from "../../../src/harness/gate/journeys.ts";
import { compareReports } from "../../../src/harness/report/comparison/compare-reports.ts";
import type { Comparison } from "../../../src/harness/report/comparison/comparison.ts";
import type { RunFacts } from "../../../src/harness/report/compose.ts";
import type { Report } from "../../../src/harness/report/report.ts";
import { sampleCheck, sampleReport, sampleTarget } from "./sample.ts";

type Checks = RunFacts["checks"];

/** What a report of the stage says, beside what every one of them does. */
export type Said = Partial<Report> & {
  readonly filter?: NonNullable<Report["run"]["filter"]>;
  readonly environment?: string;
  readonly version?: string;
};

/** A gap of one check. */
export function reportedGap(state: GapState, more: Partial<ReportedGap> = {}): ReportedGap {
  return {
    id: "stalled",
    state,
    declaredCause: "app-stall",
    revision: "rev-1",
    since: "2026-01-01",
    passes: state === "closed" ? 1 : 0,
    because: `it is ${state}`,
    owner: "team-a",
    checks: ["websocket.answers-ping"],
    ...more,
  };
}

/** Checks by id and state. */
export function inStates(states: Readonly<Record<string, CheckState>>): Checks {
  return Object.entries(states).map(([id, state]) =>
    sampleCheck({
      ...{ id, state },
      ...(state === "skipped"
        ? { skip: { kind: "capability", reason: "not promised" }, attempts: [] }
        : {}),
    }),
  );
}

/** What a report says of a check that did not pass and is borne for a while. */
export function bearing(
  check: string,
  state: CheckState = "failed",
): NonNullable<Report["quarantine"]> {
  const entry = { check, owner: "team-a", until: "2026-01-31", reason: "stalls at night" };
  return { aside: [{ ...entry, state }], expired: [], idle: [] };
}

/** A journey that was tried again and again. */
export function sampled(successes: number, n: number, id = "websocket"): JourneyRate {
  const rate = n === 0 ? null : successes / n;
  return {
    ...{ id, of: "trials", n, successes, rate, target: 0.9 },
    ...{ decision: "inconclusive", low: 0.7911, high: 0.8822, because: "so many" },
  };
}

/** The run before: `websocket.answers-ping` fails, and a gap proves why. */
export function reportBefore(said: Said = {}): Report {
  return reportOf("a", "2026-01-02T03:04:05.000Z", {
    ...{ mode: "prove", verdict: "pass", reasons: ["1 gap proven"] },
    checks: inStates({ "websocket.welcomes": "passed", "websocket.answers-ping": "failed" }),
    gaps: [reportedGap("proven")],
    ...said,
  });
}

/** The run after: all is well, and the gap is closed. */
export function reportAfter(said: Said = {}): Report {
  return reportOf("b", "2026-01-03T03:04:05.000Z", {
    ...{ mode: "verify", verdict: "pass", reasons: ["2 checks passed"] },
    checks: inStates({ "websocket.welcomes": "passed", "websocket.answers-ping": "passed" }),
    gaps: [reportedGap("closed")],
    ...said,
  });
}

function reportOf(
  id: string,
  startedAt: string,
  { filter, environment = "staging", version = "0.1.0", ...said }: Said,
): Report {
  const { run, ...report } = sampleReport({
    sighting: { state: "ready", target: { ...sampleTarget, identity: answering(`rev-${id}`) } },
  });
  const { gaps, ...rest } = { ...report, ...said };
  return {
    ...rest,
    ...(gaps === undefined ? {} : { gaps }),
    run: {
      ...{ ...run, id: `run-${id}`, startedAt, environment, versions: { gapproof: version } },
      ...(filter === undefined ? {} : { filter }),
    },
  };
}

/** Who answers. */
export function answering(revision?: string, reference = false) {
  const who = { service: "backend", status: "healthy", reference };
  return revision === undefined ? who : { ...who, revision };
}

/** The same report, answered by another. */
export function answeredBy(report: Report, ...who: Parameters<typeof answering>): Report {
  return { ...report, target: { ...report.target, identity: answering(...who) } };
}

/** Both runs, where all is well but for what is said otherwise. */
export function compared(before: Said, after: Said): Comparison {
  return compareReports(reportBefore(before), reportAfter(after));
}
