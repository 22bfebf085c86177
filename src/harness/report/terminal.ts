import type { CauseId } from "../../ground/cause.ts";
import { redactDeep } from "../../ground/redact.ts";
import { phases } from "../gate/check.ts";
import type { CheckResult, CheckState } from "../gate/check-result.ts";
import type { Verdict } from "../gate/verdict.ts";
import type { Identity } from "../target/target.ts";
import { deploymentLines } from "./deployment-text.ts";
import { renderDiagnosis } from "./diagnosis-text.ts";
import { durationText } from "./duration-text.ts";
import { expectationLines } from "./expectations-text.ts";
import { failureLines } from "./failure-text.ts";
import { gapLines } from "./gaps-text.ts";
import { impactLines } from "./impact-text.ts";
import { journeyLines } from "./journeys-text.ts";
import { paceText } from "./pace-text.ts";
import { type Paint, painter, type Tone } from "./paint.ts";
import type { Report, ReportTarget } from "./report.ts";
import { slowestLines } from "./slowest-text.ts";
import { clip, textTable } from "./text-table.ts";
import { renderTrail } from "./trail-text.ts";

export interface TerminalOptions {
  /** @default false */
  readonly color?: boolean;
  /** Columns a line of a table or transcript may take. @default 80 */
  readonly width?: number;
  /** Leaves target and trail out, when they were announced before the run. @default false */
  readonly announced?: boolean;
  /** Where the report was written, to say so. */
  readonly file?: string;
}

interface View {
  readonly report: Report;
  readonly paint: Paint;
  readonly width: number;
}

/**
 * The report for people. The verdict comes where the eye is when a command ends: last but for where the
 * time went.
 */
