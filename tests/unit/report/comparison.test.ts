import { describe, expect, test } from "vitest";
import { gapStates } from "../../../src/harness/gate/gaps/gap-facts.ts";
import { compareReports } from "../../../src/harness/report/comparison/compare-reports.ts";
import { comparisonSchema } from "../../../src/harness/report/comparison/comparison-schema.ts";
import type { Report } from "../../../src/harness/report/report.ts";
import {
  compared,
  inStates,
  reportAfter,
  reportBefore,
  reportedGap,
  sampled,
} from "./comparison-stage.ts";
import { blockedReport, sampleCheck } from "./sample.ts";

describe("two reports", () => {
  test("of a gap that was proven and is closed are a pass", () => {
    const comparison = compareReports(reportBefore(), reportAfter());
    expect(comparison).toMatchObject({
      ...{ schemaVersion: 1, kind: "comparison", verdict: "pass", exitCode: 0 },
      reasons: ["1 gap proven before is closed", "nothing broke: 2 checks compared"],
      before: { run: "run-a", mode: "prove", verdict: "pass", revision: "rev-a", filtered: false },
      after: { run: "run-b", mode: "verify", environment: "staging", version: "0.1.0" },
      comparable: { ok: true, notes: [] },
      gaps: [{ id: "stalled", transition: "closed", before: "proven", after: "closed" }],
      checks: { compared: 2, fixed: [{ id: "websocket.answers-ping" }], broken: [] },
    });
  });

  test("are compared to a value that is its own schema's, also after a trip through JSON", () => {
    const rich = compared(
      { gaps: gapStates.map((state) => reportedGap(state, { id: state })) },
      {
        journeys: [sampled(50, 59)],
        gaps: [reportedGap("open", { id: "fresh", nature: "defect" })],
        checks: [sampleCheck({ state: "failed", explainedBy: "app-stall", tags: ["p1"] })],
      },
    );
    for (const one of [compared({}, {}), rich, compareReports(blockedReport(), blockedReport())])
      expect(comparisonSchema.parse(JSON.parse(JSON.stringify(one)))).toEqual(one);
    expect(comparisonSchema.safeParse({ ...rich, extra: 1 }).success).toBe(false);
  });

  test("without gaps are compared by their checks, and the reason says so", () => {
    const none = { gaps: undefined } as unknown as Partial<Report>;
    expect(compared(none, none)).toMatchObject({
      verdict: "pass",
      reasons: [
        "no gap was declared: checks and rates alone were compared",
        "nothing broke: 2 checks compared",
      ],
    });
  });
});

describe("a check that was repeated", () => {
  test.for([
    ["failed", ["passed", "failed"]],
    ["failed", ["failed", "flaky"]],
    ["flaky", ["passed", "flaky"]],
    ["skipped", ["passed", "skipped"]],
  ] as const)("is %s when it was %j, in any order", ([worst, states]) => {
    for (const order of [states, states.toReversed()]) {
      const checks = order.flatMap((state) => inStates({ "websocket.welcomes": state }));
      const { checks: changes } = compared({}, { checks });
      const change = [changes.broken, changes.nowFlaky, changes.lost].flat();
      expect(change).toMatchObject([{ id: "websocket.welcomes", after: worst }]);
    }
  });

  test("counts with the repeats that its gap asked for", () => {
    const repeats = inStates({ "websocket.answers-ping": "failed" });
    expect(compared({}, { repeats }).checks.stillFailing).toHaveLength(1);
  });
});

const changes = [
  ["passed", "failed", "broken"],
  ["flaky", "failed", "broken"],
  ["failed", "failed", "stillFailing"],
  ["passed", "flaky", "nowFlaky"],
  ["flaky", "flaky", "nowFlaky"],
  ["skipped", "flaky", "nowFlaky"],
  ["passed", "skipped", "lost"],
  ["failed", "skipped", "lost"],
  ["passed", undefined, "removed"],
  ["failed", undefined, "removed"],
  [undefined, "passed", "added"],
  [undefined, "failed", "added"],
  ["skipped", "passed", "added"],
  ["failed", "passed", "fixed"],
  ["passed", "passed", undefined],
  ["flaky", "passed", undefined],
  ["skipped", "skipped", undefined],
  [undefined, "skipped", undefined],
  ["skipped", undefined, undefined],
] as const;

