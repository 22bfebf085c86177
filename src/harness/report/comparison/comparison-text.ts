import { redactDeep } from "../../../ground/redact.ts";
import type { Verdict } from "../../gate/verdict.ts";
import { type Paint, painter, type Tone } from "../paint.ts";
import { clip, textTable } from "../text-table.ts";
import { wrap } from "../wrap.ts";
import type { CheckChange, CheckChangeKind } from "./check-change.ts";
import type { Comparison } from "./comparison.ts";
import type { ComparisonSide } from "./comparison-side.ts";
import type { GapChange, GapTransition } from "./gap-change.ts";
import { journeyLines } from "./journey-text.ts";

export interface ComparisonTextOptions {
  /** @default false */
  readonly color?: boolean;
  /** Columns a line may take. @default 80 */
  readonly width?: number;
}

interface Look {
  readonly paint: Paint;
  readonly width: number;
}

/** What came of the gaps, what changed beside them, and the verdict where the eye is when a command ends. */
export function renderComparison(
  comparison: Comparison,
  { color = false, width = 80 }: ComparisonTextOptions = {},
): string {
  const clean = redactDeep(comparison);
  const look: Look = { paint: painter(color), width };
  const sections = [
    [...sideLines("before", clean.before, look), ...sideLines("after", clean.after, look)],
    noteLines(clean, look),
    gapLines(clean, look),
    checkLines(clean, look),
    table(journeyLines(clean.journeys), look),
    p1Lines(clean, look),
    verdictLines(clean, look),
  ];
  return `${sections
    .filter((lines) => lines.length > 0)
    .map((lines) => lines.join("\n"))
    .join("\n\n")}\n`;
}

/** The verdict alone, with its reasons. */
export function renderComparisonVerdict(
  comparison: Comparison,
  { color = false, width = 80 }: ComparisonTextOptions = {},
): string {
  return `${verdictLines(redactDeep(comparison), { paint: painter(color), width }).join("\n")}\n`;
}

function sideLines(name: string, side: ComparisonSide, { paint, width }: Look): readonly string[] {
  const { run, startedAt, mode, verdict, http, revision, contract } = side;
  const own = `${mode} said ${paint(tones[verdict], verdict.toUpperCase())}`;
  const where = [
    http ?? "no target",
    revision === null ? "revision unknown" : `revision ${revision}`,
    `contract ${contract.id} ${contract.hash}`,
  ].join(", ");
  return [
    `${paint("strong", name.padEnd(6))}  ${run}, ${startedAt}, ${own}`,
    ...wrap(where, width, "        ").map((line) => paint("quiet", line)),
  ];
}

function noteLines({ comparable }: Comparison, { paint, width }: Look): readonly string[] {
  return comparable.notes.flatMap(({ forbids, because }) =>
    wrap(`${forbids ? "✗" : "!"} ${because}`, width, "").map((line) =>
      paint(forbids ? "bad" : "doubtful", line),
    ),
  );
}

const gapTones: Readonly<Record<GapTransition, Tone>> = {
  regressed: "bad",
  "still-open": "bad",
  unmeasured: "doubtful",
  gone: "doubtful",
  new: "doubtful",
  "closed-unproven": "doubtful",
  closed: "good",
  "closed-before": "quiet",
};

/** The table, and under it why, of every gap that is not simply closed. */
function gapLines({ gaps }: Comparison, look: Look): readonly string[] {
  if (gaps.length === 0) return [];
  const { paint, width } = look;
  const [heading = "", ...rows] = textTable([
    ["gap", "before", "after", "what came of it"],
    ...gaps.map(({ id, before, after, transition }) => [
      ...[id, before ?? "-", after ?? "-", transition],
    ]),
  ]);
  const open = gaps.filter(({ transition }) => !transition.startsWith("closed"));
  const unproven = gaps.filter(({ transition }) => transition === "closed-unproven");
  return [
    paint("strong", clip(heading, width)),
    ...rows.map((row, at) => paint(toneOf(gaps[at]), clip(row, width))),
    ...[...open, ...unproven].flatMap((gap) => wrap(whyOf(gap), width, "  ")),
  ];
}

function toneOf(gap: GapChange | undefined): Tone {
  return gap === undefined ? "quiet" : gapTones[gap.transition];
}

function whyOf({ id, declaredCause, owner, because, nature }: GapChange): string {
  const kind = nature === undefined || nature === "unknown" ? "" : `, ${nature}`;
  return `${id} (${declaredCause}${kind}, ${owner}): ${because}`;
}

const checkWords: readonly (readonly [CheckChangeKind, string, Tone])[] = [
  ["broken", "broken", "bad"],
  ["stillFailing", "still failing", "bad"],
  ["nowFlaky", "flaky now", "doubtful"],
  ["lost", "skipped now", "doubtful"],
  ["removed", "not there any more", "doubtful"],
  ["added", "did not run before", "quiet"],
  ["fixed", "fixed", "good"],
];

function checkLines({ checks }: Comparison, { paint, width }: Look): readonly string[] {
  const lines = checkWords.flatMap(([kind, word, tone]) => {
    const changed = checks[kind];
    if (changed.length === 0) return [];
    return [
      paint(tone, `${word} (${changed.length})`),
      ...changed.map((one) => clip(`  ${tellCheck(one)}`, width)),
    ];
  });
  const heading = `checks  ${checks.compared} ran before and after`;
  if (lines.length === 0) return [`${paint("strong", heading)}, and ended alike`];
  return [paint("strong", heading), ...lines];
}

function tellCheck({ id, before, after, explainedBy }: CheckChange): string {
  const cause = explainedBy === undefined ? "" : `  ${explainedBy}`;
  return `${id}  ${before ?? "-"} → ${after ?? "-"}${cause}`;
}

function table([heading = "", ...rows]: readonly string[], { paint, width }: Look) {
  return heading === ""
    ? []
    : [paint("strong", clip(heading, width)), ...rows.map((row) => clip(row, width))];
}

function p1Lines({ p1 }: Comparison, { paint, width }: Look): readonly string[] {
  const { before, after, failing } = p1;
  if (before.ran + after.ran + failing.length === 0) return [];
  const tally = `p1      ${before.passed} of ${before.ran} passed → ${after.passed} of ${after.ran}`;
  return [
    paint("strong", tally),
    ...failing.map((id) => paint("bad", clip(`  fails: ${id}`, width))),
  ];
}

const tones: Readonly<Record<Verdict, Tone>> = {
  pass: "good",
  fail: "bad",
  inconclusive: "doubtful",
  blocked: "bad",
};

function verdictLines(comparison: Comparison, { paint, width }: Look): readonly string[] {
  const { verdict, exitCode, reasons, before, after } = comparison;
  const reference = before.reference && after.reference && verdict === "pass";
  const heading = `${verdict.toUpperCase()}, exit code ${exitCode}`;
  return [
    paint(tones[verdict], paint("strong", heading)),
    ...reasons.flatMap((reason) => wrap(reason, width, "  ")),
    ...(reference
      ? ["  both ran against the reference backend: it says nothing about a deployment"]
      : []),
  ];
}
