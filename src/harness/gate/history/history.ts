import type { Night } from "./night.ts";
import { nightIn } from "./night-line.ts";

/**
 * How many lines a history keeps. Nearly three years of nights, or ten runs a day for a quarter; beyond that the file
 * would only grow, and nobody compares with it. At about 1 kB each it stays a file that git and people can read.
 */
export const mostNights = 1_000;

/**
 * Reads a history: every run once, by time. Whatever order and doubling a merge left, it reads the same; of two lines
 * of one run the same one always stays.
 *
 * @param text - JSON lines
 * @param file - what the history is called in errors
 * @throws {@link ConfigurationError} naming the line that is none, or of a version to come
 */
export function readHistory(text: string, file = "history"): readonly Night[] {
  const nights = new Map<string, { readonly night: Night; readonly key: string }>();
  for (const [index, line] of linesOf(text).entries()) {
    if (line.trim() === "") continue;
    const night = nightIn(line, `${file}, line ${index + 1},`);
    const key = `${night.at} ${night.run} ${JSON.stringify(night)}`;
    const other = nights.get(night.run);
    if (other === undefined || other.key < key) nights.set(night.run, { night, key });
  }
  return [...nights.values()].sort((a, b) => (a.key < b.key ? -1 : 1)).map(({ night }) => night);
}

/**
 * The history with one more line, at its end, where a merge that keeps the lines of both sides (`merge=union`) loses
 * nothing. Above {@link mostNights} lines the oldest go, by their time and not by their place: after a merge the first
 * lines are not the oldest. Lines that stay are left as they are.
 */
export function appendNight(text: string, night: Night): string {
  const lines = linesOf(text).filter((line) => line.trim() !== "");
  return `${newest([...lines, JSON.stringify(night)]).join("\n")}\n`;
}

function newest(lines: readonly string[]): readonly string[] {
  const surplus = lines.length - mostNights;
  if (surplus <= 0) return lines;
  const oldest = lines
    .map((line, index) => ({ index, at: timeIn(line) }))
    .sort((a, b) => a.at - b.at || a.index - b.index)
    .slice(0, surplus);
  const gone = new Set(oldest.map(({ index }) => index));
  return lines.filter((_, index) => !gone.has(index));
}

/** What cannot be read stays: it is for {@link readHistory} to name it, and not for us to lose it. */
function timeIn(line: string): number {
  try {
    const at = Date.parse((JSON.parse(line) as { readonly at: string }).at);
    return Number.isNaN(at) ? Number.MAX_VALUE : at;
  } catch {
    return Number.MAX_VALUE;
  }
}

function linesOf(text: string): readonly string[] {
  return text.replace(/^\uFEFF/, "").split(/\r\n|\r|\n/);
}
