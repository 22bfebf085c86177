import type { TrailEntry } from "../target/target.ts";
import { painter, type Tone } from "./paint.ts";

/** What a trail is drawn from: a target has both, and so has a search that ended without one. */
export interface TrailView {
  readonly trail: readonly TrailEntry[];
  readonly warnings: readonly string[];
}

export interface TrailTextOptions {
  /** @default false */
  readonly color?: boolean;
}

interface Row {
  readonly chosen: boolean;
  readonly quiet: boolean;
  /** Source, name, URL, state: aligned in columns. */
  readonly cells: readonly string[];
  readonly reason: string;
}

/** The way to the target for people: a line per candidate in order, the chosen one marked, warnings after. */
export function renderTrail(view: TrailView, { color = false }: TrailTextOptions = {}): string {
  const paint = painter(color);
  const rows = gather(view.trail);
  const widths = [0, 1, 2, 3].map((at) =>
    Math.max(0, ...rows.map(({ cells }) => width(cells, at))),
  );
  const lines = rows.map((row) => paint(toneOf(row), draw(row, widths)));
  const warnings = view.warnings.map((text) => paint("doubtful", `! ${text}`));
  return [...lines, ...warnings].join("\n");
}

/** Variables nobody set are one line per source: they matter together or not at all. */
function gather(trail: readonly TrailEntry[]): readonly Row[] {
  const groups: TrailEntry[][] = [];
  for (const entry of trail) {
    const last = groups.at(-1);
    if (last !== undefined && belongsTo(last[0], entry)) last.push(entry);
    else groups.push([entry]);
  }
  return groups.flatMap((group) => (isQuiet(group[0]) ? [quietRow(group)] : group.map(rowOf)));
}

function belongsTo(first: TrailEntry | undefined, entry: TrailEntry): boolean {
  return isQuiet(first) && isQuiet(entry) && first?.source === entry.source;
}

function isQuiet(entry: TrailEntry | undefined): boolean {
  return entry?.state === "unset" && entry.reason === "not set";
}

function quietRow(group: readonly TrailEntry[]): Row {
  const names = group.map(({ variable, source }) => variable ?? source);
  const source = group[0]?.source ?? "";
  return { chosen: false, quiet: true, cells: [source, "", "", "unset"], reason: names.join(", ") };
}

function rowOf(entry: TrailEntry): Row {
  const { source, variable, container, url, state, reason, elapsedMs } = entry;
  return {
    chosen: state === "chosen",
    quiet: state === "unset" || state === "passed-over",
    cells: [source, variable ?? container ?? placeOf(entry), url ?? "", state],
    reason: elapsedMs === undefined ? reason : `${reason} (${elapsedMs} ms)`,
  };
}

/** What was looked at, where nothing in it has a name. */
function placeOf({ via }: TrailEntry): string {
  if (via === "container") return "containers";
  return via === "compose-file" ? "compose file" : "";
}

function draw({ chosen, cells, reason }: Row, widths: readonly number[]): string {
  const columns = cells
    .map((cell, at) => cell.padEnd(widths[at] ?? 0))
    .filter((_, at) => widths[at] !== 0);
  return [chosen ? "→" : " ", ...columns, reason]
    .join("  ")
    .replace(/^(.) {2}/, "$1 ")
    .trimEnd();
}

function width(cells: readonly string[], at: number): number {
  return cells[at]?.length ?? 0;
}

function toneOf({ chosen, quiet }: Row): Tone {
  if (chosen) return "good";
  return quiet ? "quiet" : "bad";
}
