import { describe, expect, test } from "vitest";
import { judgeExpectations } from "../../../src/harness/gate/expectations.ts";
import { tierTallies } from "../../../src/harness/gate/tiers.ts";
import { expectationLines } from "../../../src/harness/report/expectations-text.ts";
import { painter } from "../../../src/harness/report/paint.ts";
import { failedCheck, sampleCheck } from "./sample.ts";

const plain = { paint: painter(false), width: 100 };
const checks = [sampleCheck({ tags: ["p1"] }), { ...failedCheck, tags: ["p1", "p2"] }];

describe("expectations as text", () => {
  test("are all told, and why of those that are not met", () => {
    const expectations = judgeExpectations(
      [
        { id: "delivery", journey: "websocket", passing: { least: 1 }, of: 2 },
        { id: "protection", journey: "websocket", passing: { least: 2 }, of: 2 },
        { id: "isolation", journey: "threads", passing: { most: 0 }, of: 5 },
      ],
      { checks, when: "after" },
    );
    expect(expectationLines({ expectations }, plain)).toEqual([
      "expectation  expected to pass  passed      came out",
      "delivery      at least 1 of 2  1 of 2           met",
      "protection             2 of 2  1 of 2      deviates",
      "    1 of 2 passed, and expected were 2 of 2",
      "isolation              0 of 5  0 of 0  not-measured",
      "    none of its checks ran",
    ]);
  });

  test("are followed by the tiers of which too few checks pass, and no others", () => {
    const tiers = tierTallies(checks, { p1: 1, p2: 0, p3: 0.9 });
    expect(expectationLines({ tiers }, plain)).toEqual([
      "tier below its target  passed   share   target",
      "p1                        1/2  50.0 %  100.0 %",
    ]);
  });

  test("never round a tier up to what it misses", () => {
    const tiers = [
      { tier: "p1", n: 5_000, successes: 4_999, share: 0.9998, target: 1, met: false },
    ];
    expect(expectationLines({ tiers }, plain)[1]).toMatch(/ 99\.9 % {2}100\.0 %$/);
  });

  test("say nothing where none was declared and every tier keeps its promise", () => {
    expect(expectationLines({}, plain)).toEqual([]);
    expect(
      expectationLines({ expectations: [], tiers: tierTallies(checks, { p2: 0 }) }, plain),
    ).toEqual([]);
  });
});
