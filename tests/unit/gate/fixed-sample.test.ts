import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { cumulative } from "../../../src/harness/gate/rates/binomial.ts";
import { fixedBoundaries, fixedSample } from "../../../src/harness/gate/rates/fixed-sample.ts";
import type { RateQuestion } from "../../../src/harness/gate/rates/rate-question.ts";

const errors = { alpha: 0.05, beta: 0.05 };
const questions: readonly RateQuestion[] = [
  { p0: 0.8, p1: 0.9, ...errors },
  { p0: 0.9, p1: 0.95, ...errors },
  { p0: 0.2, p1: 0.6, alpha: 0.01, beta: 0.2 },
  { p0: 0.5, p1: 0.99, alpha: 0.2, beta: 0.01 },
];
const asked = fc.constantFrom(...questions);
const sizes = fc.nat({ max: 400 });

/** Whether some critical value makes a sample of this size keep both errors. */
function suffices(trials: number, { p0, p1, alpha, beta }: RateQuestion): boolean {
  let passAt = trials + 1;
  while (upperTail(passAt - 1, trials, p0) <= alpha) passAt -= 1;
  return passAt <= trials && cumulative(passAt - 1, trials, p1) <= beta;
}

describe("a fixed sample", () => {
  test.each(questions)("is the smallest that keeps both errors of %j", (question) => {
    const { trials, passAt } = fixedSample(question);
    const { p0, p1, alpha, beta } = question;
    expect(1 - cumulative(passAt - 1, trials, p0)).toBeLessThanOrEqual(alpha);
    expect(cumulative(passAt - 1, trials, p1)).toBeLessThanOrEqual(beta);
    for (let fewer = 1; fewer < trials; fewer += 1) expect(suffices(fewer, question)).toBe(false);
  });

  test("is refused when nobody could take it", () => {
    const close = { p0: 0.5, p1: 0.501, ...errors };
    expect(() => fixedSample(close)).toThrow(
      'p0 must lie further below p1 (0.501): more than 100000 trials would be needed, got "0.5".',
    );
    expect(() => fixedSample({ ...close, p0: 0.6 })).toThrow("p0 must lie below p1 (0.501)");
  });
});

describe("the boundaries of a fixed sample", () => {
  test("pass as few and fail as many successes as the errors allow", () => {
    fc.assert(
      fc.property(asked, sizes, (question, trials) => {
        const { p0, p1, alpha, beta } = question;
        const { passAt, failAt } = fixedBoundaries(question, trials);
        const failing = failAt ?? -1;
        expect(failing < 0 ? 0 : cumulative(failing, trials, p1)).toBeLessThanOrEqual(beta);
        if (failing < trials) expect(cumulative(failing + 1, trials, p1)).toBeGreaterThan(beta);
        const passing = passAt ?? trials + 1;
        expect(upperTail(passing, trials, p0)).toBeLessThanOrEqual(alpha);
        if (passing > failing + 1)
          expect(upperTail(passing - 1, trials, p0)).toBeGreaterThan(alpha);
        expect(passing).toBeGreaterThan(failing);
      }),
    );
  });

  test("leave nothing between them from the smallest sufficient sample on, and much before", () => {
    const question = { p0: 0.8, p1: 0.9, ...errors };
    const { trials, passAt } = fixedSample(question);
    expect(fixedBoundaries(question, trials).passAt).toBe(passAt);
    expect(fixedBoundaries(question, trials).failAt).toBe(passAt - 1);
    expect(fixedBoundaries(question, 25)).toEqual({ passAt: 24, failAt: 19 });
    expect(fixedBoundaries(question, 10)).toEqual({ passAt: null, failAt: 6 });
    expect(fixedBoundaries(question, 0)).toEqual({ passAt: null, failAt: null });
  });

  test("move by one at most when one trial more is taken", () => {
    fc.assert(
      fc.property(asked, sizes, (question, trials) => {
        const now = fixedBoundaries(question, trials);
        const next = fixedBoundaries(question, trials + 1);
        expect((next.failAt ?? -1) - (now.failAt ?? -1)).toBeOneOf([0, 1]);
        expect((next.passAt ?? trials + 2) - (now.passAt ?? trials + 1)).toBeOneOf([0, 1]);
      }),
    );
  });

  test("are of a whole number of trials", () => {
    expect(() => fixedBoundaries({ p0: 0.8, p1: 0.9, ...errors }, 2.5)).toThrow(
      'trials must be a whole number of 0 or more, got "2.5".',
    );
  });
});

function upperTail(successes: number, trials: number, p: number): number {
  return successes > trials ? 0 : cumulative(trials - successes, trials, 1 - p);
}
