import type { JudgedExpectation } from "../gate/expectations.ts";
import type { TierTally } from "../gate/tiers.ts";
import type { Paint, Tone } from "./paint.ts";
import type { Report } from "./report.ts";
import { clip, textTable } from "./text-table.ts";
import { wrap } from "./wrap.ts";

interface View {
  readonly paint: Paint;
  /** Columns a line may take. */
  readonly width: number;
}

const tones: Readonly<Record<JudgedExpectation["state"], Tone>> = {
  met: "good",
  deviates: "bad",
  "not-measured": "doubtful",
};

/**
 * Every expectation that was declared, and the tiers of which too few checks pass; a tier that keeps its promise is
 * no news. Nothing where there is neither.
 */
export function expectationLines(
  { expectations = [], tiers = [] }: Pick<Report, "expectations" | "tiers">,
  view: View,
): readonly string[] {
  return [
    ...declaredLines(expectations, view),
    ...tierLines(
      tiers.filter(({ met }) => !met),
      view,
    ),
  ];
}

function declaredLines(
  expectations: readonly JudgedExpectation[],
  { paint, width }: View,
): readonly string[] {
  if (expectations.length === 0) return [];
  const [heading = "", ...rows] = textTable([
    ["expectation", "expected to pass", "passed", "came out"],
    ...expectations.map(({ id, expected, passed, ran, state }) => [
      ...[id, expected, `${passed} of ${ran}`, state],
    ]),
  ]);
  return [
    paint("strong", clip(heading, width)),
    ...expectations.flatMap(({ state, because }, at) => [
      paint(tones[state], clip(rows[at] ?? "", width)),
      ...(state === "met" ? [] : wrap(because, width, "    ")).map((line) => paint("quiet", line)),
    ]),
  ];
}

function tierLines(missed: readonly TierTally[], { paint, width }: View): readonly string[] {
  if (missed.length === 0) return [];
  const [heading = "", ...rows] = textTable([
    ["tier below its target", "passed", "share", "target"],
    ...missed.map(({ tier, successes, n, share, target }) => [
      // Downwards: 99.96 % is not the 100 % that were promised.
      ...[tier, `${successes}/${n}`, percent(Math.floor(share * 1000) / 1000), percent(target)],
    ]),
  ]);
  return [
    paint("strong", clip(heading, width)),
    ...rows.map((row) => paint("doubtful", clip(row, width))),
  ];
}

function percent(share: number): string {
  return `${(share * 100).toFixed(1)} %`;
}
