import { describe, expect, test } from "vitest";
import { fixedSample } from "../../../src/harness/gate/rates/fixed-sample.ts";
import { decideRate } from "../../../src/harness/gate/rates/rate-decision.ts";
import {
  defaultErrors,
  type RateTarget,
  rateTargetOf,
  rateTargets,
  unacceptableRate,
} from "../../../src/harness/gate/rates/rate-targets.ts";
import {
  flawlessPlan,
  rateProven,
  sequentialPlan,
} from "../../../src/harness/gate/rates/sequential-test.ts";
import { exactCourse } from "./sequential-course.ts";
import { deployments, shareOf, threeErrors, watched } from "./simulated-deployments.ts";

describe("the default targets", () => {
  test("call twice the failures unacceptable, or half of the successes", () => {
    for (const wanted of rateTargets)
      if ("p0" in wanted) expect(unacceptableRate(wanted.target)).toBeCloseTo(wanted.p0, 12);
    expect(unacceptableRate(0.5)).toBe(0.25);
    expect(() => unacceptableRate(1)).toThrow('target must lie above 0 and below 1, got "1".');
  });

  test.each(rateTargets)("are all that a decision about $journey takes", (wanted) => {
    const flawless = { ...wanted, successes: 59, trials: 59 };
    expect(decideRate({ ...flawless, mode: "watch" }).decision).toBe("pass");
    expect(decideRate({ ...flawless, successes: 3, mode: "watch" }).decision).toBe("fail");
    expect(decideRate({ ...flawless, mode: "run" }).decision).toBe("not-tested");
  });

  test.each(rateTargets)("keep both errors for $journey in simulated deployments", (wanted) => {
    const { plan, p0, p1, fixed } = prepared(wanted);
    const { alpha, beta } = defaultErrors;
    const [bad, good] = [watched(plan, p0, 1), watched(plan, p1, 2)];
    const falsePass = shareOf(bad, ({ state }) => state === "pass");
    const falseBlock = shareOf(good, ({ state }) => state === "fail");
    const course = { bad: exactCourse(plan, p0), good: exactCourse(plan, p1) };
    console.info(
      [
        `${wanted.journey}, ${(p0 * 100).toFixed(1)} % against ${p1 * 100} %, ${deployments} deployments each:`,
        `false pass ${words(falsePass)} (exactly ${words(course.bad.pass)}),`,
        `false block ${words(falseBlock)} (exactly ${words(course.good.fail)}),`,
        `trials on average ${mean(bad)} and ${mean(good)}, of a fixed sample ${fixed}`,
      ].join(" "),
    );
    expect(falsePass).toBeLessThanOrEqual(alpha + threeErrors(alpha));
    expect(falseBlock).toBeLessThanOrEqual(beta + threeErrors(beta));
    expect(course.bad.pass).toBeLessThanOrEqual(alpha + 1e-12);
    expect(course.good.fail).toBeLessThanOrEqual(beta);
    // The simulation and the exact sum are two ways to one number.
    expect(Math.abs(falsePass - course.bad.pass)).toBeLessThanOrEqual(threeErrors(alpha));
    expect(Math.abs(falseBlock - course.good.fail)).toBeLessThanOrEqual(threeErrors(beta));
    expect(course.bad.meanTrials).toBeLessThan(fixed);
  });
});

describe("a target that was named", () => {
  test("asks what the table says, where it is the table's own", () => {
    const asked = rateTargets.map(({ journey, target }) => rateTargetOf(journey, target));
    expect(asked).toEqual(rateTargets);
  });

  test("asks what follows from it where it is another, or another journey's", () => {
    const { trials } = fixedSample({ p0: 0.6, p1: 0.8, ...defaultErrors });
    const other = rateTargetOf("websocket", 0.8);
    expect(other).toMatchObject({ journey: "websocket", target: 0.8, mostTrials: 3 * trials });
    expect("p0" in other && other.p0).toBeCloseTo(0.6, 12);
    expect(rateTargetOf("load", 0.9)).toMatchObject({ journey: "load", target: 0.9 });
    expect(rateTargetOf("load", 1)).toEqual({ journey: "load", target: 1, samples: 59 });
  });

  test("gives up after as many trials as were asked for", () => {
    expect(rateTargetOf("websocket", 0.9, 50)).toMatchObject({ p0: 0.8, mostTrials: 50 });
    expect(rateTargetOf("load", 0.7, 50)).toMatchObject({ mostTrials: 50 });
    expect(rateTargetOf("http-fallback", 1, 299)).toMatchObject({ samples: 299 });
  });

  test.each([0, 1.1, -1, Number.NaN])("cannot be %d", (target) => {
    expect(() => rateTargetOf("websocket", target)).toThrow("target must lie above 0 and below 1");
  });

  test("cannot give up before it begins", () => {
    expect(() => rateTargetOf("websocket", 0.9, 0)).toThrow("mostTrials must be a whole number");
  });
});

function prepared(wanted: RateTarget) {
  if (!("p0" in wanted)) {
    const { samples } = wanted;
    return { plan: flawlessPlan(samples), p0: rateProven(samples), p1: 1, fixed: samples };
  }
  const question = { p0: wanted.p0, p1: wanted.target, ...defaultErrors };
  const plan = sequentialPlan(question, wanted.mostTrials);
  return { plan, p0: wanted.p0, p1: wanted.target, fixed: fixedSample(question).trials };
}

function mean(tests: readonly { readonly trials: number }[]): string {
  return (tests.reduce((sum, { trials }) => sum + trials, 0) / tests.length).toFixed(1);
}

function words(share: number): string {
  return `${(share * 100).toFixed(2)} %`;
}
