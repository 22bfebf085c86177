import {
  type SequentialPlan,
  SequentialTest,
} from "../../../src/harness/gate/rates/sequential-test.ts";

/** Every night ten thousand of each; otherwise as many as nobody has to wait for. */
export const deployments = process.env.GAPPROOF_SIMULATIONS === "full" ? 10_000 : 1_000;

/** The same numbers from 0 to 1 for the same seed (mulberry32, Tommy Ettinger, public domain). */
function seededNumbers(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Deployments that succeed at a rate, each tested until its test stops. */
export function watched(plan: SequentialPlan, rate: number, seed: number): SequentialTest[] {
  const next = seededNumbers(seed);
  return Array.from({ length: deployments }, () => {
    let test = new SequentialTest(plan);
    while (test.state === "continue") test = test.observe(next() < rate);
    return test;
  });
}

/** Which share of them something is true of. */
export function shareOf<T>(all: readonly T[], holds: (one: T) => boolean): number {
  return all.filter(holds).length / all.length;
}

/** Three standard errors of a share that is `share` in truth: one seed in 700 strays further upwards. */
export function threeErrors(share: number): number {
  return 3 * Math.sqrt((share * (1 - share)) / deployments);
}
