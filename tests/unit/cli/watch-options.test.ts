import { describe, expect, test } from "vitest";
import { planOf, shareDone } from "../../../src/cli/watch/plan-of.ts";
import { questionLines } from "../../../src/cli/watch/question-text.ts";
import { refuseHopeless } from "../../../src/cli/watch/refuse-hopeless.ts";
import { readWatchOptions, type WatchFlags } from "../../../src/cli/watch/watch-options.ts";
import { watchTargets } from "../../../src/cli/watch/watch-targets.ts";
import { defaultContract } from "../../../src/contract/default.ts";

function options(flags: Partial<WatchFlags> = {}) {
  return readWatchOptions({ diagnose: true, reportDir: "out", ...flags });
}

function planFor(flags: Partial<WatchFlags> = {}) {
  const asked = options(flags);
  return planOf(asked, watchTargets(defaultContract, asked).targets);
}

describe("options of a watch", () => {
  test.for([
    [{ min: "0" }, '--min must be a whole number from 1 to 100000, got "0"'],
    [{ min: "1.5" }, "--min must be a whole number"],
    [{ min: "-3" }, "--min must be a whole number"],
    [{ atOnce: "51" }, '--at-once must be a whole number from 1 to 50, got "51"'],
    [{ atOnce: "0" }, "--at-once must be"],
    [{ alpha: "0.31" }, "--alpha must be a share above 0 and at most 0.3, such as 0.05 for 5 %"],
    [{ alpha: "" }, "--alpha must be"],
    [{ beta: "0" }, "--beta must be"],
    [{ beta: "5%" }, "--beta must be"],
    [{ for: "soon" }, "--for must be a duration"],
    [{ every: "-1s" }, "--every must be a duration"],
    [{ min: "9", for: "1h", every: "1s" }, "--every cannot go together with --min and --for"],
    [{ for: "1m", every: "2m" }, '--every must not be longer than --for (1m), got "2m"'],
    [{ for: "2h", maxDuration: "1h" }, '--max-duration must be longer than --for (2h), got "1h"'],
    [{ min: "1000", every: "10s" }, "--max-duration must leave time for --min 1000 trials"],
  ] as const)("%o are refused: %s", ([flags, words]) => {
    expect(() => options(flags)).toThrow(words);
  });

  test("leave time for what comes before and after the trials", () => {
    expect(options().maxDurationMs).toBe(60 * 60_000);
    expect(options({ for: "2h" }).maxDurationMs).toBe(135 * 60_000);
    expect(options({ for: "575h" }).maxDurationMs).toBeLessThanOrEqual(0x7fff_ffff);
  });

  test("ask for a decision, a loop, a time, or a loop over a time", () => {
    expect(planFor()).toMatchObject({ stop: { kind: "decided" }, everyMs: undefined });
    expect(planFor({ min: "9", every: "2s" })).toMatchObject({
      stop: { kind: "loop", least: 9 },
      everyMs: 2_000,
    });
    expect(planFor({ for: "1h", every: "10s" })).toMatchObject({
      stop: { kind: "duration", ms: 3_600_000 },
      everyMs: 10_000,
    });
    expect(planFor({ min: "1000", for: "2h" })).toMatchObject({
      stop: { kind: "loop", least: 1_000 },
      everyMs: 7_200,
    });
  });

  test("spread over a time what it takes to decide every rate at the latest", () => {
    // Turns are even: three journeys, the hardest of which takes 800 trials.
    expect(planFor({ for: "2400s" }).everyMs).toBe(1_000);
    expect(planFor({ for: "400s", journey: ["websocket"] }).everyMs).toBe(1_000);
  });

  test.for([
    [{ every: "10m" }, "--max-duration must leave time for 141 trials"],
    [{ every: "10m" }, 'one every 10 min 0 s takes 1400 min 0 s, got "60 min 0 s"'],
    [{ every: "5m", for: "10m" }, "--for must leave time for 177 trials"],
    [{ every: "1m", maxDuration: "140m" }, "--max-duration must leave time for 141 trials"],
  ] as const)("%o leave no time for a pass, and are refused: %s", ([flags, words]) => {
    expect(() => refuseHopeless(planFor(flags), options(flags))).toThrow(words);
  });

  test.for([
    {},
    { for: "1s" },
    { every: "25s" },
    { every: "20s", for: "1h" },
    { every: "1m", maxDuration: "141m" },
    { min: "10", every: "1m" },
  ] as const)("%o leave enough", (flags) => {
    expect(() => refuseHopeless(planFor(flags), options(flags))).not.toThrow();
  });

  test("know how much is done, of a number or of a time", () => {
    const seen = { trials: 30, elapsedMs: 30_000 };
    expect(shareDone(planFor({ min: "60" }), seen)).toBe(0.5);
    expect(shareDone(planFor({ for: "1m" }), seen)).toBe(0.5);
    expect(shareDone(planFor(), { ...seen, trials: 10_000 })).toBe(1);
  });
});

