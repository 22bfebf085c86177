import type { GapState } from "../gate/gaps/gap-facts.ts";
import type { ReportedGap } from "../gate/gaps/reported-gap.ts";
import type { Paint, Tone } from "./paint.ts";
import type { Report } from "./report.ts";
import { clip, textTable } from "./text-table.ts";
import { wrap } from "./wrap.ts";

const tones: Readonly<Record<GapState, Tone>> = {
  proven: "good",
  closed: "good",
  open: "bad",
  "wrong-reason": "bad",
  regressed: "bad",
  expired: "bad",
  blocked: "doubtful",
  unmeasured: "doubtful",
};

/** How the declared gaps stand, each with the sentence it rests on. */
export function gapLines(
  { gaps = [], rollout, branch }: Pick<Report, "gaps" | "rollout" | "branch">,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  const waited =
    rollout === undefined
      ? []
      : wrap(`rollout  ${rollout.state}, ${rollout.because}`, width, "").map((line) =>
          paint(rollout.state === "complete" ? "quiet" : "bad", line),
        );
  if (gaps.length === 0) return waited;
  const [heading = "", ...rows] = textTable([
    ["gap", "state", "declared cause", "owner", "until"],
    ...gaps.map(({ id, state, declaredCause, owner, until }) => [
      ...[id, state, declaredCause, owner, until ?? "no day"],
    ]),
  ]);
  return [
    ...waited,
    paint("strong", clip(heading, width)),
    ...gaps.flatMap((gap, at) => [
      paint(tones[gap.state], clip(rows[at] ?? "", width)),
      ...wrap(sentenceOf(gap), width, "    ").map((line) => paint("quiet", line)),
    ]),
    ...(branch === undefined ? [] : [paint("quiet", `branch   ${branchText(branch)}`)]),
  ];
}

function sentenceOf({ because, observedCause, declaredCause, nature }: ReportedGap): string {
  const observed =
    observedCause === undefined || observedCause === declaredCause
      ? ""
      : `; seen instead: ${observedCause}`;
  const natures = {
    "deployment-gap": "; the branch's own build has none of it",
    defect: "; the branch's own build fails as well",
    unknown: "",
  } as const;
  return `${because}${observed}${nature === undefined ? "" : natures[nature]}`;
}

function branchText({ from, revision }: NonNullable<Report["branch"]>): string {
  return revision === undefined ? from : `${from}, revision ${revision}`;
}
