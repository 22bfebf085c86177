import type { RateTarget } from "../../harness/gate/rates/rate-targets.ts";
import { sequentialPlan } from "../../harness/gate/rates/sequential-test.ts";

/** How many successes in a row pass a rate, and no fewer. Pure. */
export function fewestToPass(
  target: RateTarget,
  { alpha, beta }: { readonly alpha: number; readonly beta: number },
): number {
  if ("samples" in target) return target.samples;
  const { boundaries } = sequentialPlan({ p0: target.p0, p1: target.target, alpha, beta });
  let trials = 1;
  while (boundaries(trials).passAt === null) trials += 1;
  return trials;
}