describe("journeys of a watch", () => {
  const errors = { alpha: 0.05, beta: 0.05 };

  test("are those that the contract promises and that can be walked, and the others are named", () => {
    const contract = { ...defaultContract, targets: { websocket: 0.9, threads: 0.9 } };
    const { targets, warnings } = watchTargets(contract, { journeys: undefined, errors });
    expect(targets.map(({ journey }) => journey)).toEqual(["websocket"]);
    expect(warnings).toEqual([
      expect.stringMatching(/^threads is promised and cannot be watched: nobody knows how to walk/),
    ]);
  });

  test("that were named are said to be a part", () => {
    const { targets, warnings } = watchTargets(defaultContract, {
      ...{ journeys: ["http-fallback"], errors },
    });
    expect(targets.map(({ journey }) => journey)).toEqual(["http-fallback"]);
    expect(warnings).toEqual(["this is about http-fallback only (--journey)"]);
  });

  test.for([
    [{}, ["nope"], /^--journey must be a journey whose rate the contract promises: .*"nope"/],
    [{ targets: { threads: 0.9 } }, ["threads"], /^--journey must be one that can be walked/],
    [{ targets: { threads: 0.9 } }, undefined, /^the contract's targets must promise/],
    [{ targets: {} }, undefined, /^the contract's targets must promise/],
    [{ targets: { websocket: 0 } }, undefined, /^targets.websocket of the contract must be a rate/],
    [{ targets: { websocket: 0.99999 } }, undefined, /^targets.websocket of the contract must be/],
  ] as const)("%o with %o are refused", ([change, journeys, words]) => {
    const contract = { ...defaultContract, ...change } as typeof defaultContract;
    expect(() => watchTargets(contract, { journeys, errors })).toThrow(words);
  });

  test("are looked at for longer by whoever wants to be surer", () => {
    const surer = { alpha: 0.01, beta: 0.01 };
    const { targets } = watchTargets(defaultContract, { journeys: undefined, errors: surer });
    const [websocket, , fallback] = targets;
    expect(fallback).toMatchObject({ target: 1, samples: 91 });
    expect(
      websocket !== undefined && "mostTrials" in websocket && websocket.mostTrials,
    ).toBeGreaterThan(700);
  });
});

describe("what is asked", () => {
  test("is said of each journey, with both errors and the end, before the first trial", () => {
    expect(questionLines(planFor(), false)).toEqual([
      "websocket      at least 90 % is good, 80 % or less is not; wrong at most 5 % of the time either way; at most 400 trials",
      "golden-path    at least 95 % is good, 90 % or less is not; wrong at most 5 % of the time either way; at most 800 trials",
      "http-fallback  always: one failure fails, 59 successes pass (they prove 95.05 % with 95 % certainty)",
      "until each is decided; 4 at a time",
    ]);
    const [first] = questionLines(planFor({ alpha: "0.01", journey: ["websocket"] }), true);
    expect(first).toContain("passes wrongly at most 1 % of the time, fails wrongly at most 5 %");
  });

  test("of a loop that is too short to prove anything is said to be too little", () => {
    const lines = questionLines(planFor({ min: "100" }), true);
    expect(lines.at(-1)).toContain("golden-path 56, http-fallback 59; --min 177 is the least");
    expect(questionLines(planFor({ min: "177" }), true).join("\n")).not.toContain("too few");
  });
});
