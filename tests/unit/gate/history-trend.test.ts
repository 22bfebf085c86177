import { describe, expect, test } from "vitest";
import type { Night } from "../../../src/harness/gate/history/night.ts";
import { trendOf } from "../../../src/harness/gate/history/trend.ts";
import { exactInterval } from "../../../src/harness/gate/rates/binomial.ts";
import { confidenceSequence } from "../../../src/harness/gate/rates/confidence-sequence.ts";
import { settle } from "../../../src/harness/gate/rates/rate-boundaries.ts";
import { sequentialPlan } from "../../../src/harness/gate/rates/sequential-test.ts";
import { checks, night, walked } from "./nights.ts";

/** Nights with so many of forty successes each. */
function course(...successes: readonly number[]): readonly Night[] {
  return successes.map((s, index) => night(index + 1, { journeys: [walked(s, 40)] }));
}

function change(...successes: readonly number[]) {
  return trendOf(course(...successes), "websocket")?.change;
}

/** The same numbers from 0 to 1 for the same seed (Park and Miller's minimal standard). */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647;
  };
}

const plan = sequentialPlan({ p0: 0.8, p1: 0.9, alpha: 0.05, beta: 0.05 }, 400);

/** A night of a watch that ended as soon as it was clear. */
function watched(day: number, rate: number, random: () => number): Night {
  let [n, successes] = [0, 0];
  while (n < plan.mostTrials && settle(plan.boundaries(n), successes) === undefined) {
    n += 1;
    if (random() < rate) successes += 1;
  }
  return night(day, { mode: "watch", journeys: [walked(successes, n)] });
}

describe("a trend of nights that ended when they were clear", () => {
  test.for([0.8, 0.85, 0.88])("shows a change on few nights where there is none, at %d", (rate) => {
    const random = randomOf(20261122);
    const [series, each] = [200, 8];
    let shown = 0;
    for (let one = 0; one < series; one += 1) {
      const nights = Array.from({ length: each }, (_, day) => watched(day + 1, rate, random));
      for (let last = 2; last <= each; last += 1)
        if (trendOf(nights.slice(0, last), "websocket")?.change !== "none") shown += 1;
    }
    expect(shown / (series * (each - 1))).toBeLessThanOrEqual(0.05);
  });

  test("still shows one that nobody would overlook", () => {
    const random = randomOf(20261122);
    const good = Array.from({ length: 5 }, (_, day) => watched(day + 1, 0.97, random));
    const bad = trendOf([...good, watched(6, 0.4, random)], "websocket");
    expect(bad?.change).toBe("worse");
    expect(bad?.because).toMatch(
      /^worse: .* in 5 nights before \(the rate is \d+\.\d to \d+\.\d %, against \d+\.\d to 99\.\d %\)$/,
    );
  });

  test("has no p, for nobody can say how likely its counts are", () => {
    const [one, two] = course(38, 36) as [Night, Night];
    for (const nights of [
      [one, { ...two, mode: "watch" as const }],
      [{ ...one, mode: "verify" as const }, two],
    ])
      expect(trendOf(nights, "websocket")).not.toHaveProperty("p");
  });
});

describe("a trend", () => {
  test("shows a change that is larger than chance, and its direction", () => {
    expect(change(38, 39, 38, 25)).toBe("worse");
    expect(change(25, 24, 26, 39)).toBe("better");
    expect(change(38, 39, 38, 36)).toBe("none");
    expect(change(38, 38, 38, 38)).toBe("none");
  });

  test("explains itself with counts and p", () => {
    const trend = trendOf(course(38, 39, 25), "websocket");
    expect(trend?.p).toBeLessThan(0.001);
    expect(trend?.because).toMatch(
      /^worse: 25 of 40 against 77 of 80 in 2 nights before \(Fisher, p 0\.0000\d+\)$/,
    );
    expect(trendOf(course(38, 36), "websocket")?.because).toMatch(
      /^no change shown: 36 of 40 against 38 of 40 in 1 night before/,
    );
  });

  test("of one night has nothing to compare with", () => {
    expect(trendOf(course(0), "websocket")).toMatchObject({
      ...{ change: "none", because: "no earlier night to compare with" },
    });
  });

  test("is nothing of a journey that no night has, or has not walked", () => {
    expect(trendOf(course(1), "golden-path")).toBeUndefined();
    expect(trendOf([night(1, { journeys: [walked(0, 0)] })], "websocket")).toBeUndefined();
  });

  test.for(["watch", "verify", "prove"] as const)(
    "has intervals for every look at a %s",
    (mode) => {
      const [one, two] = course(38, 36);
      const nights = [one, { ...two, mode }] as readonly Night[];
      expect(trendOf(nights, "websocket")?.points).toMatchObject([
        { run: "r1", rate: 0.95, n: 40, ...exactInterval(38, 40) },
        { run: "r2", rate: 0.9, revision: "rev-1", ...confidenceSequence(36, 40) },
      ]);
    },
  );

  test("goes back as far as it is asked to, and two weeks unless it is", () => {
    const nights = course(...Array<number>(20).fill(38));
    expect(trendOf(nights, "websocket")?.points).toHaveLength(14);
    const short = trendOf(nights, "websocket", 3)?.points.map(({ run }) => run);
    expect(short).toEqual(["r18", "r19", "r20"]);
  });

  test.for([
    ["another target", { target: "other.example" }],
    ["another environment", { environment: "production" }],
    [
      "something else that was counted",
      { journeys: [{ ...walked(0, 40), of: "checks" as const }] },
    ],
  ] as const)("leaves out nights of %s than the newest", ([, other]) => {
    const [one, two] = course(0, 38) as [Night, Night];
    expect(trendOf([{ ...one, ...other }, two], "websocket")?.points).toHaveLength(1);
  });

  test("leaves out filtered runs where checks are counted, and keeps their trials", () => {
    const filtered = { filtered: true, checks: checks() };
    const counted = { ...walked(1, 2), of: "checks" as const };
    const whole = night(2, { journeys: [counted] });
    const part = night(1, { ...filtered, journeys: [counted] });
    expect(trendOf([part, whole], "websocket")?.points).toHaveLength(1);
    const tried = course(38, 39).map((one) => ({ ...one, ...filtered }));
    expect(trendOf(tried, "websocket")?.points).toHaveLength(2);
  });
});
