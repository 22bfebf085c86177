import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { boundaryWords } from "../../../src/harness/gate/rates/rate-boundaries.ts";
import type { RateQuestion } from "../../../src/harness/gate/rates/rate-question.ts";
import { rateTargets, unacceptableRate } from "../../../src/harness/gate/rates/rate-targets.ts";
import {
  flawlessPlan,
  rateProven,
  SequentialTest,
  sequentialPlan,
} from "../../../src/harness/gate/rates/sequential-test.ts";
import { exactCourse } from "./sequential-course.ts";

const errors = { alpha: 0.05, beta: 0.05 };
const websocket: RateQuestion = { p0: 0.8, p1: 0.9, ...errors };
const questions = fc
  .record({
    rates: fc.uniqueArray(fc.integer({ min: 2, max: 98 }), { minLength: 2, maxLength: 2 }),
    alpha: fc.constantFrom(0.01, 0.05, 0.2),
    beta: fc.constantFrom(0.01, 0.05, 0.2),
  })
  .map(({ rates, alpha, beta }): RateQuestion => {
    const [p0 = 0, p1 = 0] = rates.map((percent) => percent / 100).sort((a, b) => a - b);
    return { p0, p1, alpha, beta };
  });
const trials = fc.array(fc.boolean(), { maxLength: 120 });

function played(start: SequentialTest, outcomes: readonly boolean[]): SequentialTest {
  return outcomes.reduce((test, success) => test.observe(success), start);
}

/** How many times likelier the trials so far are at p1 than at p0, after each of them. */
function ratios({ p0, p1 }: RateQuestion, outcomes: readonly boolean[]): number[] {
  let ratio = 1;
  return outcomes.map((success) => {
    ratio *= success ? p1 / p0 : (1 - p1) / (1 - p0);
    return ratio;
  });
}

