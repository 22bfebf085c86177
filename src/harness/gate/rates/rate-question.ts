/**
 * What is asked of a rate: is it as good as `p1`, or as bad as `p0`? Between the two either answer may come;
 * nobody can tell 89.9 % from 90.1 % at a price worth paying, so the gap says which difference matters.
 */
export interface RateQuestion {
  /** The rate that is unacceptable, as is every lower one. Above 0, below `p1`. */
  readonly p0: number;
  /** The rate that is good enough, as is every higher one. Above `p0`, below 1. */
  readonly p1: number;
  /** How often a rate of `p0` or less may pass. Above 0, below 0.5. */
  readonly alpha: number;
  /** How often a rate of `p1` or more may fail. Above 0, below 0.5. */
  readonly beta: number;
}

/** @throws {RangeError} naming the option, the rule and the value, unless the question can be answered */
export function demandQuestion({ p0, p1, alpha, beta }: RateQuestion): void {
  demandShare("p0", p0);
  demandShare("p1", p1);
  if (p0 >= p1) refuse("p0", `must lie below p1 (${p1})`, p0);
  demandError("alpha", alpha);
  demandError("beta", beta);
}

/** @throws {RangeError} unless it lies above 0 and below 1 */
export function demandShare(option: string, value: number): void {
  if (!(value > 0 && value < 1)) refuse(option, "must lie above 0 and below 1", value);
}

/** @throws {RangeError} unless it lies above 0 and below 0.5: with more, a coin would do */
export function demandError(option: string, value: number): void {
  if (!(value > 0 && value < 0.5)) refuse(option, "must lie above 0 and below 0.5", value);
}

/** @throws {RangeError} unless it is a whole number, and at least so many */
export function demandWhole(option: string, value: number, least: number): void {
  if (!(Number.isSafeInteger(value) && value >= least))
    refuse(option, `must be a whole number of ${least} or more`, value);
}

/** @throws {RangeError} unless both are whole numbers and 0 ≤ successes ≤ trials */
export function demandCounts(successes: number, trials: number): void {
  demandWhole("trials", trials, 0);
  demandWhole("successes", successes, 0);
  if (successes > trials) refuse("successes", `must not exceed trials (${trials})`, successes);
}

function refuse(option: string, rule: string, value: number): never {
  throw new RangeError(`${option} ${rule}, got "${value}".`);
}
