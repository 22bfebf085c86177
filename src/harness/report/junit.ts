import builder, { type Builder, type TestCase, type TestSuite } from "junit-report-builder";
import { redact } from "../../ground/redact.ts";
import { type Phase, phases } from "../gate/check.ts";
import type { CheckResult } from "../gate/check-result.ts";
import type { Report } from "./report.ts";

// The package's types describe its ES build; Node loads the other, whose export is the builder itself.
const junit = builder as unknown as Builder;

/**
 * The report as JUnit XML: a suite per phase, and one named `run` for what no check owns, so that a
 * blocked run is red there too.
 */
export function renderJunit(report: Report): string {
  const document = junit.newBuilder().name("gapproof");
  for (const phase of phases) {
    const checks = report.checks.filter((check) => check.phase === phase);
    if (checks.length > 0) addPhase(document, report, { phase, checks });
  }
  addGaps(document, report);
  addRun(document, report);
  return withSkipReasons(document.build(), report);
}

function addPhase(
  document: Builder,
  report: Report,
  { phase, checks }: { readonly phase: Phase; readonly checks: readonly CheckResult[] },
): void {
  const suite = document.testSuite().name(phase).timestamp(new Date(report.run.startedAt));
  suite.time(checks.reduce((sum, { durationMs }) => sum + durationMs, 0) / 1000);
  addProperties(suite, report);
  for (const check of checks) addCheck(suite, check);
}

function addCheck(suite: TestSuite, check: CheckResult): void {
  const test = suite.testCase().name(clean(check.title)).className(clean(check.id));
  test.time(check.durationMs / 1000);
  test.property("state", check.state).property("journey", clean(check.journey));
  if (check.rows.length > 0) test.property("rows", clean(check.rows.join(" ")));
  if (check.tags.length > 0) test.property("tags", clean(check.tags.join(" ")));
  if (check.attempts.length > 1) test.property("attempts", String(check.attempts.length));
  if (check.explainedBy !== undefined) test.property("explainedBy", check.explainedBy);
  if (check.state === "failed") addFailure(test, check);
  if (check.state === "skipped") {
    test.skipped();
    test.property("skip", clean(skipText(check)));
  }
}

function addFailure(test: TestCase, check: CheckResult): void {
  const errors = check.attempts.at(-1)?.errors ?? [];
  const message = (errors[0] ?? "failed").split("\n", 1)[0] ?? "failed";
  test.failure(clean(message), "check").stacktrace(cdata(failureText(check)));
}

function failureText(check: CheckResult): string {
  return check.attempts
    .flatMap(({ n, trace, errors, transcript }) => [
      `attempt ${n}${trace === undefined ? "" : ` (trace ${trace})`}`,
      ...errors,
      ...(transcript.length === 0 ? [] : ["transcript:", ...transcript]),
    ])
    .join("\n");
}

/** A case per declared gap: red unless it stands as the run was to show. */
function addGaps(document: Builder, report: Report): void {
  const { gaps = [], mode } = report;
  if (gaps.length === 0) return;
  const suite = document.testSuite().name("gaps").timestamp(new Date(report.run.startedAt));
  addProperties(suite, report);
  const wanted = mode === "prove" ? "proven" : "closed";
  for (const { id, state, declaredCause, owner, because } of gaps) {
    const test = suite.testCase().name(clean(id)).className("gap").property("state", state);
    test.property("declaredCause", declaredCause).property("owner", clean(owner));
    if (state === wanted) continue;
    test.failure(clean(`${state}, not ${wanted}`), "gap").stacktrace(cdata(because));
  }
}

/** Verdict and everything that went wrong outside checks. */
function addRun(document: Builder, report: Report): void {
  const { verdict, reasons, unhandledErrors } = report;
  const suite = document.testSuite().name("run").timestamp(new Date(report.run.startedAt));
  addProperties(suite, report);
  const test = suite.testCase().name("verdict").className("gapproof");
  const { containerLogs } = report.target;
  if (containerLogs !== undefined) test.standardOutput(cdata(containerLogs.join("\n")));
  if (verdict === "pass") return;
  const text = [...reasons, ...unhandledErrors].join("\n");
  test.failure(clean(`${verdict}: ${reasons[0] ?? ""}`), verdict).stacktrace(cdata(text));
}

function addProperties(suite: TestSuite, { target, run, verdict, contract }: Report): void {
  const properties = {
    verdict,
    exitCode: String(run.exitCode),
    run: run.id,
    seed: String(run.seed),
    contract: `${contract.id}@${contract.hash}`,
    target: target.http,
    targetSource: target.source,
    service: target.identity?.service,
    revision: target.identity?.revision,
    reference: target.identity === null ? null : String(target.identity.reference),
  };
  for (const [name, value] of Object.entries(properties)) {
    if (value !== null && value !== undefined) suite.property(name, clean(value));
  }
}

function skipText({ skip }: CheckResult): string {
  return skip === undefined ? "skipped" : `${skip.kind}: ${skip.reason}`;
}

/** The builder writes bare `<skipped/>`; readers of JUnit look for the reason in its message. */
function withSkipReasons(xml: string, report: Report): string {
  const skipped = phases.flatMap((phase) =>
    report.checks.filter((check) => check.phase === phase && check.state === "skipped"),
  );
  let next = 0;
  return xml.replaceAll("<skipped/>", () => {
    const check = skipped[next++];
    return check === undefined
      ? "<skipped/>"
      : `<skipped message="${attribute(clean(skipText(check)))}"/>`;
  });
}

function attribute(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll('"', "&quot;")
    .replaceAll("\n", "&#xA;");
}

/** Text that XML 1.0 allows: colours and other control characters make a file nobody can read. */
function clean(text: string): string {
  return redact(text).replaceAll(forbidden, "\uFFFD");
}

// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML forbids
const forbidden = /[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]|\p{Surrogate}/gu;

/** Text for a CDATA section, where nothing may look like the mark this file replaces. */
function cdata(text: string): string {
  return clean(text).replaceAll("]]>", "]] >").replaceAll("<skipped/>", "<skipped />");
}
