import type { JourneyRate } from "../gate/journeys.ts";
import type { TrialSummary } from "../gate/rates/trial-summary.ts";
import { durationText } from "./duration-text.ts";
import type { Paint, Tone } from "./paint.ts";
import type { Report } from "./report.ts";
import { clip, textTable } from "./text-table.ts";
import { wrap } from "./wrap.ts";

interface View {
  readonly paint: Paint;
  readonly width: number;
}

const tones: Readonly<Record<JourneyRate["decision"], Tone>> = {
  pass: "good",
  fail: "bad",
  inconclusive: "doubtful",
  "not-tested": "quiet",
};

/** How often each journey worked, what that proves, and what was decided of it. */
export function journeyLines(
  { journeys }: Pick<Report, "journeys">,
  { paint, width }: View,
): readonly string[] {
  if (journeys.length === 0) return [];
  const [heading = "", ...lines] = textTable([
    ["journey", "rate", "first attempts", "proves", "target", "decision"],
    ...journeys.map((journey) => [
      journey.id,
      journey.rate === null ? "no data" : percent(journey.rate),
      `${journey.successes}/${journey.n}${journey.of === "trials" ? " trials" : ""}`,
      journey.n === 0 ? "" : `≥ ${percent(Math.floor(journey.low * 1000 + 1e-9) / 1000)}`,
      journey.target === null ? "" : percent(journey.target),
      journey.decision,
    ]),
  ]);
  return [
    paint("strong", clip(heading, width)),
    ...journeys.flatMap((journey, at) => [
      paint(tones[journey.decision], clip(lines[at] ?? "", width)),
      ...sampleLines(journey)
        .flatMap((line) => wrap(line, width, "    "))
        .map((line) => paint("quiet", line)),
    ]),
  ];
}

/** Of a journey that was walked: why it was decided so, who answered, how long it took, and how it ended. */
function sampleLines({ sample, because }: JourneyRate): readonly string[] {
  if (sample === undefined) return [];
  return [
    because,
    ...timesIn(sample),
    ...(sample.revisions.length > 1 ? [revisionsIn(sample)] : []),
    ...sample.outcomes.filter(({ ok }) => !ok).map(({ outcome, count }) => `${count} × ${outcome}`),
  ];
}

function timesIn({ connectMs, durationMs }: TrialSummary): readonly string[] {
  const told = [
    ["to the welcome", connectMs],
    ["to the end", durationMs],
  ] as const;
  return told.flatMap(([what, times]) =>
    times === undefined
      ? []
      : [
          `${what}: mean ${durationText(times.mean)}, half within ${durationText(times.p50)}, 95 % within ${durationText(times.p95)}, longest ${durationText(times.max)} (n ${times.n})`,
        ],
  );
}

function revisionsIn({ revisions }: TrialSummary): string {
  const told = revisions.map(
    ({ revision, n, successes }) => `${revision ?? "no name"} ${successes}/${n}`,
  );
  return `by revision: ${told.join(", ")}`;
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
