import type { CheckResult } from "../gate/check-result.ts";
import { durationText } from "./duration-text.ts";
import { clip } from "./text-table.ts";

/** Checks shown. */
const most = 10;

/** Where the time went: the slowest checks that ran, one line each. */
export function slowestLines(checks: readonly CheckResult[], width: number): readonly string[] {
  const slowest = checks
    .filter(({ state }) => state !== "skipped")
    .toSorted((a, b) => b.durationMs - a.durationMs)
    .slice(0, most)
    .map(({ id, durationMs }) => ({ id, time: durationText(durationMs) }));
  const timeWidth = Math.max(0, ...slowest.map(({ time }) => time.length));
  return slowest.map(({ id, time }) => clip(`  ${time.padStart(timeWidth)}  ${id}`, width));
}