describe("a check", () => {
  test.for(changes)("that was %s and is %s is %s", ([was, is, kind]) => {
    const stays = { other: "passed" } as const;
    const { checks } = compared(
      { checks: inStates({ ...stays, ...(was === undefined ? {} : { it: was }) }) },
      { checks: inStates({ ...stays, ...(is === undefined ? {} : { it: is }) }) },
    );
    const { compared: _, ...lists } = checks;
    const found = Object.entries(lists).flatMap(([name, list]) => list.map(({ id }) => [name, id]));
    expect(found).toEqual(kind === undefined ? [] : [[kind, "it"]]);
  });

  test("names the cause it fails of, and of one that is fixed, why it failed", () => {
    const failing = (id: string, explainedBy: "app-stall" | "http-error") =>
      sampleCheck({ id, state: "failed", explainedBy });
    const { checks } = compared(
      { checks: [failing("was", "app-stall"), failing("stays", "app-stall")] },
      { checks: [sampleCheck({ id: "was" }), failing("stays", "http-error")] },
    );
    expect(checks.fixed).toMatchObject([{ id: "was", explainedBy: "app-stall" }]);
    expect(checks.stillFailing).toMatchObject([{ id: "stays", explainedBy: "http-error" }]);
  });

  test("that only one of two filtered runs was asked for is not compared", () => {
    const filter = { tags: "p1" };
    const before = inStates({ both: "passed", "only-before": "passed" });
    const after = inStates({ both: "passed", "only-after": "failed" });
    const left = sampleCheck({
      ...{ id: "left-out", state: "skipped", attempts: [] },
      skip: { kind: "filtered", reason: "waits too long" },
    });
    const { checks, comparable } = compared(
      { checks: [...before, ...inStates({ "left-out": "passed" })], filter },
      { checks: [...after, left] },
    );
    expect(checks).toMatchObject({ compared: 1, removed: [], added: [], lost: [] });
    expect(comparable).toMatchObject({ ok: true, notes: [{ id: "filtered", forbids: false }] });
  });

  test("that lost its precondition is lost in a filtered run as well", () => {
    const checks = inStates({ "websocket.welcomes": "skipped" });
    const { lost } = compared({ filter: { tags: "p1" } }, { checks }).checks;
    expect(lost).toMatchObject([{ id: "websocket.welcomes" }]);
  });
});

describe("checks of priority one", () => {
  test("are counted before and after, and those that fail are named", () => {
    const one = (id: string, state: "passed" | "failed") =>
      sampleCheck({ id, state, tags: ["p1"] });
    const { p1, reasons } = compared(
      { checks: [one("a", "passed"), one("b", "failed"), sampleCheck({ id: "c" })] },
      { checks: [one("a", "passed"), one("b", "failed"), sampleCheck({ id: "c", tags: ["p1"] })] },
    );
    expect(p1).toEqual({
      before: { passed: 2, ran: 3 },
      after: { passed: 2, ran: 3 },
      failing: ["b"],
    });
    expect(reasons).toContain("1 check of priority one failing: b");
  });

  test("fail whether or not they are compared", () => {
    const failing = sampleCheck({ id: "new", state: "failed", tags: ["p1"] });
    const comparison = compared({ filter: { tags: "fast" } }, { checks: [failing] });
    expect(comparison).toMatchObject({ verdict: "fail", p1: { failing: ["new"] } });
  });
});

describe("the rate of a journey", () => {
  test.for([
    ["worsened", sampled(195, 200), sampled(160, 200)],
    ["improved", sampled(160, 200), sampled(195, 200)],
    ["no-change-shown", sampled(190, 200), sampled(186, 200)],
  ] as const)("has %s, by Fisher's exact test", ([change, before, after]) => {
    const [journey] = compared({ journeys: [before] }, { journeys: [after] }).journeys;
    expect(journey).toMatchObject({ id: "websocket", change });
    expect((journey?.p ?? 1) <= 0.05).toBe(change !== "no-change-shown");
  });

  test("is only counted when it is one of checks, on either side", () => {
    const ofChecks = { ...sampled(3, 10), of: "checks" } as const;
    for (const [before, after] of [
      [ofChecks, { ...ofChecks, successes: 10, rate: 1 }],
      [ofChecks, sampled(10, 10)],
    ] as const) {
      const [journey] = compared({ journeys: [before] }, { journeys: [after] }).journeys;
      expect(journey).toMatchObject({ change: "counts", before: { n: 10, successes: 3 } });
      expect(journey).not.toHaveProperty("p");
    }
  });

  test.for([[[]], [[sampled(0, 0)]], [[{ ...sampled(9, 9), of: "checks" as const }]]])(
    "that was measured before and not after is said to be unmeasured",
    ([journeys = []]) => {
      const before = { journeys: [sampled(195, 200)] };
      expect(compared(before, { journeys })).toMatchObject({
        ...{ verdict: "inconclusive", exitCode: 3 },
        journeys: [{ change: "unmeasured" }],
      });
    },
  );

  test("is that of the sample where a run has both", () => {
    const ofChecks = { ...sampled(3, 3), of: "checks" } as const;
    const { journeys } = compared(
      { journeys: [ofChecks, sampled(195, 200)] },
      { journeys: [sampled(160, 200), ofChecks] },
    );
    expect(journeys).toMatchObject([{ change: "worsened", before: { n: 200 }, after: { n: 200 } }]);
  });

  test("shares its alarm with those of other journeys", () => {
    const ids = ["a", "b", "c", "d", "e"];
    const rates = (successes: number) => ids.map((id) => sampled(successes, 100, id));
    const one = [sampled(97, 100), sampled(89, 100)] as const;
    const [alone] = compared({ journeys: [one[0]] }, { journeys: [one[1]] }).journeys;
    const [among] = compared({ journeys: rates(97) }, { journeys: rates(89) }).journeys;
    expect([alone?.change, among?.change]).toEqual(["worsened", "no-change-shown"]);
    expect(alone?.p).toBe(among?.p);
  });
});
