import { type Flake, flakesIn } from "../../harness/gate/history/flakes.ts";
import type { Night } from "../../harness/gate/history/night.ts";
import { type Trend, trendOf } from "../../harness/gate/history/trend.ts";
import { nightOf } from "../../harness/report/night-of.ts";
import type { Paint, Tone } from "../../harness/report/paint.ts";
import type { Report } from "../../harness/report/report.ts";
import { wrap } from "../../harness/report/wrap.ts";

interface View {
  readonly paint: Paint;
  readonly width: number;
}

/** Rates that are shown of a journey; the sentence below them knows of more. */
const shownNights = 5;

const shownFlakes = 5;

/** How each journey went over the nights, this one included. */
export function trendLines(
  report: Report,
  earlier: readonly Night[],
  { paint, width }: View,
): readonly string[] {
  const nights = [...earlier, nightOf(report)];
  const trends = report.journeys.flatMap(({ id }) => trendOf(nights, id) ?? []);
  if (trends.length === 0) return [];
  if (trends.every(({ points }) => points.length === 1))
    return [`${paint("strong", "over the nights")}  this is the first one of this target`];
  return [
    `${paint("strong", "over the nights")}  oldest first`,
    ...trends.flatMap((trend) => [
      `  ${trend.journey}  ${ratesOf(trend)}`,
      ...wrap(trend.because, width, "    ").map((line) => paint(tones[trend.change], line)),
    ]),
  ];
}

const tones: Readonly<Record<Trend["change"], Tone>> = {
  better: "good",
  worse: "bad",
  none: "quiet",
};

function ratesOf({ points }: Trend): string {
  const shown = points.slice(-shownNights);
  const before = points.length > shown.length ? "… " : "";
  return `${before}${shown.map(({ rate }) => `${(rate * 100).toFixed(1)} %`).join(" → ")}`;
}

/** Checks of earlier nights that say now this, now that of one and the same build. */
export function flakeLines(earlier: readonly Night[], { paint }: View): readonly string[] {
  const flakes = flakesIn(earlier);
  if (flakes.length === 0) return [];
  const more = flakes.length - shownFlakes;
  return [
    `${paint("strong", "checks that are not steady")}  in the nights before, on one and the same build`,
    ...flakes.slice(0, shownFlakes).map((flake) => paint("doubtful", `  ${flakeText(flake)}`)),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}

function flakeText({ check, passed, failed, flaky, revisions, latest }: Flake): string {
  const counts = [
    [passed, "passed"],
    [failed, "failed"],
    [flaky, "flaky"],
  ] as const;
  const told = counts.filter(([n]) => n > 0).map(([n, what]) => `${n} × ${what}`);
  return `${check}  ${told.join(", ")} on ${revisions.join(", ")}, last on ${latest.slice(0, 10)}`;
}
