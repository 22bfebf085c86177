import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exactInterval } from "../../../src/harness/gate/rates/binomial.ts";
import { confidenceSequence } from "../../../src/harness/gate/rates/confidence-sequence.ts";
import { decideRate, type RateEvidence } from "../../../src/harness/gate/rates/rate-decision.ts";
import { unacceptableRate } from "../../../src/harness/gate/rates/rate-targets.ts";
import { rateProven, sequentialPlan } from "../../../src/harness/gate/rates/sequential-test.ts";
import { proves } from "../../catalogue/proves.ts";
import { exactCourse } from "./sequential-course.ts";

const modes = ["run", "samples", "watch"] as const;
const rank = { fail: 0, "not-tested": 1, inconclusive: 1, pass: 2 };
const evidence = fc
  .record({
    trials: fc.nat({ max: 120 }),
    part: fc.nat(),
    target: fc.constantFrom(0.5, 0.9, 0.95, 1),
    mode: fc.constantFrom(...modes),
    declared: fc.boolean(),
  })
  .map(({ trials, part, declared, ...rest }): RateEvidence => {
    // Near the top, where decisions change, as often as anywhere.
    const missing = part % (part % 2 === 0 ? trials + 1 : Math.min(trials, 30) + 1);
    const samples = declared && trials > 0 ? trials : undefined;
    return { ...rest, trials, successes: trials - missing, samples };
  });

function seen(successes: number, trials: number, rest: Partial<RateEvidence> = {}): RateEvidence {
  return { successes, trials, target: 0.9, p0: 0.8, mode: "samples", ...rest };
}

describe("a rate of one run", () => {
  test.each([
    [25, 25, "25 of 25: proves only ≥ 88.7 % with 95 % certainty"],
    [20, 25, "20 of 25: proves only ≥ 62.4 % with 95 % certainty"],
    [2, 25, "2 of 25: proves ≤ 23.2 % with 95 % certainty"],
    [0, 0, "0 of 0: no data, which proves nothing and never passes"],
  ])("of %d in %d is not tested, and says how little it proves", (successes, trials, because) => {
    expect(decideRate(seen(successes, trials, { mode: "run" }))).toMatchObject({
      decision: "not-tested",
      method: "exact",
      because,
    });
  });

  test("says 25 of 25 of a target of 100 %, too", proves("M08"), () => {
    const { decision, because } = decideRate(seen(25, 25, { mode: "run", target: 1, samples: 20 }));
    expect(decision).toBe("not-tested");
    expect(because).toBe("25 of 25: proves only ≥ 88.7 % with 95 % certainty");
  });
});

describe("a rate of a sample that was asked for", () => {
  test.each([
    [24, "pass", "24 of 25: a rate of 80 % or less passes at most 5 % of the time"],
    [22, "inconclusive", "22 of 25: rules out neither 80 % nor 90 %"],
    [19, "fail", "19 of 25: a rate of 90 % or more fails at most 5 % of the time"],
  ])("of %d in 25 is a %s", (successes, decision, words) => {
    const decided = decideRate(seen(successes, 25, { samples: 25 }));
    expect(decided.decision).toBe(decision);
    expect(decided.because).toContain(words);
    expect(decided.because).toContain("(pass at ≥ 24, fail at ≤ 19; ≥ ");
  });

  test("waits for the whole sample, and refuses more than it", proves("M08"), () => {
    expect(decideRate(seen(40, 40, { samples: 50 }))).toMatchObject({
      decision: "inconclusive",
      because: "40 of 40: a sample decides when it is whole, and 50 were asked for",
    });
    expect(() => decideRate(seen(40, 60, { samples: 50 }))).toThrow(
      new RangeError('trials must not exceed samples (50), got "60".'),
    );
  });

  test("fails when it rules out the target, even if it rules out the unacceptable rate as well", () => {
    expect(decideRate(seen(850, 1_000)).decision).toBe("fail");
  });
});

