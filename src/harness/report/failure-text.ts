import { type Attempt, isClean } from "../gate/check.ts";
import type { CheckResult } from "../gate/check-result.ts";
import type { Paint } from "./paint.ts";
import { repeatLine } from "./repeat-line.ts";
import type { Report } from "./report.ts";
import { clip } from "./text-table.ts";

/** Transcript lines shown per failure; the report file has them all. */
const mostTranscriptLines = 12;

/** One failed or flaky check: what went wrong, what the wire saw, and how to see it again. */
export function failureLines(
  check: CheckResult,
  report: Pick<Report, "target" | "run">,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  const isFlaky = check.state === "flaky";
  const rows = check.rows.length === 0 ? "" : ` · ${check.rows.join(" ")}`;
  const heading = `${isFlaky ? "~" : "✗"} ${check.id}`;
  return [
    paint(isFlaky ? "doubtful" : "bad", heading),
    `  ${check.title}`,
    paint("quiet", `  ${check.phase} · ${check.journey}${rows}`),
    ...check.attempts
      .filter((attempt) => !isClean(attempt))
      .flatMap((attempt) => attemptLines(attempt, check.attempts.length, width)),
    ...(check.explainedBy === undefined ? [] : [`  explained by ${check.explainedBy}`]),
    paint("quiet", `  repeat  ${repeatLine(report, check)}`),
  ];
}

function attemptLines(attempt: Attempt, of: number, width: number): readonly string[] {
  const trace = attempt.trace === undefined ? "" : ` trace ${attempt.trace}`;
  return [
    ...(of > 1 ? [`  attempt ${attempt.n} of ${of}${trace}`] : []),
    ...(attempt.recovered ?? []).map((error) => `    connected only after: ${error}`),
    ...attempt.errors.flatMap((error) => error.split("\n")).map((line) => `    ${line}`),
    ...figureLines(attempt),
    ...(of === 1 && trace !== "" ? [`   ${trace}`] : []),
    ...transcriptLines(attempt.transcript, width),
  ];
}

function figureLines({ figures = [] }: Attempt): readonly string[] {
  return figures.map(({ name, value, unit }) => `    ${name} ${Number(value.toFixed(3))} ${unit}`);
}

/** The end of the transcript: that is where things went wrong. */
function transcriptLines(transcript: readonly string[], width: number): readonly string[] {
  if (transcript.length === 0) return [];
  const left = transcript.length - mostTranscriptLines;
  return [
    left > 0 ? `    transcript, last ${mostTranscriptLines} lines` : "    transcript",
    ...transcript.slice(-mostTranscriptLines).map((line) => clip(`      ${line}`, width)),
  ];
}
