import { logChoose } from "../choose.ts";

/** Two kinds of things, and how many of each failed. */
export interface FourfoldTable {
  readonly failed: number;
  readonly passed: number;
  readonly otherFailed: number;
  readonly otherPassed: number;
}

/**
 * How likely it is, were there no difference between the two kinds, that failures fall as unevenly as they did
 * or more so (Fisher's exact test, two-sided). 1 where there is nothing to compare.
 */
export function fisherExact({ failed, passed, otherFailed, otherPassed }: FourfoldTable): number {
  const rows = failed + passed;
  const others = otherFailed + otherPassed;
  const failures = failed + otherFailed;
  const all = rows + others;
  if (rows === 0 || others === 0 || failures === 0 || failures === all) return 1;
  const mass = (k: number): number =>
    Math.exp(logChoose(rows, k) + logChoose(others, failures - k) - logChoose(all, failures));
  const seen = mass(failed);
  let sum = 0;
  const least = Math.max(0, failures - others);
  for (let k = least; k <= Math.min(rows, failures); k += 1) {
    // Rounding must not leave out what is exactly as likely.
    if (mass(k) <= seen * (1 + 1e-9)) sum += mass(k);
  }
  return Math.min(1, sum);
}
