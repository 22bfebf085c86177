import { redactDeep } from "../../ground/redact.ts";
import { counts, type Drift, type DriftState, placeOf } from "../drift/compare.ts";
import {
  type AskedTarget,
  type CensusTold,
  type DriftReport,
  driftExitCode,
  isAsExpected,
  isCompared,
} from "../drift/drift-report.ts";
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

interface Style {
  readonly paint: Paint;
  readonly width: number;
}

/** What differs, key by key with file and line, and which side is to follow which. */
export function renderDrift(report: DriftReport, options: DriftTextOptions = {}): string {
  const { color = false, width = 80, equal = true } = options;
  const { drift, equal: same, expectedFrom, deployedFrom, census, target } = redactDeep(report);
  const style: Style = { paint: painter(color), width };
  const quiet = (text: string, indent = ""): readonly string[] =>
    wrap(text, width, indent).map((line) => style.paint("quiet", line));
  const told = drift.filter(isTold);
  const lines = [
    headline({ drift, same, census, target }, style),
    ...(target === undefined ? [] : quiet(`asked     ${tellTarget(target)}`, "  ")),
    ...quiet(`branch    ${expectedFrom.join(" < ")}`, "  "),
    ...quiet(`deployed  ${deployedFrom.join(" < ") || "nothing was found"}`, "  "),
    ...(target?.reference === true && driftExitCode(report) === 0
      ? wrap("this was the reference backend: it says nothing about a deployment", width, "  ")
      : []),
    ...(census === undefined ? [] : ["", ...censusLines(census, style)]),
    ...legend(told, style),
    ...told.flatMap((one) => ["", ...driftLines(one, style)]),
    ...asides(drift.filter((one) => !isTold(one))).flatMap((text) => ["", ...quiet(text)]),
  ];
  if (equal && same.length > 0) lines.push("", ...quiet(`equal: ${same.join(", ")}`));
  return `${lines.join("\n")}\n`;
}

function tellTarget({ http, source, fallback, lost }: AskedTarget): string {
  const aside = fallback ? `; the declared ${lost ?? "target"} lost` : "";
  return `${http} (${source}${aside})`;
}

/** Which builds answer: the verdict, then the numbers. */
function censusLines(census: CensusTold, { paint, width }: Style): readonly string[] {
  const { state, because, expected, expectedFrom, waited, correlation, http, ws } = census;
  const isGood = isAsExpected(census);
  const failing = [http, ws]
    .filter(({ failed }) => failed > 0)
    .map(
      ({ via, asked, failed }) =>
        `${failed} of ${asked} over ${via === "ws" ? "WebSocket" : "HTTP"}`,
    );
  const said = [
    because,
    failing.length === 0 || state === "nobody"
      ? undefined
      : `connections that are not answered as they should be: ${failing.join(", ")}`,
    correlation?.because,
    expectedFrom === undefined ? undefined : `${expected} is expected by ${expectedFrom}`,
    waited && tellWait(waited, isGood),
  ].filter((line) => line !== undefined);
  return [
    paint(isGood ? "good" : "bad", `${state.padEnd(11)} revision`),
    ...said.flatMap((line) => wrap(line, width, "  ")),
  ];
}

function tellWait(
  { ms, looks, isDone, isCut }: NonNullable<CensusTold["waited"]>,
  isGood: boolean,
): string {
  const seconds = `${Math.round(ms / 1_000)} s`;
  const times = `${looks} ${looks === 1 ? "look" : "looks"}`;
  if (isDone) return `it answers everything after ${seconds} and ${times}`;
  const vain = isGood
    ? `waited ${seconds}, with ${times}, for a census in which nothing fails`
    : `waited ${seconds} in vain, with ${times}`;
  return isCut === true ? `${vain}: the time was over in the middle of the last census` : vain;
}

/** What counts, and what is borne, so that nobody forgets it. */
function isTold(one: Drift): boolean {
  return counts(one) || one.known !== undefined;
}

interface Summed {
  readonly drift: readonly Drift[];
  readonly same: readonly string[];
  readonly census: CensusTold | undefined;
  readonly target: AskedTarget | undefined;
}

