import { describe, expect, test } from "vitest";
import type { CauseId } from "../../../src/ground/cause.ts";
import type { GapHistory } from "../../../src/harness/gate/gaps/gap-facts.ts";
import type { GapRun } from "../../../src/harness/gate/gaps/gap-run.ts";
import { gapState } from "../../../src/harness/gate/gaps/gap-state.ts";
import {
  anonymousRun,
  closed,
  gap,
  journeyGap,
  rateGap,
  regressed,
  result,
  run,
} from "./gaps-stage.ts";

const passing = [result("a", "passed"), result("b", "passed")];
const late = { today: "2026-12-02" };
const retried = [result("a", "flaky"), result("b", "passed")];
const partly = [result("a"), result("b", "passed")];
const unpromised = result("c", "skipped", { skip: { kind: "capability" } });
const orphaned = result("c", "skipped", { skip: { kind: "precondition" } });

describe("proving a gap", () => {
  test.for([
    ["all fail of it", gap, run(), "proven"],
    ["one of a journey fails of it", journeyGap, run({ checks: partly }), "proven"],
    [
      "a rate is missed because of it",
      rateGap,
      run({ rates: { "too-rare": { decision: "fail" } } }),
      "proven",
    ],
    [
      "a rate is missed and nothing fails",
      rateGap,
      run({ checks: passing, rates: { "too-rare": { decision: "fail" } } }),
      "wrong-reason",
    ],
    [
      "a rate is not decided",
      rateGap,
      run({ rates: { "too-rare": { decision: "inconclusive" } } }),
      "unmeasured",
    ],
    ["a rate was not looked at", rateGap, run(), "unmeasured"],
    ["all pass", gap, run({ checks: passing }), "closed"],
    ["all pass, and not often enough", { ...gap, times: 5 }, run({ checks: passing }), "open"],
    ["one passes", gap, run({ checks: partly }), "open"],
    ["one passes after a retry", gap, run({ checks: retried }), "open"],
    ["one is skipped", gap, run({ checks: [result("a"), result("b", "skipped")] }), "unmeasured"],
    ["one did not run", gap, run({ checks: [result("a")] }), "unmeasured"],
    [
      "another of a journey lost its precondition",
      journeyGap,
      run({ checks: [result("a"), orphaned] }),
      "proven",
    ],
    ["nothing of a journey ran", journeyGap, run({ checks: [unpromised] }), "unmeasured"],
    ["the target is down", gap, run({ reached: false }), "blocked"],
    ["nobody says which revision", gap, anonymousRun(), "blocked"],
    ["another cause", gap, run({ causes: [{ id: "http-error", confidence: 1 }] }), "wrong-reason"],
    ["no cause", gap, run({ causes: [] }), "wrong-reason"],
    [
      "hardly a cause",
      gap,
      run({ causes: [{ id: "app-stall", confidence: 0.49 }] }),
      "wrong-reason",
    ],
  ] as const)("when %s", ([, declared, said, state]) => {
    expect(gapState(declared, { mode: "prove", run: said })).toMatchObject({ state });
  });

  test("says what it rests on", () => {
    expect(gapState(gap, { mode: "prove", run: run() })).toEqual({
      id: "stalled",
      state: "proven",
      declaredCause: "app-stall",
      observedCause: "app-stall",
      revision: "rev-7",
      since: "2026-11-01",
      passes: 0,
      because: "2 of 2 checks failed of app-stall, with a confidence of 0.9 where 0.5 is needed",
    });
  });

  test("proves a gap that was closed and is back as any other: its mending may be deployed, too", () => {
    for (const earlier of [closed, regressed])
      expect(gapState(gap, { mode: "prove", run: run(), earlier })).toMatchObject({
        state: "proven",
        because: expect.stringMatching(/^2 of 2 checks failed .*; it was closed, and is back$/),
      });
  });

  test("asks for the check itself to be explained where the diagnosis names two causes", () => {
    const two = [
      { id: "http-error", confidence: 0.9 },
      { id: "app-stall", confidence: 0.9 },
    ] as const;
    const of = (explainedBy: CauseId) => [
      result("a", "failed", { explainedBy }),
      result("b", "failed", { explainedBy: "app-stall" }),
    ];
    const judge = (checks: GapRun["checks"]) =>
      gapState(gap, { mode: "prove", run: run({ causes: two, checks }) });
    expect(judge(of("app-stall"))).toMatchObject({ state: "proven" });
    expect(judge(of("http-error"))).toMatchObject({
      state: "wrong-reason",
      observedCause: "http-error",
      because: "of 2 checks that failed, 1 not of app-stall: a (http-error)",
    });
    expect(judge([result("a"), result("b")])).toMatchObject({ state: "wrong-reason" });
  });
});