describe("a rate of a watch", () => {
  test.each([
    [26, 26, "pass", "26 of 26: a rate of 80 % or less passes at most 5 % of the time"],
    [25, 25, "inconclusive", "25 of 25: rules out neither 80 % nor 90 %"],
    [3, 9, "fail", "3 of 9: a rate of 90 % or more fails at most 5 % of the time"],
  ])("of %d in %d is a %s", (successes, trials, ...[decision, words]) => {
    const decided = decideRate(seen(successes, trials, { mode: "watch" }));
    expect(decided).toMatchObject({ decision, method: "confidence-sequence" });
    expect(decided.because).toContain(words);
  });

  test("has the bounds of a confidence sequence, the lower one by alpha and the upper one by beta", () => {
    const errors = { alpha: 0.01, beta: 0.2 };
    const watch = decideRate(seen(20, 25, { mode: "watch", ...errors }));
    expect(watch.low).toBe(confidenceSequence(20, 25, 0.99).low);
    expect(watch.high).toBe(confidenceSequence(20, 25, 0.8).high);
    const sample = decideRate(seen(20, 25, errors));
    expect(sample.low).toBeCloseTo(exactInterval(20, 25, 0.98).low, 12);
    expect(sample.high).toBeCloseTo(exactInterval(20, 25, 0.6).high, 12);
    expect(sample.because).toMatch(/with 99 % certainty, ≤ .* with 80 %\)$/);
  });

  test.each([
    [{ p0: 0.85 }, "5.26 %"],
    [{ alpha: 0.35 }, "7.69 %"],
    [{ alpha: 0.3, beta: 0.3 }, "30 %"],
  ])("says how often it fails wrongly, and no less than is so: %j", (rest, most) => {
    const { because } = decideRate(seen(0, 30, { mode: "watch", ...rest }));
    expect(because).toContain(`a rate of 90 % or more fails at most ${most} of the time`);
  });

  test.each([
    [
      [0.67, 0.7, 0.75],
      [0.01, 0.05, 0.1],
    ],
    [
      [0.8, 0.83, 0.9, 0.95],
      [0.01, 0.05, 0.2, 0.3],
    ],
  ])("fails wrongly no more often than it says: targets %j, errors %j", (targets, errors) => {
    for (const p1 of targets)
      for (const alpha of errors)
        for (const beta of errors) {
          const plan = sequentialPlan({ p0: unacceptableRate(p1), p1, alpha, beta }, 600);
          expect(exactCourse(plan, p1).fail).toBeLessThanOrEqual(beta);
        }
  });

  test("would claim too little of a low target, did it say no more than beta", () => {
    const question = { p0: unacceptableRate(0.67), p1: 0.67, alpha: 0.23, beta: 0.2 };
    expect(exactCourse(sequentialPlan(question, 600), 0.67).fail).toBeGreaterThan(0.2);
    const told = decideRate({ ...question, target: 0.67, successes: 0, trials: 30, mode: "watch" });
    expect(told.because).toContain("fails at most 25.97 % of the time");
  });

  test("does not pass what its bounds prove to be below the target", () => {
    const decided = decideRate(seen(5_160, 6_000, { mode: "watch" }));
    expect(decided.decision).toBe("inconclusive");
    expect(decided.high).toBeLessThan(0.9);
    expect(decided.because).toMatch(/^5160 of 6000: ≥ .* below 90 %$/);
  });
});

