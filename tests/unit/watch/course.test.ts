import { describe, expect, test } from "vitest";
import { decideRate } from "../../../src/harness/gate/rates/rate-decision.ts";
import type { RateTarget } from "../../../src/harness/gate/rates/rate-targets.ts";
import type { Trial } from "../../../src/harness/gate/rates/trial.ts";
import { Course } from "../../../src/harness/watch/course.ts";
import { websocketWalk } from "../../../src/harness/watch/walks/websocket.ts";
import type { WatchStop } from "../../../src/harness/watch/watch-plan.ts";
import { asked } from "./stage.ts";

const [target] = asked("websocket") as readonly [RateTarget];
const [always] = asked("http-fallback") as readonly [RateTarget];

function courseOf(stop: WatchStop, of = target): Course {
  return new Course(of, websocketWalk, { journeys: [of], stop });
}

function trial(n: number, ok: boolean): Trial {
  const outcome = ok ? "welcomed" : "no welcome in time";
  return { journey: "websocket", n, ok, outcome, atMs: n, durationMs: ok ? 5 : 10_000 };
}

const decided = { kind: "decided" } as const;
const deaf = (): void => {};

describe("trials that overlap", () => {
  test("count in the order they began: quick successes do not overtake failures that are slow", () => {
    const course = courseOf(decided);
    const all = Array.from({ length: 50 }, () => course.begin());
    // Eight of the first sixteen hang; the rest is there at once. By who is quick, 26 in a row would pass.
    const slow = all.filter((n) => n <= 16 && n % 2 === 0);
    for (const n of all) if (!slow.includes(n)) course.end(n, trial(n, true), deaf);
    expect(course.standing).toMatchObject({ n: 1, successes: 1, decision: "inconclusive" });
    for (const n of slow) course.end(n, trial(n, false), deaf);
    expect(course.standing.decision).toBe("fail");
    expect(course.rate()).toMatchObject({ decision: "fail", n: course.counted.length });
  });

  test("decide the same in whatever order they end", () => {
    const outcomes = Array.from({ length: 40 }, (_, n) => n % 9 !== 0);
    const rates = [1, 7, 11, 23].map((step) => {
      const course = courseOf(decided);
      for (const _ of outcomes) course.begin();
      for (let at = 0; at < 40; at += 1) {
        const n = ((at * step) % 40) + 1;
        course.end(n, trial(n, outcomes[n - 1] ?? false), deaf);
      }
      return course.rate();
    });
    for (const rate of rates) expect(rate).toEqual(rates[0]);
  });

  test("count only up to the one that decides, and only up to one that was called off", () => {
    const course = courseOf(decided, always);
    for (const n of [course.begin(), course.begin(), course.begin()])
      course.end(n, trial(n, n !== 2), deaf);
    expect(course.rate()).toMatchObject({ n: 2, successes: 1, decision: "fail" });
    expect(course).toMatchObject({ uncounted: 1, wasCut: false });
    const cut = courseOf({ kind: "duration", ms: 1 });
    for (const n of [cut.begin(), cut.begin(), cut.begin()])
      cut.end(n, n === 2 ? undefined : trial(n, true), deaf);
    expect(cut.rate()).toMatchObject({ n: 1, successes: 1, decision: "inconclusive" });
    expect(cut).toMatchObject({ uncounted: 2, wasCut: true });
  });
});

describe("a course", () => {
  test("of a sample that was cut short decides by what holds whenever one looks", () => {
    const course = courseOf({ kind: "samples", n: 50 });
    for (let n = course.begin(); n <= 20; n = course.begin()) course.end(n, trial(n, true), deaf);
    const { method: _, ...decided } = decideRate({
      ...{ successes: 20, trials: 20, target: 0.9, p0: 0.8, mode: "watch" },
    });
    expect(course.rate()).toMatchObject(decided);
    expect(course.standing.decision).toBe("inconclusive");
  });

  test("without a trial has no rate, and decides nothing", () => {
    for (const stop of [decided, { kind: "samples", n: 20 }] as const)
      expect(courseOf(stop).rate()).toMatchObject({ n: 0, rate: null, decision: "not-tested" });
  });

  test("of always passes after so many as it asks for, however small the sample", () => {
    const course = courseOf({ kind: "samples", n: 60 }, always);
    for (let n = course.begin(); n <= 60; n = course.begin()) course.end(n, trial(n, true), deaf);
    expect(course.rate()).toMatchObject({ n: 60, decision: "pass" });
    const small = courseOf({ kind: "samples", n: 20 }, always);
    for (let n = small.begin(); n <= 20; n = small.begin()) small.end(n, trial(n, true), deaf);
    expect(small.rate()).toMatchObject({ decision: "inconclusive" });
    expect(small.rate().because).toContain("59 must succeed");
  });
});
