import { redactDeep } from "../../ground/redact.ts";
import type { CensusVerdict } from "../drift/census/judge-census.ts";
import { counts, type Drift, type DriftState, placeOf } from "../drift/compare.ts";
import type { DriftReport } from "../drift/drift-report.ts";
import { type Paint, painter, type Tone } from "./paint.ts";
import { wrap } from "./wrap.ts";

export interface DriftTextOptions {
  /** @default false */
  readonly color?: boolean;
  /** Columns a line may take. @default 80 */
  readonly width?: number;
  /** Names the keys that are equal, too. @default true */
  readonly equal?: boolean;
}

/** What differs, key by key with file and line, and which side is to follow which. */
export function renderDrift(report: DriftReport, options: DriftTextOptions = {}): string {
  const { color = false, width = 80, equal = true } = options;
  const { drift, equal: same, expectedFrom, deployedFrom, census } = redactDeep(report);
  const paint = painter(color);
  const quiet = (line: string): string => paint("quiet", line);
  const lines = [
    headline({ drift, same, paint }),
    paint("quiet", `  branch    ${expectedFrom.join(" < ")}`),
    paint("quiet", `  deployed  ${deployedFrom.join(" < ") || "nothing was found"}`),
    ...(census === undefined ? [] : ["", ...censusLines(census, { paint, width })]),
    ...drift.filter(isTold).flatMap((one) => ["", ...driftLines(one, { paint, width })]),
  ];
  const others = drift.filter((one) => !isTold(one)).map(({ key, state }) => `${key} (${state})`);
  if (others.length > 0)
    lines.push("", ...wrap(`not counted: ${others.join(", ")}`, width, "").map(quiet));
  if (equal && same.length > 0)
    lines.push("", ...wrap(`equal: ${same.join(", ")}`, width, "").map(quiet));
  return `${lines.join("\n")}\n`;
}

/** Which builds answer: the verdict, then the numbers. */
function censusLines(
  { state, because }: CensusVerdict,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  const tone: Tone = state === "as-expected" ? "good" : "bad";
  return [paint(tone, `${state.padEnd(11)} revision`), ...wrap(because, width, "  ")];
}

/** What counts, and what is borne, so that nobody forgets it. */
function isTold(one: Drift): boolean {
  return counts(one) || one.known !== undefined;
}

function headline({
  drift,
  same,
  paint,
}: {
  readonly drift: readonly Drift[];
  readonly same: readonly string[];
  readonly paint: Paint;
}): string {
  const found = drift.filter(counts);
  const borne = drift.filter(({ known }) => known?.isExpired === false).length;
  const aside = borne === 0 ? "" : `, ${borne} known and borne`;
  if (found.length === 0 && same.length === 0)
    return paint("strong", "nothing could be compared: the deployment says nothing of all that");
  if (found.length === 0)
    return paint(
      "strong",
      paint("good", `what runs is what the branch says: ${same.length} equal${aside}`),
    );
  const all = `what runs is not what the branch says: ${found.length} of ${found.length + same.length} keys differ${aside}`;
  return paint("strong", paint("bad", all));
}

/** The branch is what should run; only where it contradicts itself is it the branch that has to change. */
const meanings: Readonly<Record<DriftState, string>> = {
  missing: "the branch sets it, and the deployment does not have it",
  different: "the branch is what should run",
  extra: "the deployment has it, and the branch does not",
  unpublished: "nobody outside can see what runs",
};

function driftLines(
  one: Drift,
  { paint, width }: { readonly paint: Paint; readonly width: number },
): readonly string[] {
  const { key, state, severity, expected, deployed, from, deployedFrom, note, known } = one;
  const tone: Tone = !counts(one) ? "quiet" : severity === "critical" ? "bad" : "doubtful";
  return [
    `${paint(tone, state.padEnd(11))} ${paint("strong", key)}  ${paint("quiet", severity)}`,
    ...(expected === undefined ? [] : [side("expected", expected, from && placeOf(from))]),
    ...(deployed === undefined
      ? []
      : [side("deployed", deployed, deployedFrom && placeOf(deployedFrom))]),
    ...wrap(note ?? meanings[state], width, "  ").map((line) => paint("quiet", line)),
    ...(known === undefined
      ? []
      : [`  ${known.isExpired ? "was" : "is"} borne until ${known.until}: ${known.reason}`]),
  ];
}

function side(name: string, value: string, place: string | undefined): string {
  const text = value === "" ? "(empty)" : value;
  return `  ${name}  ${text}${place === undefined ? "" : `   ${place}`}`;
}
