import { expect, test } from "vitest";
import { highestRate } from "../../matrix/rate-bound.ts";

test.each([
  // Rule of three: about 3 / n, and a little less.
  { seen: 0, of: 3, rate: 0.6316 },
  { seen: 0, of: 500, rate: 0.005974 },
  // Tables of exact binomial limits, one-sided 95 %.
  { seen: 1, of: 10, rate: 0.3942 },
  { seen: 2, of: 20, rate: 0.2826 },
  { seen: 20, of: 20, rate: 1 },
])("$seen of $of leave a rate of at most $rate", ({ seen, of, rate }) => {
  expect(highestRate(seen, of, 0.95)).toBeCloseTo(rate, 4);
});

test("more runs without an alarm prove more, and an alarm less", () => {
  expect(highestRate(0, 600, 0.95)).toBeLessThan(highestRate(0, 500, 0.95));
  expect(highestRate(1, 5_000, 0.95)).toBeGreaterThan(highestRate(0, 5_000, 0.95));
  expect(highestRate(1, 5_000, 0.95)).toBeLessThan(0.001);
});
