/**
 * The highest rate at which so few of so many would still be seen, with this confidence: the exact one-sided
 * bound of Clopper and Pearson. For none of n it is 1 - (1 - confidence)^(1/n), the rule of three's own origin.
 */
export function highestRate(seen: number, of: number, confidence: number): number {
  if (seen >= of) return 1;
  let [low, high] = [seen / of, 1];
  // Fewer is the likelier the lower the rate: halved so often, the rest is smaller than any printed digit.
  for (let halving = 0; halving < 60; halving += 1) {
    const rate = (low + high) / 2;
    if (chanceOfAtMost(seen, of, rate) > 1 - confidence) low = rate;
    else high = rate;
  }
  return high;
}

/** That at most so many of so many happen, each at this rate. */
function chanceOfAtMost(seen: number, of: number, rate: number): number {
  let term = of * Math.log1p(-rate);
  let chance = Math.exp(term);
  for (let k = 1; k <= seen; k += 1) {
    // In logarithms, because the first terms of many runs are smaller than any number there is.
    term += Math.log((of - k + 1) / k) + Math.log(rate / (1 - rate));
    chance += Math.exp(term);
  }
  return chance;
}
