import { unusual } from "../../../src/fixtures/faults/unusual.ts";
import { ProgressLine } from "../progress-line.ts";
import { sound } from "../quirks.ts";
import { runShares } from "../run-shares.ts";
import type { MatrixOptions } from "./options.ts";

interface HealthyOptions extends MatrixOptions {
  readonly runs: number;
}

/** Of all runs without a false alarm, so many prove with this confidence that they are rare. */
const confidence = 0.95;

/**
 * Runs every check where nothing is wrong, often, and prints what that proves.
 *
 * No alarm in n runs leaves at most 1 - (1 - confidence)^(1/n) as the rate of runs with one: the exact
 * one-sided bound of Clopper and Pearson for zero successes.
 */
export async function runHealthy({
  seed,
  workers,
  runs,
}: HealthyOptions): Promise<readonly string[]> {
  // Whole runs only: what is seen from afar alone is a handful of checks.
  const kinds = [...sound, ...unusual.filter(({ dress }) => dress === undefined)];
  const quirks = Array.from({ length: runs }, () => kinds).flat();
  const endings = await runShares({
    ...{ seed, workers, progress: new ProgressLine() },
    encounters: quirks.map(({ id }) => ({ id, quirks: [id] })),
  });
  const alarms = endings.filter(({ state }) => state === "failed");
  const bound = 1 - (1 - confidence) ** (1 / quirks.length);
  const proven =
    alarms.length === 0
      ? `at most ${(bound * 100).toFixed(2)} % of runs raise one (95 % confidence)`
      : "which proves nothing good";
  process.stdout.write(
    `${quirks.length} healthy runs, ${endings.length} checks, ${alarms.length} false alarms: ${proven}\n`,
  );
  return alarms.map(({ quirk, check, why }) => `false alarm on ${quirk}: ${check}: ${why}`);
}