function headline({ drift, same, census, target }: Summed, { paint }: Style): string {
  const found = drift.filter(counts);
  const borne = drift.filter(({ known }) => known?.isExpired === false).length;
  const aside = borne === 0 ? "" : `, ${borne} known and borne`;
  if (drift.length === 0 && same.length === 0 && census !== undefined)
    return paint("strong", "no settings were expected: only who answers was asked");
  if (!isCompared({ drift, equal: same }))
    return paint("strong", "nothing could be compared: the deployment says nothing of all that");
  if (found.length === 0 && census !== undefined && !isAsExpected(census)) {
    const text = `the expected revision ${missedBy(census)} answer everything, though all settings are equal: ${same.length}${aside}`;
    return paint("strong", paint("bad", text));
  }
  if (found.length === 0 && target?.fallback === true)
    return paint(
      "strong",
      paint(
        "doubtful",
        `another backend than the declared one was asked: ${same.length} equal${aside}`,
      ),
    );
  if (found.length === 0)
    return paint(
      "strong",
      paint("good", `what runs is what the branch says: ${same.length} equal${aside}`),
    );
  const count = `${found.length} of ${found.length + same.length} keys`;
  const all = found.every(({ state }) => state === "unpublished")
    ? `nobody can tell that what runs is what the branch says: ${count} are not published${aside}`
    : `what runs is not what the branch says: ${count} differ${aside}`;
  return paint("strong", paint("bad", all));
}

/** What a census that is not as expected says of the revision. */
function missedBy({ state, correlation }: CensusTold): string {
  const isUnsure = state === "as-expected" && correlation?.goesWith === undefined;
  return isUnsure ? "was not seen to" : "does not";
}

/** The branch is what should run; only where it contradicts itself is it the branch that has to change. */
const meanings: Readonly<Record<DriftState, string>> = {
  missing: "the branch sets it, and the deployment does not have it",
  different: "the branch is what should run",
  extra: "the deployment has it, and the branch does not",
  unpublished: "nobody outside can see what runs",
};

/** What each word means, once for all the keys it stands before. */
function legend(told: readonly Drift[], { paint, width }: Style): readonly string[] {
  const states = new Set(told.map(({ state }) => state));
  const lines = [...states].flatMap((state) => wrap(`${state}: ${meanings[state]}`, width, "  "));
  return lines.length === 0 ? [] : ["", ...lines.map((line) => paint("quiet", line))];
}

/** One key that is not as the branch says: both sides with their places, and what else there is to say. */
export function driftLines(one: Drift, { paint, width }: Style): readonly string[] {
  const { key, state, severity, expected, deployed, from, deployedFrom, note } = one;
  const tone: Tone = !counts(one) ? "quiet" : severity === "critical" ? "bad" : "doubtful";
  return [
    `${paint(tone, state.padEnd(11))} ${paint("strong", key)}  ${paint("quiet", severity)}`,
    ...(expected === undefined ? [] : [side("expected", expected, from && placeOf(from))]),
    ...(deployed === undefined
      ? []
      : [side("deployed", deployed, deployedFrom && placeOf(deployedFrom))]),
    ...(note === undefined ? [] : wrap(note, width, "  ").map((line) => paint("quiet", line))),
    ...borneLines(one, { paint, width }),
  ];
}

function borneLines({ known }: Drift, { paint, width }: Style): readonly string[] {
  if (known === undefined) return [];
  const { reason, until, isExpired } = known;
  if (!isExpired) return wrap(`borne until ${until}: ${reason}`, width, "  ");
  return wrap(`no longer borne, as it was until ${until}: ${reason}`, width, "  ").map((line) =>
    paint("doubtful", line),
  );
}

function side(name: string, value: string, place: string | undefined): string {
  const text = value === "" ? "(empty)" : value;
  return `  ${name}  ${text}${place === undefined ? "" : `   ${place}`}`;
}

/** What does not count, by why it does not. */
function asides(others: readonly Drift[]): readonly string[] {
  const secrets = others.filter(({ state, isSecret }) => state === "unpublished" && isSecret);
  const rest = others.filter((one) => !secrets.includes(one));
  const unseen = rest.filter(({ state }) => state === "unpublished");
  const extra = rest.filter(({ state }) => state !== "unpublished");
  return (
    [
      ["not counted, secrets that nobody publishes", secrets],
      ["not counted, because nobody publishes them", unseen],
      ["not counted, because only the deployment has them", extra],
    ] as const
  ).flatMap(([why, some]) =>
    some.length === 0 ? [] : [`${why}: ${some.map(tellAside).join(", ")}`],
  );
}

function tellAside({ key, isSecret, note }: Drift): string {
  return note === undefined || isSecret === true ? key : `${key} (${note})`;
}
