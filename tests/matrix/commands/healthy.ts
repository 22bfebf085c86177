import type { Quirk } from "../../../src/fixtures/faults/fault.ts";
import type { Ending } from "../ending.ts";
import { odd, sound } from "../quirks.ts";
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
  const kinds = [...sound, ...odd];
  const encounters = Array.from({ length: runs }, (_, nth) =>
    kinds.map((kind) => healthyRun(kind, seed + nth)),
  ).flat();
  const endings = await playOnce({ seed, workers }, encounters);
  process.stdout.write(summary(kinds, endings));
  return endings
    .filter(({ state }) => state === "failed")
    .map(({ quirk, check, why }) => `false alarm on ${quirk}: ${check}: ${why}`);
}

/** Runs of one kind are told apart by their seeds. */
function healthyRun({ id }: Quirk, seed: number): Encounter {
  return { id: `${id}, seed ${seed}`, quirks: [id], seed };
}

/**
 * Whole runs alone are counted: of what is seen from afar there is a handful of checks, on the dressed stage. And
 * of them those in which something ran: what was only asked for proves nothing.
 */
function summary(kinds: readonly Quirk[], endings: readonly Ending[]): string {
  const dressed = kinds.filter(({ dress }) => dress !== undefined);
  const isWhole = ({ quirk }: Ending): boolean =>
    !dressed.some(({ id }) => quirk.startsWith(`${id}, `));
  const ran = endings.filter(({ state }) => state !== "skipped");
  const alarms = ran.filter(({ state }) => state === "failed");
  const runs = new Set(ran.filter(isWhole).map(({ quirk }) => quirk)).size;
  const alarmed = new Set(alarms.filter(isWhole).map(({ quirk }) => quirk)).size;
  const rate = (highestRate(alarmed, runs, confidence) * 100).toFixed(2);
  return [
    `${kinds.length} kinds of health, every run of a kind with another seed:`,
    `  ${runs} whole runs, ${ran.length} checks, ${alarms.length} false alarms in ${alarmed} runs`,
    `  at most ${rate} % of runs raise one (${confidence * 100} % confidence, Clopper-Pearson)`,
    "",
  ].join("\n");
}
