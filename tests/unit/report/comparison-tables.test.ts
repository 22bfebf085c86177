import { describe, expect, test } from "vitest";
import { comparabilityRules } from "../../../src/harness/report/comparison/comparability.ts";
import { compareReports } from "../../../src/harness/report/comparison/compare-reports.ts";
import { comparisonRules } from "../../../src/harness/report/comparison/comparison-rules.ts";
import type { Report } from "../../../src/harness/report/report.ts";
import {
  answeredBy,
  bearing,
  compared,
  inStates,
  reportAfter,
  reportBefore,
  reportedGap,
  type Said,
  sampled,
} from "./comparison-stage.ts";
import { blockedReport, sampleCheck } from "./sample.ts";

const untargeted: Said = {
  target: { http: null, ws: null, source: null, trail: [], identity: null },
};
const [before, after] = [reportBefore(), reportAfter()];

/** For each rule, two reports that make it apply. */
const notes: Readonly<Record<string, readonly (readonly [Report, Report])[]>> = {
  "same-run": [[after, after]],
  exchanged: [
    [after, before],
    [before, { ...after, run: { ...after.run, startedAt: before.run.startedAt } }],
  ],
  "nothing-measured": [
    [blockedReport(), after],
    [before, blockedReport()],
    [before, reportAfter({ verdict: "blocked" })],
    [before, reportAfter(untargeted)],
    [before, reportAfter({ checks: [] })],
    [before, reportAfter({ checks: inStates({ a: "skipped" }) })],
  ],
  "reference-on-one-side": [[before, answeredBy(after, "rev-b", true)]],
  "other-contract": [[before, reportAfter({ contract: { id: "netra", hash: "other" } })]],
  "other-environment": [[before, reportAfter({ environment: "production" })]],
  "other-target": [
    [before, { ...after, target: { ...after.target, http: "http://127.0.0.1:9000" } }],
  ],
  "other-version": [[before, reportAfter({ version: "0.2.0" })]],
  "same-revision": [[before, answeredBy(after, "rev-a")]],
  "unknown-revision": [
    [before, answeredBy(after)],
    [answeredBy(before), after],
  ],
  "doubtful-before": [[reportBefore({ verdict: "inconclusive" }), after]],
  "after-proves": [[before, reportAfter({ mode: "prove" })]],
  filtered: [
    [before, reportAfter({ filter: { tags: "p1" } })],
    [reportBefore({ filter: { pattern: "ping" } }), after],
  ],
  quarantined: [
    [before, reportAfter({ checks: inStates({ a: "failed" }), quarantine: bearing("a") })],
    [before, reportAfter({ checks: inStates({ a: "flaky" }), quarantine: bearing("a", "flaky") })],
  ],
};

describe("what is worth knowing of two reports", () => {
  test.for(comparabilityRules.map((rule) => [rule.id, rule] as const))(
    "%s is said when it applies, and not of two that are sound",
    ([id, { forbids, because }]) => {
      expect(notes[id]).toBeDefined();
      for (const [was, is] of notes[id] ?? []) {
        const { comparable, verdict } = compareReports(was, is);
        expect(comparable.notes.find((note) => note.id === id)).toMatchObject({ forbids });
        if (forbids) expect([comparable.ok, verdict === "pass"]).toEqual([false, false]);
      }
      expect(because({ before, after })).toBeUndefined();
    },
  );

  test("two revisions that nobody knows are not called the same", () => {
    const { comparable } = compareReports(answeredBy(before), answeredBy(after));
    expect(comparable.notes).toEqual([
      {
        id: "unknown-revision",
        forbids: false,
        because:
          "BEFORE: nobody knows which revision answered; AFTER: nobody knows which revision answered",
      },
    ]);
  });

  test("samples alone are something that was measured", () => {
    const journeys = [sampled(190, 200)];
    const comparison = compared({ checks: [], journeys }, { checks: [], journeys });
    expect(comparison.comparable.ok).toBe(true);
  });
});

const p1 = sampleCheck({ id: "websocket.answers-ping", state: "failed", tags: ["p1"] });
const ping = "websocket.answers-ping";
const welcomes = { "websocket.welcomes": "passed" } as const;