export function renderTerminal(report: Report, options: TerminalOptions = {}): string {
  const { color = false, width = 80, announced = false, file } = options;
  const view: View = { report: redactDeep(report), paint: painter(color), width };
  const sections = [
    announced ? [] : [renderTarget(report.target, color)],
    phaseLines(view),
    journeyLines(view.report, view),
    skipLines(view),
    deploymentLines(view.report, view),
    gapLines(view.report, view),
    expectationLines(view.report, view),
    impactLines(view.report, view),
    ...[...view.report.checks, ...(view.report.repeats ?? [])]
      .filter(({ state, explainedBy }) => isFailure(state) && explainedBy === undefined)
      .map((check) => failureLines(check, view.report, view)),
    ...explainedLines(view),
    diagnosisLines(view),
    containerLines(view),
    view.report.warnings.map((warning) => view.paint("doubtful", `! ${warning}`)),
    [
      view.paint("quiet", runLine(report)),
      ...(file === undefined ? [] : [view.paint("quiet", `report  ${file}`)]),
    ],
    verdictLines(view),
    slowLines(view),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

function isFailure(state: CheckState): boolean {
  return state === "failed" || state === "flaky";
}

/** Of many checks that failed of one cause, the first in full and the rest by name. */
function explainedLines(view: View): readonly (readonly string[])[] {
  const { report, paint, width } = view;
  const byCause = new Map<CauseId, CheckResult[]>();
  for (const check of [...report.checks, ...(report.repeats ?? [])]) {
    const { explainedBy } = check;
    if (explainedBy === undefined) continue;
    byCause.set(explainedBy, [...(byCause.get(explainedBy) ?? []), check]);
  }
  return [...byCause].flatMap(([cause, [first, ...others]]) => [
    first === undefined ? [] : failureLines(first, report, view),
    others.length === 0
      ? []
      : [
          paint("bad", `✗ ${others.length} more, explained by ${cause}`),
          ...others.map(({ id }) => paint("quiet", clip(`  ${id}`, width))),
        ],
  ]);
}

/** Why, as far as anybody can say. */
function diagnosisLines({ report, paint, width }: View): readonly string[] {
  const color = paint("strong", "") !== "";
  return (report.diagnoses ?? []).flatMap((diagnosis) =>
    renderDiagnosis(diagnosis, { color, width, probes: false })
      .trimEnd()
      .split("\n")
      .map((line, n) => (n === 0 ? `${paint("strong", "diagnosis")}  ${line}` : line)),
  );
}

/** Log lines shown; the report file has more. */
const mostLogLines = 10;

/** What the backend itself had to say, where somebody may ask it. */
function containerLines({ report: { target }, paint, width }: View): readonly string[] {
  const { containerLogs: lines, trail } = target;
  if (lines === undefined) return [];
  const name = trail.find(({ state }) => state === "chosen")?.container ?? "its container";
  const shown = lines.slice(-mostLogLines);
  const heading = lines.length === 0 ? "wrote nothing" : `last ${shown.length} log lines`;
  return [
    paint("strong", `container ${name}, ${heading}`),
    ...shown.map((line) => paint("quiet", clip(`  ${line}`, width))),
  ];
}

/** What it takes to see the same again. */
function runLine({ run }: Report): string {
  return `run     ${run.id}, seed ${run.seed}, ${paceText(run)}, ${durationText(run.durationMs)}`;
}

function slowLines({ report, paint, width }: View): readonly string[] {
  const lines = slowestLines(report.checks, width);
  return lines.length === 0 ? [] : ["slowest", ...lines].map((line) => paint("quiet", line));
}

/** The verdict alone, with its reasons. */
export function renderVerdict(report: Report, { color = false }: TerminalOptions = {}): string {
  const view: View = { report: redactDeep(report), paint: painter(color), width: 80 };
  return `${verdictLines(view).join("\n")}\n`;
}

/** What is tested, and the way there. */
export function renderTarget(target: ReportTarget, color: boolean): string {
  const { http, source, trail, identity } = redactDeep(target);
  const what = http === null ? "none" : `${http} (${source})`;
  const way = renderTrail({ trail, warnings: [] }, { color });
  return [
    painter(color)("strong", `target  ${what}`),
    ...(identity === null ? [] : [`        ${identityText(identity)}`]),
    ...(way === "" ? [] : way.split("\n").map((line) => `  ${line}`)),
  ].join("\n");
}

function identityText({ service, version, revision, reference }: Identity): string {
  return [
    version === undefined ? service : `${service} ${version}`,
    ...(revision === undefined ? [] : [`revision ${revision}`]),
    ...(reference ? ["the reference backend, not a deployment"] : []),
  ].join(", ");
}

function phaseLines({ report, paint, width }: View): readonly string[] {
  const rows = phases
    .map((phase) => report.checks.filter((check) => check.phase === phase))
    .filter((checks) => checks.length > 0)
    .map((checks) => [
      checks[0]?.phase ?? "",
      ...(["passed", "failed", "flaky", "skipped"] as const).map((state) => count(checks, state)),
      durationText(checks.reduce((sum, { durationMs }) => sum + durationMs, 0)),
    ]);
  if (rows.length === 0) return [];
  const [heading = "", ...lines] = textTable([
    ["phase", "passed", "failed", "flaky", "skipped", "time"],
    ...rows,
  ]);
  return [paint("strong", clip(heading, width)), ...lines.map((line) => clip(line, width))];
}

function count(checks: readonly CheckResult[], state: CheckState): string {
  return String(checks.filter((check) => check.state === state).length);
}

/** One line per reason: fifty checks skipped for one cause are one piece of news. */
function skipLines({ report, paint, width }: View): readonly string[] {
  const byReason = new Map<string, string[]>();
  for (const { id, skip } of report.checks) {
    if (skip === undefined) continue;
    const reason = `${skip.kind}: ${skip.reason}`;
    byReason.set(reason, [...(byReason.get(reason) ?? []), id]);
  }
  if (byReason.size === 0) return [];
  return [
    paint("strong", "skipped"),
    ...[...byReason].flatMap(([reason, ids]) => [
      `  ${ids.length} × ${reason}`,
      paint("quiet", clip(`      ${ids.join(", ")}`, width)),
    ]),
  ];
}

const tones: Readonly<Record<Verdict, Tone>> = {
  pass: "good",
  fail: "bad",
  inconclusive: "doubtful",
  blocked: "bad",
};

function verdictLines({ report, paint }: View): readonly string[] {
  const { verdict, reasons, run, target, mode } = report;
  const where = target.http === null ? "" : ` on ${target.http} (${target.source})`;
  const what = mode === "gate" ? "" : ` (${mode})`;
  const heading = `${verdict.toUpperCase()}${what}${where}, exit code ${run.exitCode}`;
  return [
    paint(tones[verdict], paint("strong", heading)),
    ...reasons.map((reason) => `  ${reason}`),
    ...(report.blocked?.advice ?? []).map((advice) => `  - ${advice}`),
    ...(target.identity?.reference === true && verdict === "pass"
      ? ["  this was the reference backend: it says nothing about a deployment"]
      : []),
  ];
}