describe("a rate that must be 100 %", () => {
  const always = { target: 1, p0: undefined, samples: 59 };

  test.each(["samples", "watch"] as const)("fails at the first failure of a %s", (mode) => {
    expect(decideRate(seen(39, 40, { ...always, mode }))).toMatchObject({
      decision: "fail",
      because: "39 of 40: 1 failed, and 100 % allows none",
    });
  });

  test.each(["samples", "watch"] as const)("passes as many as were declared of a %s", (mode) => {
    expect(decideRate(seen(58, 58, { ...always, mode })).decision).toBe("inconclusive");
    expect(decideRate(seen(59, 59, { ...always, mode }))).toMatchObject({
      decision: "pass",
      because: "59 of 59: none failed, which proves only ≥ 95 % with 95 % certainty",
    });
  });

  test.each(["samples", "watch"] as const)("has the bound it speaks of, in a %s", (mode) => {
    const passed = decideRate(seen(59, 59, { ...always, mode }));
    expect(passed).toMatchObject({ low: rateProven(59), high: 1, method: "exact" });
  });

  test("proves no more with trials that nobody declared", () => {
    expect(decideRate(seen(300, 300, { ...always, mode: "watch" }))).toMatchObject({
      ...{ decision: "pass", low: rateProven(59) },
      because: "300 of 300: none failed, which proves only ≥ 95 % with 95 % certainty",
    });
  });

  test("never passes when nobody declared how many are enough", proves("V07", "M08"), () => {
    for (const mode of modes)
      expect(decideRate(seen(500, 500, { target: 1, mode })).decision).not.toBe("pass");
  });
});

describe("a decision about a rate", () => {
  test("is never a pass without data, nor of one run", proves("V07", "M08"), () => {
    for (const mode of modes)
      for (const target of [0.5, 0.9, 1])
        expect(decideRate({ successes: 0, trials: 0, target, mode }).decision).toBe("not-tested");
    fc.assert(
      fc.property(evidence, (one) => {
        expect(decideRate({ ...one, mode: "run" }).decision).toBe("not-tested");
      }),
    );
  });

  test("is the same for the same data, and never a pass of a rate seen to be just the unacceptable one", () => {
    fc.assert(
      fc.property(evidence, (one) => {
        expect(decideRate(one)).toEqual(decideRate({ ...one }));
      }),
      { numRuns: 30 },
    );
    for (let part = 1; part <= 20; part += 1)
      for (const mode of modes) {
        expect(decideRate(seen(4 * part, 5 * part, { mode })).decision).not.toBe("pass");
        expect(decideRate(seen(9 * part, 10 * part, { mode })).decision).not.toBe("fail");
      }
  });

  test("never gets worse by one success more, be it one trial more or one failure less", () => {
    fc.assert(
      fc.property(evidence, (one) => {
        const { successes, trials, samples } = one;
        const rankOf = (more: Partial<RateEvidence>): number =>
          rank[decideRate({ ...one, ...more }).decision];
        const before = rankOf({});
        const longer = { successes: successes + 1, trials: trials + 1 };
        const grown = samples === undefined ? {} : { samples: samples + 1 };
        if (trials > 0) expect(rankOf({ ...longer, ...grown })).toBeGreaterThanOrEqual(before);
        if (successes < trials)
          expect(rankOf({ successes: successes + 1 })).toBeGreaterThanOrEqual(before);
      }),
      { numRuns: 150 },
    );
  });

  test("has bounds around what was seen, and passes nothing that they prove to be below the target", () => {
    fc.assert(
      fc.property(evidence, (one) => {
        const { low, high, decision } = decideRate(one);
        const rate = one.trials === 0 ? 0.5 : one.successes / one.trials;
        expect(low).toBeLessThanOrEqual(rate);
        expect(high).toBeGreaterThanOrEqual(rate);
        if (decision === "pass") expect(high).toBeGreaterThanOrEqual(one.target);
      }),
    );
  });

  test.each([
    [{ target: 1.2 }, 'target must lie above 0 and below 1, got "1.2".'],
    [{ p0: 0.95 }, 'p0 must lie below p1 (0.9), got "0.95".'],
    [{ alpha: 0.7 }, 'alpha must lie above 0 and below 0.5, got "0.7".'],
    [{ target: 1, beta: 0.5 }, 'beta must lie above 0 and below 0.5, got "0.5".'],
    [{ samples: 0 }, 'samples must be a whole number of 1 or more, got "0".'],
    [{ trials: 2 }, 'successes must not exceed trials (2), got "10".'],
    [{ trials: 10.5 }, 'trials must be a whole number of 0 or more, got "10.5".'],
  ])("refuses %j", (wrong, message) => {
    expect(() => decideRate(seen(10, 10, wrong))).toThrow(new RangeError(message));
  });
});
