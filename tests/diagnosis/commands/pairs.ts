import { randomFrom } from "../../../src/fixtures/backend/random.ts";
import {
  type Fault,
  faults,
  manifestsOf,
  startFaulty,
} from "../../../src/fixtures/faults/index.ts";
import { examine } from "../examination.ts";
import { hold, pairsPromised } from "../promises.ts";
import { gradePair } from "../score.ts";
import { missText, pairsText } from "../text.ts";
import type { BenchOptions } from "./options.ts";

/** Two faults at once, of two causes, drawn by the seed: looked for with `--thorough`. */
export async function benchPairs(
  options: BenchOptions & { readonly pairs: number },
): Promise<void> {
  const drawn = await draw(options.pairs, options.seed);
  const patients = drawn.map((pair) => ({ quirks: pair, truth: pair.map(({ cause }) => cause) }));
  const outcomes = await examine(patients, { ...options, direct: false, thorough: true });
  for (const outcome of outcomes) {
    const { oneFirst, both } = gradePair(outcome);
    if (both) continue;
    console.log(missText(oneFirst ? "one of two" : "neither first", outcome, options.verbose));
  }
  console.log(pairsText(outcomes));
  hold(pairsPromised, outcomes);
}

/** @throws when the library does not hold as many pairs that can be played together */
async function draw(count: number, seed: number): Promise<readonly (readonly [Fault, Fault])[]> {
  const pairs: (readonly [Fault, Fault])[] = [];
  const plain = faults.filter(({ dress }) => dress === undefined);
  const random = randomFrom(`pairs ${seed}`);
  for (let attempts = 0; pairs.length < count && attempts < count * 20; attempts += 1) {
    const one = plain[Math.floor(random() * plain.length)];
    const other = plain[Math.floor(random() * plain.length)];
    if (one === undefined || other === undefined || one.cause === other.cause) continue;
    if (await canPlay([one, other])) pairs.push([one, other]);
  }
  if (pairs.length < count) throw new Error(`only ${pairs.length} pairs can be played together`);
  return pairs;
}

/** Some contradict one another, and say so. */
async function canPlay(pair: readonly Fault[]): Promise<boolean> {
  try {
    manifestsOf(pair);
    await (await startFaulty(pair)).stop();
    return true;
  } catch {
    return false;
  }
}