/** For each line of the precedence table, what makes it the first that applies. */
const verdicts: Readonly<Record<string, readonly [Said, Said]>> = {
  "the run after was blocked": [{}, { verdict: "blocked", reasons: ["refused"] }],
  "the two may not be held against each other": [{}, { checks: [] }],
  "a gap is back": [{}, { gaps: [reportedGap("regressed")] }],
  "a gap that was proven before is open": [{}, { gaps: [reportedGap("open")] }],
  "a check that passed before fails": [
    { checks: inStates({ ...welcomes, [ping]: "passed" }), gaps: [] },
    { checks: inStates({ ...welcomes, [ping]: "failed" }), gaps: [] },
  ],
  "a check of priority one fails": [{}, { checks: [...inStates(welcomes), p1] }],
  "a journey works less often than before": [
    { journeys: [sampled(195, 200)] },
    { journeys: [sampled(160, 200)] },
  ],
  "the run after failed by itself": [{}, { verdict: "fail", reasons: ["out of time"] }],
  "a gap that was not proven before is open": [
    { gaps: [reportedGap("open")] },
    { gaps: [reportedGap("open")] },
  ],
  "a gap is closed, and nothing shows that the deployment closed it": [
    { gaps: [reportedGap("open")] },
    {},
  ],
  "a gap was not measured after": [{}, { gaps: [reportedGap("unmeasured")] }],
  "a gap is new and not closed": [{ gaps: [] }, { gaps: [reportedGap("open")] }],
  "a gap that was not closed is declared no longer": [{}, { gaps: [] }],
  "a check that ran before is skipped": [
    {},
    { checks: inStates({ "websocket.welcomes": "skipped", [ping]: "passed" }) },
  ],
  "a check that ran before is not there": [{}, { checks: inStates({ [ping]: "passed" }) }],
  "a check passes only after a retry": [{}, { checks: inStates({ ...welcomes, [ping]: "flaky" }) }],
  "a check fails that failed before, or did not run": [
    {},
    { checks: inStates({ ...welcomes, [ping]: "failed" }) },
  ],
  "a journey's rate was measured before, and not after": [{ journeys: [sampled(9, 9)] }, {}],
  "there was nothing that both measured": [
    { gaps: [], filter: { phases: ["a"] }, checks: inStates({ a: "passed" }) },
    { gaps: [], filter: { phases: ["b"] }, checks: inStates({ b: "passed" }) },
  ],
  "the run after was inconclusive by itself": [
    {},
    { verdict: "inconclusive", reasons: ["another backend was tested"] },
  ],
};

describe("the verdict on two runs", () => {
  test.for(comparisonRules.map((rule) => [rule.when, rule] as const))(
    "is that of the rule when %s, and not otherwise",
    ([when, rule]) => {
      expect(verdicts[when]).toBeDefined();
      const [was, is] = verdicts[when] ?? [{}, {}];
      const { verdict, exitCode, reasons, ...facts } = compared(was, is);
      const told = rule.reasons({ ...facts, after: reportAfter(is) });
      expect(told.length).toBeGreaterThan(0);
      expect({ verdict, exitCode }).toEqual({ verdict: rule.verdict, exitCode: rule.exitCode });
      expect(reasons.slice(0, told.length)).toEqual(told);
      expect(rule.reasons({ ...compared({}, {}), after })).toEqual([]);
    },
  );

  test("names what decided first, and everything else after it", () => {
    const { reasons } = compared(
      {},
      {
        ...{ verdict: "fail", reasons: ["1 check failed: websocket.answers-ping"] },
        gaps: [reportedGap("open")],
        checks: inStates({ "websocket.welcomes": "flaky", [ping]: "failed" }),
      },
    );
    expect(reasons).toEqual([
      "1 gap is proven before and open: stalled",
      "AFTER failed by itself: 1 check failed: websocket.answers-ping",
      "1 check passed only after a retry: websocket.welcomes",
      "1 check failing, and not known to have worked before: websocket.answers-ping",
    ]);
  });

  test.for([
    ["closed on both sides", [{ gaps: [reportedGap("closed")] }, {}]],
    ["closed before and declared no longer", [{ gaps: [reportedGap("closed")] }, { gaps: [] }]],
    ["new and closed", [{ gaps: [] }, {}]],
  ] as const)("is a pass when a gap is %s, and no gap is said to be closed by it", ([, sides]) => {
    const [was, is] = sides;
    const { verdict, reasons } = compared(was, is);
    expect([verdict, reasons[0]]).toEqual(["pass", "no gap was proven before, and none is open"]);
  });
});
