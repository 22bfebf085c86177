import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkStates } from "../../../src/harness/gate/check-result.ts";
import { gapStates } from "../../../src/harness/gate/gaps/gap-facts.ts";
import { compareReports } from "../../../src/harness/report/comparison/compare-reports.ts";
import { compared, inStates, reportAfter, reportBefore, reportedGap } from "./comparison-stage.ts";

const ids = ["a", "b"] as const;
const passed = ["passed", "passed", "passed", "passed"] as const;
const checkState = fc.constantFrom(undefined, ...passed, ...checkStates);
const someChecks = fc
  .tuple(checkState, checkState)
  .map((states) =>
    Object.fromEntries(
      ids.flatMap((id, at) => (states[at] === undefined ? [] : ([[id, states[at]]] as const))),
    ),
  );
const closed = ["closed", "closed", "closed", "closed", "closed"] as const;
const someGaps = fc.array(
  fc.constantFrom(...closed, ...gapStates).map((state) => reportedGap(state)),
  { maxLength: 1 },
);
const anything = fc.record({
  was: someChecks,
  is: someChecks,
  gapsBefore: someGaps,
  gapsAfter: someGaps,
  turn: fc.nat(),
});

describe("laws of the comparison", () => {
  test("a check that broke never passes, however results are doubled, ordered or exchanged", () => {
    fc.assert(
      fc.property(anything, ({ was, is, gapsAfter: gaps, turn }) => {
        const before = reportBefore({ checks: inStates({ ...was, broken: "passed" }) });
        const failing = inStates({ ...is, broken: "failed" });
        const doubled = [...failing, ...inStates({ ...is, broken: "passed" }), ...failing];
        const at = turn % doubled.length;
        const turned = [...doubled.slice(at), ...doubled.slice(0, at)];
        for (const checks of [failing, turned]) {
          const after = reportAfter({ checks, gaps });
          expect(compareReports(before, after).exitCode).toBe(1);
          expect(compareReports(after, before).verdict).not.toBe("pass");
          expect(compareReports(after, after).verdict).not.toBe("pass");
        }
      }),
    );
  });

  test("a pass means that what was measured before was measured again, and works", () => {
    let passes = 0;
    fc.assert(
      fc.property(anything, ({ was, is, gapsBefore, gapsAfter }) => {
        const { verdict } = compared(
          { checks: inStates(was), gaps: gapsBefore },
          { checks: inStates(is), gaps: gapsAfter },
        );
        if (verdict !== "pass") return;
        passes += 1;
        const ran = Object.keys(was).filter((id) => was[id] !== "skipped");
        const open = gapsBefore.filter(({ state }) => state !== "closed");
        expect(ran.filter((id) => is[id] !== "passed")).toEqual([]);
        expect(Object.values(is)).not.toContain("failed");
        expect(gapsAfter.filter(({ state }) => state !== "closed")).toEqual([]);
        expect(gapsAfter.map(({ id }) => id)).toEqual(
          expect.arrayContaining(open.map(({ id }) => id)),
        );
      }),
      { numRuns: 500 },
    );
    expect(passes).toBeGreaterThan(20);
  });
});
