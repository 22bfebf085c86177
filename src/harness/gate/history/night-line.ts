import type { JourneyRate } from "../journeys.ts";
import type { LatencySummary } from "../latency/latency-summary.ts";
import { modes, verdicts } from "../verdict.ts";
import { isCount, isNames, isObject, Line, type Said } from "./line.ts";
import { type Night, type NightChecks, type NightJourney, nightVersion } from "./night.ts";

const kinds = ["checks", "trials"] as const satisfies readonly JourneyRate["of"][];
const decisions = [
  ...(["pass", "fail", "inconclusive", "not-tested"] as const),
] satisfies readonly JourneyRate["decision"][];

/**
 * The night a line tells of. Fields it does not know are left out.
 *
 * A line of version 0 may leave out more: it counts as a filtered gate then, of which the least can be concluded.
 *
 * @param where - what the line is called in errors
 * @throws {@link ConfigurationError} naming the line, the field, the rule and the value
 */
export function nightIn(text: string, where: string): Night {
  const line = new Line(text, where);
  const said = fullSaid(line);
  const { filtered, revision } = said;
  if (typeof filtered !== "boolean")
    return line.refuse("must have filtered as true or false", filtered);
  const isNamed = typeof revision === "string" && revision !== "";
  if (revision !== undefined && !isNamed)
    return line.refuse("must have a revision that is text", revision);
  return {
    v: nightVersion,
    at: line.instant("at"),
    run: runIn(line),
    mode: said.mode === undefined ? "gate" : line.oneOf("mode", modes),
    target: line.text("target"),
    environment: line.text("environment"),
    ...(isNamed && { revision }),
    verdict: line.oneOf("verdict", verdicts),
    filtered,
    checks: checksIn(said.checks, line),
    journeys: journeysIn(said.journeys, line),
  };
}

function fullSaid(line: Line): Said {
  const { v = 0 } = line.said;
  if (!isCount(v)) return line.refuse("must have a version that is a whole number", v);
  if (v > nightVersion)
    return line.refuse(`is of a version to come; this gapproof reads up to ${nightVersion}`, v);
  return v === 0 ? { filtered: true, journeys: [], ...line.said } : line.said;
}

/** Of the first version, when it was says which it was. */
function runIn(line: Line): string {
  const { v = 0, run } = line.said;
  if (v === 0 && run === undefined) return line.instant("at");
  return run === "" ? line.refuse("must name its run", run) : line.text("run");
}

function checksIn(said: unknown, line: Line): NightChecks {
  if (!isObject(said)) return line.refuse("must have checks", said);
  const { passed, failed = [], flaky = [], skipped = [] } = said;
  if (!isCount(passed)) return line.refuse("must have checks.passed as a whole number", passed);
  if (!isNames(failed)) return line.refuse("must have checks.failed as ids", failed);
  if (!isNames(flaky)) return line.refuse("must have checks.flaky as ids", flaky);
  if (!isNames(skipped)) return line.refuse("must have checks.skipped as ids", skipped);
  return { passed, failed, flaky, skipped };
}

function journeysIn(said: unknown, line: Line): readonly NightJourney[] {
  if (!Array.isArray(said)) return line.refuse("must have journeys as a list", said);
  return said.map((journey) => journeyIn(journey, line));
}

function journeyIn(said: unknown, line: Line): NightJourney {
  if (!isObject(said)) return line.refuse("must have journeys that are objects", said);
  const { id, n, successes, connect } = said;
  const of = kinds.find((kind) => kind === said.of);
  const decision = decisions.find((one) => one === said.decision);
  if (typeof id !== "string" || id === "") return line.refuse("must name its journeys", id);
  const where = `must have journey ${id} with`;
  if (of === undefined) return line.refuse(`${where} of ${kinds.join(" or ")}`, said.of);
  if (!isCount(n)) return line.refuse(`${where} n as a whole number`, n);
  if (!(isCount(successes) && successes <= n))
    return line.refuse(`${where} successes as a whole number up to ${n}`, successes);
  if (decision === undefined)
    return line.refuse(`${where} a decision of ${decisions.join(", ")}`, said.decision);
  const counts = { id, of, n, successes, decision };
  if (connect === undefined) return counts;
  const rule = `${where} connect as n, p50, p50Low, p50High and p95`;
  if (!isSummary(connect)) return line.refuse(`${rule}: ${summaryRule}`, connect);
  return { ...counts, connect };
}

const summaryRule = "n and atOnce whole from 1, times from 0, and p50 between p50Low and p50High";

/** What was written by hand or broke on its way must not become a measure that every night passes. */
function isSummary(value: unknown): value is LatencySummary & Said {
  if (!isObject(value)) return false;
  const { n, atOnce = 1, p50, p50Low, p50High, p95 } = value;
  return (
    [n, atOnce].every((count) => isCount(count) && count > 0) &&
    [p50Low, p50, p50High, p95].every(isTime) &&
    isAscending([p50Low, p50, p50High] as readonly number[])
  );
}

function isTime(value: unknown): boolean {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}

function isAscending(values: readonly number[]): boolean {
  return values.every((value, at) => at === 0 || value >= (values[at - 1] ?? value));
}