describe("verifying a gap", () => {
  test.for([
    ["all pass", gap, run({ checks: passing }), undefined, "closed"],
    ["all pass, of no known revision", gap, anonymousRun({ checks: passing }), undefined, "closed"],
    ["all pass, late", gap, run({ checks: passing, ...late }), undefined, "closed"],
    ["all pass once of twice", { ...gap, times: 2 }, run({ checks: passing }), undefined, "open"],
    [
      "all pass the second time",
      { ...gap, times: 2 },
      run({ checks: passing }),
      { state: "open", wasClosed: false, passes: 1 },
      "closed",
    ],
    [
      "all pass twice in one run",
      { ...gap, times: 2 },
      run({ checks: [...passing, ...passing] }),
      undefined,
      "closed",
    ],
    [
      "a journey passes but for what is not promised",
      journeyGap,
      run({ checks: [...passing, unpromised] }),
      undefined,
      "closed",
    ],
    [
      "a journey passes but for what could not run",
      journeyGap,
      run({ checks: [...passing, orphaned] }),
      undefined,
      "unmeasured",
    ],
    [
      "a rate is reached",
      rateGap,
      run({ rates: { "too-rare": { decision: "pass" } } }),
      undefined,
      "closed",
    ],
    [
      "a rate is missed",
      rateGap,
      run({ rates: { "too-rare": { decision: "fail" } } }),
      undefined,
      "open",
    ],
    ["one fails", gap, run({ checks: partly }), undefined, "open"],
    [
      "one fails after it was proven",
      gap,
      run({ checks: partly }),
      { state: "proven", wasClosed: false, passes: 0 },
      "open",
    ],
    [
      "one fails of something else",
      gap,
      run({ causes: [{ id: "http-error", confidence: 1 }] }),
      undefined,
      "open",
    ],
    ["one passes after a retry", gap, run({ checks: retried }), undefined, "open"],
    ["one fails on the last day", gap, run({ today: "2026-12-01" }), undefined, "open"],
    ["one fails after the last day", gap, run(late), undefined, "expired"],
    [
      "one is skipped after the last day",
      gap,
      run({ checks: [result("a", "skipped")], ...late }),
      undefined,
      "unmeasured",
    ],
    ["one is skipped", gap, run({ checks: [result("a", "skipped")] }), undefined, "unmeasured"],
    ["one fails again", gap, run({ checks: partly }), closed, "regressed"],
    ["one fails again after the last day", gap, run(late), closed, "regressed"],
    ["one passes after a retry, once closed", gap, run({ checks: retried }), closed, "unmeasured"],
    [
      "one is skipped after the last day, once closed",
      gap,
      run({ checks: [result("a", "skipped")], ...late }),
      closed,
      "unmeasured",
    ],
    ["all still pass", { ...gap, times: 5 }, run({ checks: passing }), closed, "closed"],
    ["all pass after a regression", gap, run({ checks: passing }), regressed, "closed"],
    [
      "all pass once of five after a regression",
      { ...gap, times: 5 },
      run({ checks: passing }),
      regressed,
      "regressed",
    ],
    ["the target is down, late", gap, run({ reached: false, ...late }), undefined, "blocked"],
  ] as const)("when %s", ([, declared, said, earlier, state]) => {
    expect(gapState(declared, { mode: "verify", run: said, earlier })).toMatchObject({ state });
  });

  test("says how often and how late", () => {
    const because = (overrides: Partial<GapRun>, earlier?: GapHistory) =>
      gapState({ ...gap, times: 5 }, { mode: "verify", run: run(overrides), earlier }).because;
    expect(because({ checks: passing })).toBe("passed 1 of 5 times in a row");
    expect(because({ checks: passing, ...late }, { ...regressed, passes: 2 })).toBe(
      "it came back, and since then passed 3 of 5 times in a row",
    );
    expect(because(late)).toBe(
      "it may stay open until 2026-12-01, today is 2026-12-02, and it passed 0 of 5 times in a row",
    );
  });

  test("names what it fails of", () => {
    const observe = (causesNamed: GapRun["causes"]) =>
      gapState(gap, { mode: "verify", run: run({ causes: causesNamed }) }).observedCause;
    expect(observe([{ id: "app-stall", confidence: 0.9 }])).toBe("app-stall");
    expect(observe([{ id: "http-error", confidence: 0.9 }])).toBe("http-error");
    expect(observe([])).toBeUndefined();
  });
});