describe("a sequential test of a rate", () => {
  test("has the boundaries of Wald's ratio, worked out by hand", () => {
    const { boundaries } = sequentialPlan(websocket);
    // A success weighs ln(9/8) = 0.1178, a failure ln 2 = 0.6931; a pass takes ln 20 = 2.9957, a fail −2.9444.
    expect(boundaryWords(boundaries(4))).toBe("no pass yet, no fail yet");
    expect(boundaries(5)).toEqual({ passAt: null, failAt: 0 });
    expect(boundaries(25)).toEqual({ passAt: null, failAt: 17 });
    expect(boundaries(26)).toEqual({ passAt: 26, failAt: 18 });
    expect(boundaryWords(boundaries(100))).toBe("pass at ≥ 90, fail at ≤ 81");
  });

  test("rejects a service of 40 % within 9 runs on average, asked for 90 % against 80 %", () => {
    const { fail, meanTrials } = exactCourse(sequentialPlan(websocket), 0.4, 400);
    console.info(
      `40 %, asked for 90 % against 80 %: rejected after ${meanTrials.toFixed(2)} runs on average`,
    );
    expect(fail).toBeGreaterThan(0.999_99);
    expect(meanTrials).toBeLessThanOrEqual(9);
    expect(meanTrials).toBeGreaterThan(8);
  });

  test("agrees with the ratio itself, whatever is asked and seen", () => {
    fc.assert(
      fc.property(questions, trials, (question, outcomes) => {
        const { alpha, beta } = question;
        const all = ratios(question, outcomes);
        // Just on a boundary, rounding decides; either is right.
        const limits = [1 / alpha, beta / (1 - alpha)];
        fc.pre(!all.some((ratio) => limits.some((limit) => Math.abs(ratio / limit - 1) < 1e-9)));
        const decisive = all.find((ratio) => ratio >= 1 / alpha || ratio <= beta / (1 - alpha));
        const { state } = played(new SequentialTest(sequentialPlan(question)), outcomes);
        if (decisive === undefined) expect(state).toBe("continue");
        else expect(state).toBe(decisive > 1 ? "pass" : "fail");
      }),
    );
  });

  test("never passes p0 more often than alpha, nor fails p1 more often than Wald's bound", () => {
    fc.assert(
      fc.property(questions, (question) => {
        const { p0, p1, alpha, beta } = question;
        const plan = sequentialPlan(question, 150);
        expect(exactCourse(plan, p0).pass).toBeLessThanOrEqual(alpha + 1e-9);
        expect(exactCourse(plan, p1).fail).toBeLessThanOrEqual(beta / (1 - alpha) + 1e-9);
      }),
      { numRuns: 40 },
    );
  });

  test.each([0.5, 0.7, 0.8, 0.9, 0.95, 0.98])(
    "keeps both errors exactly for a target of %d, with twice the failures unacceptable",
    (p1) => {
      for (const error of [0.01, 0.05, 0.1]) {
        const p0 = unacceptableRate(p1);
        const plan = sequentialPlan({ p0, p1, alpha: error, beta: error }, 800);
        expect(exactCourse(plan, p0).pass).toBeLessThanOrEqual(error);
        expect(exactCourse(plan, p1).fail).toBeLessThanOrEqual(error);
      }
    },
  );

  test("keeps alpha where Wald's own upper boundary does not", () => {
    const question = { p0: 0.98, p1: 0.99, ...errors };
    // (1−β)/α is 1/α of an alpha that is a little larger.
    const walds = sequentialPlan({ ...question, alpha: 0.05 / 0.95 });
    expect(exactCourse(walds, 0.98, 4_000).pass).toBeGreaterThan(0.05);
    expect(exactCourse(sequentialPlan(question), 0.98, 4_000).pass).toBeLessThan(0.05);
  });

  test.each(rateTargets.filter(({ target }) => target < 1))(
    "leaves next to no default target of $journey undecided",
    (wanted) => {
      if (!("p0" in wanted)) throw new TypeError("a target below 1 says what is unacceptable");
      const { p0, target: p1, mostTrials } = wanted;
      const plan = sequentialPlan({ p0, p1, ...errors }, mostTrials);
      const undecided = (p: number): number => exactCourse(plan, p).undecided;
      expect(Math.max(undecided(p0), undecided(p1))).toBeLessThanOrEqual(0.001);
      const between = Array.from({ length: 11 }, (_, i) => p0 + ((p1 - p0) * i) / 10);
      expect(Math.max(...between.map(undecided))).toBeLessThan(1 / 30);
    },
  );

  test("never passes or fails earlier because of one success more", () => {
    fc.assert(
      fc.property(questions, trials, fc.nat(), (question, outcomes, at) => {
        const plan = sequentialPlan(question, 100);
        const better = outcomes.map((success, i) => success || i === at % outcomes.length);
        const rank = { fail: 0, inconclusive: 1, continue: 1, pass: 2 };
        const before = played(new SequentialTest(plan), outcomes).state;
        const after = played(new SequentialTest(plan), better).state;
        expect(rank[after]).toBeGreaterThanOrEqual(rank[before]);
      }),
    );
  });

  test("stays what it was: a trial makes a new one, and none changes a decision", () => {
    const start = new SequentialTest(sequentialPlan(websocket));
    const failed = played(start, Array(5).fill(false));
    expect(start).toMatchObject({ trials: 0, successes: 0, state: "continue" });
    expect(failed).toMatchObject({ trials: 5, successes: 0, state: "fail" });
    expect(played(failed, Array(200).fill(true))).toBe(failed);
    expect(`${failed}`).toBe("after 5 trials with 0 successes: fail (no pass yet, fail at ≤ 0)");
  });

  test("ends inconclusive with its last trial, unless that one decides", () => {
    const until = (most: number): SequentialTest =>
      played(new SequentialTest(sequentialPlan(websocket, most)), Array(most).fill(true));
    expect(until(25).state).toBe("inconclusive");
    expect(until(26).state).toBe("pass");
    expect(until(25).observe(true)).toMatchObject({ trials: 25, state: "inconclusive" });
  });

  test.each([
    [{ p0: 0 }, 'p0 must lie above 0 and below 1, got "0".'],
    [{ p1: 1 }, 'p1 must lie above 0 and below 1, got "1".'],
    [{ p0: Number.NaN }, 'p0 must lie above 0 and below 1, got "NaN".'],
    [{ p0: 0.9 }, 'p0 must lie below p1 (0.9), got "0.9".'],
    [{ alpha: 0.5 }, 'alpha must lie above 0 and below 0.5, got "0.5".'],
    [{ beta: 0 }, 'beta must lie above 0 and below 0.5, got "0".'],
  ])("refuses %j", (wrong, message) => {
    expect(() => sequentialPlan({ ...websocket, ...wrong })).toThrow(new RangeError(message));
  });

  test("refuses a number of trials that is none", () => {
    const message = 'mostTrials must be a whole number of 1 or more, got "2.5".';
    expect(() => sequentialPlan(websocket, 2.5)).toThrow(new RangeError(message));
    expect(() => sequentialPlan(websocket).boundaries(-1)).toThrow("trials must be a whole number");
    expect(() => flawlessPlan(0)).toThrow('trials must be a whole number of 1 or more, got "0".');
  });
});

describe("a test of always", () => {
  test("fails at the first failure, and passes with as many successes as were declared", () => {
    const start = new SequentialTest(flawlessPlan(3));
    expect(start.observe(true).observe(false)).toMatchObject({ state: "fail", trials: 2 });
    expect(played(start, [true, true]).state).toBe("continue");
    expect(played(start, [true, true, true]).state).toBe("pass");
    expect(played(start, [true, true, false]).state).toBe("fail");
  });

  test.each([
    [0, 0],
    [1, 0.05],
    [25, 0.887_07],
    [59, 0.950_49],
    [299, 0.990_03],
  ])("of %d successes proves a rate of %d", (n, rate) => {
    expect(rateProven(n)).toBeCloseTo(rate, 5);
  });

  test("passes what is below the rate it proves at most that often", () => {
    expect(exactCourse(flawlessPlan(59), rateProven(59)).pass).toBeCloseTo(0.05, 9);
    expect(exactCourse(flawlessPlan(59), 1)).toMatchObject({ pass: 1, fail: 0, meanTrials: 59 });
    expect(() => rateProven(25, 1)).toThrow('certainty must lie above 0 and below 1, got "1".');
  });
});
