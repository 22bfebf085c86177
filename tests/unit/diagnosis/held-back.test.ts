import { describe, expect, test } from "vitest";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import type { Finding } from "../../../src/harness/diagnosis/finding.ts";
import type { RunSaw } from "../../../src/harness/diagnosis/probes/runs/run-saw.ts";
import type { StreamRunSaw } from "../../../src/harness/diagnosis/probes/stream-saw.ts";
import type { Rule } from "../../../src/harness/diagnosis/rule.ts";
import { slowRules } from "../../../src/harness/diagnosis/rules/slow.ts";
import { streamRules } from "../../../src/harness/diagnosis/rules/streams.ts";
import type { Sightings } from "../../../src/harness/diagnosis/sightings.ts";

describe("a slow stream", () => {
  test("is held back when all of it comes at once, late", () => {
    expect(streamed([2_000, 2_010, 2_020, 2_030])).toEqual(["buffering"]);
  });

  test("is not held back when long thought is followed by records one by one", () => {
    const moments = Array.from({ length: 40 }, (_, n) => 20_000 + n * 125);
    expect(streamed(moments)).toEqual([]);
  });
});

describe("a slow run", () => {
  test("is held back when its events come closer together than they were made", () => {
    const [finding] = slowly([1_900, 1_910, 1_920, 1_930], [0, 600, 1_200, 1_800]);
    expect(finding).toMatchObject({ cause: "buffering", confidence: 0.92 });
  });

  test("counts only what comes after the silence", () => {
    const [finding] = slowly([10, 20, 1_900, 1_910, 1_920, 1_930], [0, 9, 400, 900, 1_300, 1_800]);
    expect(finding?.evidence[0]?.text).toContain("then 4 events come within 30 ms");
  });

  test("is held back by nobody when its events come as they were made", () => {
    expect(slowly([1_900, 1_910, 1_920, 1_930], [0, 10, 20, 30])).toEqual([]);
    expect(slowly([5, 8_000, 8_400, 8_800, 9_200], [0, 7_995, 8_395, 8_795, 9_195])).toEqual([]);
  });

  test("may have thought long where nothing is stamped", () => {
    expect(slowly([1_900, 1_910, 1_920, 1_930])[0]).toMatchObject({ confidence: 0.7 });
    expect(slowly([8_000, 8_400, 8_800, 9_200])).toEqual([]);
  });
});

const sound: RunSaw = {
  ...{ name: "a question", over: true, failed: false, oddities: [], strays: 0, parts: 2 },
  events: [
    ["begun", "whole", 5],
    ["done", "whole", 40],
  ],
};

function streamed(moments: readonly number[]): readonly string[] {
  const slow: StreamRunSaw = {
    ...{ name: "a slow stream", status: 200, ok: true, ending: "ended", parts: 3, oddities: [] },
    records: moments.map((atMs) => ["chunk", atMs]),
  };
  return judged(streamRules, { stream: { slow } }).map(({ cause }) => cause);
}

function slowly(moments: readonly number[], stampsMs?: readonly number[]): readonly Finding[] {
  const whole: RunSaw = {
    ...sound,
    events: moments.map((atMs) => ["step", "whole", atMs]),
    ...(stampsMs === undefined ? {} : { stampsMs }),
  };
  return judged(slowRules, { slow: { whole, lastsMs: 1_500 } });
}

function judged(rules: readonly Rule[], seen: Partial<Sightings>): readonly Finding[] {
  const evidence = new Evidence();
  // Of the upgrade, nothing but its success is read.
  evidence.add("offer", { switched: true } as Sightings["offer"]);
  evidence.add("run", { runs: [sound], foreign: [] });
  for (const [name, saw] of Object.entries(seen)) evidence.add(name as keyof Sightings, saw);
  return rules.flatMap(({ judge }) => [judge(evidence) ?? []].flat());
}
