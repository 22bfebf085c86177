import { redactDeep } from "../../ground/redact.ts";
import type { Night } from "../../harness/gate/history/night.ts";
import { renderDiagnosis } from "../../harness/report/diagnosis-text.ts";
import { durationText } from "../../harness/report/duration-text.ts";
import { impactLines } from "../../harness/report/impact-text.ts";
import { journeyLines } from "../../harness/report/journeys-text.ts";
import { paceText } from "../../harness/report/pace-text.ts";
import { type Paint, painter } from "../../harness/report/paint.ts";
import type { Report } from "../../harness/report/report.ts";
import { renderVerdict } from "../../harness/report/terminal.ts";
import { wrap } from "../../harness/report/wrap.ts";
import { flakeLines, trendLines } from "../history/trend-lines.ts";

interface WatchPageOptions {
  readonly color: boolean;
  readonly width: number;
  /** Earlier nights; absent where nobody keeps any, or this run is none of them. */
  readonly nights: readonly Night[] | undefined;
  /** Where the report was written, to say so. */
  readonly file: string | undefined;
}

/** What came of a watch, for people. Pure. The verdict comes last, where the eye is. */
export function renderWatch(value: Report, options: WatchPageOptions): string {
  const report = redactDeep(value);
  const { color, width, nights, file } = options;
  const view = { paint: painter(color), width };
  const sections = [
    journeyLines(report, view),
    loopLines(report),
    nights === undefined ? [] : trendLines(report, redactDeep(nights), view),
    nights === undefined ? [] : flakeLines(redactDeep(nights), view),
    impactLines(report, view),
    ...diagnosisLines(report, options),
    report.warnings.flatMap((warning) =>
      wrap(`! ${warning}`, width, "").map((line) => view.paint("doubtful", line)),
    ),
    runLines(report, file, view.paint),
    [renderVerdict(report, { color }).trimEnd()],
  ];
  const shown = sections.filter((lines) => lines.length > 0);
  return `${shown.map((lines) => lines.join("\n")).join("\n\n")}\n`;
}

function loopLines({ loop }: Report): readonly string[] {
  return loop === undefined ? [] : [`all journeys together: ${loop.because}`];
}

function diagnosisLines(
  { diagnoses = [] }: Report,
  { color, width }: WatchPageOptions,
): readonly (readonly string[])[] {
  return diagnoses.map((diagnosis) => [
    `diagnosis  ${renderDiagnosis(diagnosis, { color, width, probes: false }).trimEnd()}`,
  ]);
}

/** What it takes to see the same again. */
function runLines({ run }: Report, file: string | undefined, paint: Paint): readonly string[] {
  const { id, seed, scale, durationMs } = run;
  const pace = scale === 1 ? "" : `${paceText({ scale })}, `;
  const told = `run     ${id}, seed ${seed}, ${pace}${durationText(durationMs)}`;
  return [told, ...(file === undefined ? [] : [`report  ${file}`])].map((line) =>
    paint("quiet", line),
  );
}
