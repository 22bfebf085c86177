import { faults } from "../../../src/fixtures/faults/index.ts";
import { coveringPairs, readExpected } from "../expected.ts";
import { composeMatrix } from "../matrix.ts";
import { ProgressLine } from "../progress-line.ts";
import { sound } from "../quirks.ts";
import { runShares } from "../run-shares.ts";
import type { MatrixOptions } from "./options.ts";

/** Runs so few of the expected kills that each check dies once and each fault kills once. */
export async function runSubset({ seed, workers }: MatrixOptions): Promise<readonly string[]> {
  const expected = readExpected();
  const pairs = coveringPairs(expected);
  const start = performance.now();
  const struck = faults.map(({ id }) => ({
    ...{ id, quirks: [id] },
    checks: pairs.filter(({ fault }) => fault === id).map(({ check }) => check),
  }));
  const endings = await runShares({
    ...{ seed, workers, progress: new ProgressLine() },
    encounters: [...sound.map(({ id }) => ({ id, quirks: [id] })), ...struck],
  });
  const only: Record<string, string[]> = {};
  for (const { check, fault } of pairs) only[check] = [...(only[check] ?? []), fault];
  const durationMs = Math.round(performance.now() - start);
  const matrix = composeMatrix({ seed, durationMs, faults, endings, expected: only, fast: [] });
  const { missing, falseAlarms, survivors } = matrix;
  process.stdout.write(
    `${pairs.length} kills of ${faults.length} faults and ${Object.keys(only).length} checks in ${durationMs} ms\n`,
  );
  return [
    ...missing.map((pair) => `a kill that is meant to be was not seen: ${pair}`),
    ...survivors.map((id) => `no check notices fault ${id}`),
    ...falseAlarms.map((alarm) => `false alarm on ${alarm}`),
  ];
}
