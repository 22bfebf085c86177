import { wrap } from "../../harness/report/wrap.ts";
import type {
  CauseExplanation,
  CheckExplanation,
  Explanation,
  FaultExplanation,
} from "./explanation.ts";

/** Lines longer than this are hard to read, however wide the terminal is. */
const widest = 100;

/** An explanation for people, at most `columns` wide. */
export function renderExplanation(explanation: Explanation, columns = widest): string {
  const width = Math.min(columns, widest);
  return `${linesOf(explanation, width).join("\n").trimEnd()}\n`;
}

function linesOf(explanation: Explanation, width: number): readonly string[] {
  switch (explanation.kind) {
    case "cause":
      return causeLines(explanation, width);
    case "fault":
      return faultLines(explanation, width);
    case "check":
      return checkLines(explanation, width);
  }
}

function causeLines(cause: CauseExplanation, width: number): readonly string[] {
  const { id, taxonomy, layer, summary, looksLike, proof, remedy, alike, faults } = cause;
  const same =
    alike.length === 0
      ? ""
      : `${alike.join(", ")}; the origin's own address or an echo of headers tells them apart.`;
  return [
    `${id}  cause ${taxonomy}, layer ${layer}`,
    ...wrap(summary, width, ""),
    "",
    ...section("looks like", looksLike, width),
    ...section("proof", proof, width),
    ...section("what to do", remedy, width),
    ...section("looks the same from outside", same, width),
    ...(faults.length === 0 ? [] : ["faults that play it"]),
    ...faults.flatMap(({ id: fault, title, play }) => [
      ...wrap(title, width, "  "),
      `    ${play ?? `${fault}: on a deployment only`}`,
    ]),
  ];
}

function faultLines(fault: FaultExplanation, width: number): readonly string[] {
  const { id, family, title, cause, parameters, seen, play } = fault;
  const figures = Object.entries(parameters).map(
    ([name, value]) => `${name}: ${JSON.stringify(value)}`,
  );
  const { id: causeId, taxonomy, summary } = cause;
  return [
    `${id}  fault, family ${family}`,
    ...wrap(`The backend ${title}.`, width, ""),
    "",
    ...section("parameters", figures.join(", "), width),
    ...section("seen on", seen ?? "", width),
    ...section("true cause", `${causeId} (${taxonomy}): ${summary}`, width),
    ...section("play it", play ?? "shows on a deployment with a public name alone", width),
    ...section("more", `gapproof explain ${causeId}`, width),
  ];
}

function checkLines(check: CheckExplanation, width: number): readonly string[] {
  const { id, phase, journey, rows, title, tags, capabilities, needs, waits, file } = check;
  const { suspects } = check;
  return [
    `${id}  check, phase ${phase}, journey ${journey}`,
    ...wrap(title, width, ""),
    "",
    ...section("causes to think of when it fails", suspects.join(", "), width),
    ...section("rows of the catalogue", rows.join(", "), width),
    ...section("tags", tags.join(", "), width),
    ...section("the contract must promise, or the run have", capabilities.join(", "), width),
    ...section("makes no sense without", needs.join(", "), width),
    ...section("waits for", waits ?? "", width),
    ...section("file", file, width),
    ...section("run it", `gapproof gate -t ${id}`, width),
  ];
}

/** Nothing where there is nothing to say. */
function section(title: string, text: string, width: number): readonly string[] {
  return text === "" ? [] : [title, ...wrap(text, width, "  "), ""];
}
