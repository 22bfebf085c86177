import type { Quirk } from "../../../src/fixtures/faults/fault.ts";
import { unusual } from "../../../src/fixtures/faults/unusual.ts";
import type { Ending } from "../ending.ts";
import { sound } from "../quirks.ts";
import { highestRate } from "../rate-bound.ts";
import { playOnce } from "../rounds.ts";
import type { Encounter } from "../share.ts";
import type { MatrixOptions } from "./options.ts";

interface HealthyOptions extends MatrixOptions {
  /** Of each way of being healthy. */
  readonly runs: number;
}

/** What is said of false alarms is said with this confidence. */
const confidence = 0.95;

/**
 * Runs every check where nothing is wrong, on every way of being healthy so often, each time with another seed,
 * and prints what that proves.
 */
export async function runHealthy(options: HealthyOptions): Promise<readonly string[]> {
  const { seed, workers, runs } = options;
  const kinds = [...sound, ...unusual];
  const encounters = Array.from({ length: runs }, (_, nth) =>
    kinds.map((kind) => healthyRun(kind, seed + nth)),
  ).flat();
  const endings = await playOnce({ seed, workers }, encounters);
  process.stdout.write(summary(kinds, runs, endings));
  return endings
    .filter(({ state }) => state === "failed")
    .map(({ quirk, check, why }) => `false alarm on ${quirk}: ${check}: ${why}`);
}

/** Runs of one kind are told apart by their seeds. */
function healthyRun({ id }: Quirk, seed: number): Encounter {
  return { id: `${id}, seed ${seed}`, quirks: [id], seed };
}

/** Whole runs alone are counted: of what is seen from afar there is a handful of checks, on the dressed stage. */
function summary(kinds: readonly Quirk[], each: number, endings: readonly Ending[]): string {
  const whole = kinds.filter(({ dress }) => dress === undefined);
  const ran = endings.filter(({ state }) => state !== "skipped");
  const alarms = ran.filter(({ state }) => state === "failed");
  const isWhole = ({ quirk }: Ending): boolean =>
    whole.some(({ id }) => quirk.startsWith(`${id}, `));
  const runs = whole.length * each;
  const alarmed = new Set(alarms.filter(isWhole).map(({ quirk }) => quirk)).size;
  const rate = (highestRate(alarmed, runs, confidence) * 100).toFixed(2);
  return [
    `${kinds.length} kinds of health, ${each} runs each, every run of a kind with another seed:`,
    `  ${runs} whole runs, ${ran.length} checks, ${alarms.length} false alarms in ${alarmed} runs`,
    `  at most ${rate} % of runs raise one (${confidence * 100} % confidence, Clopper-Pearson)`,
    "",
  ].join("\n");
}
