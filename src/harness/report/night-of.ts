import { redact } from "../../ground/redact.ts";
import type { CheckResult, CheckState } from "../gate/check-result.ts";
import { type Night, type NightJourney, nightVersion } from "../gate/history/night.ts";
import type { JourneyRate } from "../gate/journeys.ts";
import type { LatencySummary } from "../gate/latency/latency-summary.ts";
import type { Report } from "./report.ts";

/** What a history keeps of a run. Pure. */
export function nightOf(report: Report): Night {
  const { run, mode, target, verdict, checks, journeys } = report;
  const revision = revisionIn(report);
  return {
    v: nightVersion,
    at: new Date(run.startedAt).toISOString(),
    ...{ run: run.id, mode },
    target: target.http === null ? "" : new URL(target.http).hostname,
    environment: run.environment,
    ...(revision === undefined ? {} : { revision }),
    verdict,
    filtered: run.filter !== undefined,
    checks: {
      passed: idsOf(checks, "passed").length,
      failed: idsOf(checks, "failed"),
      flaky: idsOf(checks, "flaky"),
      skipped: idsOf(checks, "skipped"),
    },
    journeys: journeys.map(journeyOf),
  };
}

/** The one build that everybody met; nothing once a second one showed itself anywhere. */
function revisionIn({ target, journeys, checks, diagnoses = [] }: Report): string | undefined {
  // A build whose handshakes fail names itself to nobody; a diagnosis may have met it all the same.
  const isMixed = diagnoses.some(({ causes }) => causes.some(({ id }) => id === "mixed-revisions"));
  if (isMixed) return undefined;
  const seen = [
    target.identity?.revision,
    ...journeys.flatMap(({ sample }) => sample?.revisions.map(({ revision }) => revision) ?? []),
    ...checks.flatMap(({ attempts }) => attempts.flatMap(({ revisions = [] }) => revisions)),
  ];
  // Who answered a trial is known redacted only, so all are compared like that.
  const named = seen.flatMap((revision) =>
    revision === undefined || revision === null || revision === "" ? [] : [redact(revision)],
  );
  const [only, ...others] = new Set(named);
  return others.length === 0 ? only : undefined;
}

function idsOf(checks: readonly CheckResult[], wanted: CheckState): readonly string[] {
  return checks.filter(({ state }) => state === wanted).map(({ id }) => id);
}

function journeyOf({ id, of, n, successes, decision, sample }: JourneyRate): NightJourney {
  const connect = sample?.connect;
  const kept = { id, of, n, successes, decision };
  return connect === undefined ? kept : { ...kept, connect: rounded(connect) };
}

/** To the microsecond: what a clock says beyond it only makes the lines longer. */
function rounded({ n, p50, p50Low, p50High, p95, atOnce }: LatencySummary): LatencySummary {
  const round = (ms: number): number => Math.round(ms * 1000) / 1000;
  return {
    ...{ n, p50: round(p50), p50Low: round(p50Low), p50High: round(p50High) },
    p95: round(p95),
    ...(atOnce === undefined ? {} : { atOnce }),
  };
}
