import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { CheckState } from "../../../src/harness/gate/check-result.ts";
import {
  type Expectation,
  type ExpectedPasses,
  judgeExpectations,
} from "../../../src/harness/gate/expectations.ts";
import { proves } from "../../catalogue/proves.ts";
import { ended, endings } from "./results.ts";

/** So many of each state, all of one journey. */
function ran(counts: Partial<Record<CheckState, number>>) {
  return endings(
    Object.entries(counts).flatMap(([state, n]) => Array<CheckState>(n).fill(state as CheckState)),
  );
}

function judged(passing: ExpectedPasses, counts: Partial<Record<CheckState, number>>, of?: number) {
  const expectation: Expectation = { id: "it", journey: "websocket", passing, of };
  const [found] = judgeExpectations([expectation], { checks: ran(counts), when: "before" });
  return found;
}

describe("expectations", () => {
  test.for([
    ["isolation", { most: 0 }, 5, { failed: 5 }, "0 of 5", "met"],
    ["isolation", { most: 0 }, 5, { passed: 1, failed: 4 }, "0 of 5", "deviates"],
    ["protection", { least: 5 }, 5, { passed: 5 }, "5 of 5", "met"],
    ["protection", { least: 5 }, 5, { passed: 4, failed: 1 }, "5 of 5", "deviates"],
    ["delivery", { least: 4 }, 5, { passed: 4, failed: 1 }, "at least 4 of 5", "met"],
    ["delivery", { least: 4 }, 5, { passed: 3, failed: 2 }, "at least 4 of 5", "deviates"],
    ["the loop", { above: 0.95 }, undefined, { passed: 20 }, "more than 95 %", "met"],
    [
      "the loop",
      { above: 0.95 },
      undefined,
      { passed: 19, failed: 1 },
      "more than 95 %",
      "deviates",
    ],
    ["two", { least: 2, most: 2 }, 3, { passed: 3 }, "exactly 2 of 3", "deviates"],
    [
      "some",
      { least: 1, most: 2 },
      3,
      { passed: 2, failed: 1 },
      "at least 1 of 3 and at most 2",
      "met",
    ],
  ] as const)(
    "of %s: passing %o of %s, and %o is %s: %s",
    proves("R02"),
    ([, passing, of, counts, expected, state]) => {
      expect(judged(passing, counts, of)).toMatchObject({ expected, state });
    },
  );

  test("name what deviates, with its numbers", proves("R02"), () => {
    expect(judged({ least: 4 }, { passed: 3, failed: 1, flaky: 1 }, 5)).toEqual({
      ...{ id: "it", expected: "at least 4 of 5", passed: 3, ran: 5, state: "deviates" },
      because: "3 of 5 passed, and expected were at least 4 of 5",
    });
  });

  test("are never met by what did not run", proves("R02", "R05"), () => {
    for (const passing of [{ most: 0 }, { least: 1 }, { above: 0 }])
      for (const counts of [{}, { skipped: 5 }])
        expect(judged(passing, counts)).toMatchObject({ state: "not-measured", ran: 0 });
  });

  test.for([
    ["at least 4, and the fifth may fail", { least: 4 }, { passed: 4, skipped: 1 }, "met"],
    ["at least 4, and the fifth decides", { least: 4 }, { passed: 3, skipped: 2 }, "not-measured"],
    ["at least 4, and three failed", { least: 4 }, { failed: 3, skipped: 2 }, "deviates"],
    ["none, and nobody knows of the fifth", { most: 0 }, { failed: 4, skipped: 1 }, "not-measured"],
    ["none, and one did", { most: 0 }, { passed: 1, skipped: 4 }, "deviates"],
    ["more than half, and three passed", { above: 0.5 }, { passed: 3, skipped: 2 }, "met"],
    ["at least 4, and six ran", { least: 4 }, { passed: 4, failed: 2 }, "not-measured"],
    ["at least 4, and all of six passed", { least: 4 }, { passed: 6 }, "met"],
    ["at least 4, and too few of six", { least: 4 }, { passed: 3, failed: 3 }, "deviates"],
  ] as const)(
    "of five are judged where the rest cannot matter: %s",
    ([, passing, counts, state]) => {
      expect(judged(passing, counts, 5)?.state).toBe(state);
    },
  );

  test("of named checks speak of all of them", () => {
    const expectation = { id: "it", checks: ["a", "b"], passing: { least: 2 } };
    const judge = (state: CheckState) =>
      judgeExpectations([expectation], {
        checks: [ended("a", "passed"), ended("b", state), ended("c", "passed")],
        when: "after",
      })[0];
    expect(judge("skipped")).toMatchObject({ state: "not-measured", expected: "2 of 2", ran: 1 });
    expect(judge("failed")).toMatchObject({ state: "deviates" });
    expect(judge("passed")).toMatchObject({ state: "met" });
  });

  test.for([
    ["checks", { checks: ["a"] }],
    ["tags", { tags: ["p1", "p9"] }],
    ["a journey", { journey: "isolation" }],
    ["a phase", { phase: "golden-path-recovery" }],
  ] as const)("may speak of %s", ([, chosen]) => {
    const its = { tags: ["p1"], journey: "isolation", phase: "golden-path-recovery" } as const;
    const checks = [ended("a", "passed", its), ended("b", "failed")];
    const found = judgeExpectations([{ id: "it", ...chosen, passing: { least: 1 } }], {
      checks,
      when: "before",
    });
    expect(found).toMatchObject([{ passed: 1, ran: 1, state: "met" }]);
  });

  test("count before a deployment, after it, or always", () => {
    const of = (id: string, when?: Expectation["when"]) => {
      return { id, when, journey: "websocket", passing: { least: 1 } };
    };
    const all = [of("early", "before"), of("late", "after"), of("ever"), of("said", "always")];
    const ids = (when: "before" | "after") =>
      judgeExpectations(all, { checks: ran({ passed: 1 }), when }).map(({ id }) => id);
    expect(ids("before")).toEqual(["early", "ever", "said"]);
    expect(ids("after")).toEqual(["late", "ever", "said"]);
  });

  test("that are decided stay so, however the checks that are missing turn out", () => {
    const anyRun = fc.record({
      least: fc.integer({ min: 1, max: 5 }),
      most: fc.integer({ min: 0, max: 5 }),
      states: fc.array(fc.constantFrom<CheckState>("passed", "failed"), {
        ...{ minLength: 5, maxLength: 5 },
      }),
      seen: fc.integer({ min: 1, max: 4 }),
    });
    fc.assert(
      fc.property(anyRun, ({ least, most, states, seen }) => {
        const judge = (upTo: number) =>
          judgeExpectations([{ id: "it", journey: "websocket", passing: { least, most }, of: 5 }], {
            checks: endings(states.slice(0, upTo)),
            when: "after",
          })[0]?.state;
        const early = judge(seen);
        expect(["not-measured", judge(5)]).toContain(early);
      }),
    );
  });
});
