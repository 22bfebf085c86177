import { describe, expect, test } from "vitest";
import type { CauseId } from "../../../src/ground/cause.ts";
import { conclude } from "../../../src/harness/diagnosis/conclude.ts";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import { healthyPromised, pairsPromised, singlesPromised } from "../../diagnosis/promises.ts";
import type { Outcome } from "../../diagnosis/score.ts";

describe("what is promised of diagnoses", () => {
  test("allows one single fault of forty to be called something else, surely", () => {
    const right = outcome(["app-stall"], ["app-stall"]);
    const wrong = outcome(["app-stall"], ["nothing-listening"]);
    expect(singlesPromised([...several(39, right), wrong])).toEqual([]);
    expect(singlesPromised([...several(38, right), wrong, wrong])).toEqual([
      "not in the first three 2, at most 1",
      "wrong, and sure 2, at most 1",
    ]);
    expect(singlesPromised([...several(10, right), wrong])).toEqual([
      "true class first 10, at least 11",
    ]);
  });

  test("wants both of two faults in six of ten pairs, and one of them first in eight", () => {
    const both = outcome(["app-stall", "nothing-listening"], ["app-stall", "nothing-listening"]);
    const one = outcome(["app-stall", "nothing-listening"], ["app-stall"]);
    const none = outcome(["app-stall", "nothing-listening"], ["data-lost"]);
    expect(pairsPromised([...several(6, both), one, one, none, none])).toEqual([]);
    expect(pairsPromised([...several(5, both), one, one, none, none, none])).toEqual([
      "one true class first 7, at least 8",
      "both named 5, at least 6",
    ]);
  });

  test("forgives one false alarm, and not two", () => {
    const alarm = outcome([], ["app-stall"]);
    expect(healthyPromised([outcome([], []), alarm])).toEqual([]);
    expect(healthyPromised([alarm, alarm])).toEqual(["false diagnoses 2, at most 1"]);
  });
});

function several<Thing>(count: number, one: Thing): readonly Thing[] {
  return Array.from({ length: count }, () => one);
}

/** A diagnosis that names these causes, all of them surely. */
function outcome(truth: readonly CauseId[], named: readonly CauseId[]): Outcome {
  const findings = named.map((cause) => ({ cause, confidence: 0.9, evidence: [] }));
  const diagnosis = conclude({
    ...{ findings, evidence: new Evidence(), probes: [], records: [] },
    target: { http: "http://127.0.0.1:1", ws: "ws://127.0.0.1:1" },
  });
  return { played: [], truth, diagnosis, durationMs: 0, askedChecks: false };
}
