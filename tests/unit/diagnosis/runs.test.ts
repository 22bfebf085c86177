import { describe, expect, test } from "vitest";
import type { CauseId } from "../../../src/ground/cause.ts";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import type { Finding } from "../../../src/harness/diagnosis/finding.ts";
import type { RunProbeSaw } from "../../../src/harness/diagnosis/probes/round-saw.ts";
import type { OddityKind, RunSaw } from "../../../src/harness/diagnosis/probes/runs/run-saw.ts";
import { runRules } from "../../../src/harness/diagnosis/rules/run.ts";
import type { Sightings } from "../../../src/harness/diagnosis/sightings.ts";

const sound: RunSaw = {
  name: "a question",
  events: [
    ["begun", "whole", 5],
    ["done", "whole", 40],
  ],
  ...{ over: true, failed: false, oddities: [], strays: 0, parts: 2 },
};

const silent: RunSaw = {
  ...{ ...sound, events: [], over: false, parts: 0 },
  waited: { phase: "firstEvent", limitMs: 2_000, promisedMs: 2_000 },
  pongMs: 1,
};

describe("rules about runs", () => {
  test("ask nothing where no upgrade succeeds", () => {
    expect(causesIn({ runs: [sound], foreign: [] }, false)).toEqual([]);
  });

  test("are silent where questions are answered as they should be", () => {
    expect(causesIn({ runs: [sound, sound], foreign: [] })).toEqual([]);
  });

  test.each([
    ["token-shown", "credentials-leaked"],
    ["mislabelled", "events-misaddressed"],
    ["never-came", "events-missing"],
    ["after-end", "events-disordered"],
    ["off-question", "answer-unfounded"],
    ["part-lost", "events-missing"],
    ["part-wrong", "contract-violation"],
    ["thin-report", "answer-unfounded"],
  ] as const)("take %s for %s", (kind, cause) => {
    expect(causesIn({ runs: [sound, odd(kind)], foreign: [] })).toEqual([cause]);
  });

  test("explain a broken order by the type that never comes, not the other way round", () => {
    const run = odd("out-of-order", "never-came", "unpaired");
    expect(causesIn({ runs: [run], foreign: [] })).toEqual(["events-missing"]);
  });

  test("call a run stalled that gets on late, or of which nothing is stored", () => {
    expect(causesIn({ runs: [{ ...silent, resumedMs: 2_300 }], foreign: [] })).toEqual([
      "app-stall",
    ]);
    expect(causesIn({ runs: [{ ...silent, kept: "nothing" }], foreign: [] })).toEqual([
      "app-stall",
    ]);
  });

  test("call no run stalled for which the contract allows more time", () => {
    const waited = { phase: "gap", limitMs: 2_500, promisedMs: 25_000 } as const;
    for (const kept of ["nothing", "question", "answer"] as const) {
      expect(causesIn({ runs: [{ ...silent, waited, kept }], foreign: [] })).toEqual([]);
    }
  });

  test("say how long the contract allows what did not come", () => {
    const phases = ["firstEvent", "gap", "completion"] as const;
    const texts = phases.map((phase) => {
      const waited = { phase, limitMs: 15_000, promisedMs: 15_000 };
      return factsIn({ runs: [{ ...silent, waited }], foreign: [] })[0];
    });
    expect(texts).toEqual([
      expect.stringContaining("the first comes within 15000 ms, says the contract"),
      expect.stringContaining("each next comes within 15000 ms, says the contract"),
      expect.stringContaining("no end of it in 15000 ms"),
    ]);
  });

  test("miss the events of a run whose answer is stored", () => {
    expect(causesIn({ runs: [{ ...silent, kept: "answer" }], foreign: [] })).toEqual([
      "events-missing",
    ]);
  });

  test("say nothing of a run when not even a ping frame is answered", () => {
    expect(causesIn({ runs: [{ ...silent, pongMs: null }], foreign: [] })).toEqual([]);
  });

  test("tell a handler that crashes from a connection that is cut by whether it says goodbye", () => {
    expect(causesIn(cut({ code: 1011, frame: true }))).toEqual(["crash-on-message"]);
    expect(causesIn(cut({ code: 1012, frame: true }))).toEqual(["draining"]);
    expect(causesIn(cut({ code: 1006, frame: false }, "reset"))).toEqual(["connection-cut"]);
    expect(causesIn(cut({ code: 1006, frame: false }, "fin"))).toEqual(["crash-on-message"]);
  });

  test("find the events of a question nothing is heard of under another thread's name", () => {
    const lost = { ...silent, kept: "answer" as const, strays: 33 };
    const oddities = [{ kind: "mislabelled" as const, text: "begun names the thread t-other" }];
    expect(causesIn({ runs: [{ ...lost, oddities }], foreign: [] })).toEqual([
      "events-misaddressed",
    ]);
    expect(causesIn({ runs: [lost], foreign: [] })).toEqual(["events-missing"]);
  });

  test("find events that somebody else hears", () => {
    expect(causesIn({ runs: [sound], foreign: ["done"] })).toEqual(["events-misaddressed"]);
  });

  test("find a question that is answered to somebody else, and call nothing stalled then", () => {
    const saw = { runs: [sound, silent], foreign: [], handed: ["done"] };
    expect(causesIn(saw)).toEqual(["data-foreign"]);
  });

  test("find frames held back until enough others are there", () => {
    const fill = { before: 0, sent: 120, after: 90, apartMs: 20 };
    expect(causesIn({ runs: [], foreign: [], refused: "no greeting", fill })).toEqual([
      "buffering",
    ]);
  });

  test("find frames held back for a time by pongs that come in one moment, HTTP being quick", () => {
    const pulse = { sentApartMs: 70, pongsMs: [1_100, 1_030, 960, 890, 820], clump: 5 };
    expect(causesIn({ runs: [sound], foreign: [], pulse: { ...pulse, httpMs: 5 } })).toEqual([
      "buffering",
    ]);
    expect(causesIn({ runs: [sound], foreign: [], pulse: { ...pulse, httpMs: 900 } })).toEqual([]);
  });
});

function odd(...kinds: readonly OddityKind[]): RunSaw {
  return { ...sound, oddities: kinds.map((kind) => ({ kind, text: kind })) };
}

function cut(
  how: { readonly code: number; readonly frame: boolean },
  end = "close-frame",
): RunProbeSaw {
  const closed = { ...how, reason: "", end, afterMs: 3 };
  const run: RunSaw = { ...sound, events: [], over: false, closed };
  return { runs: [run, run], foreign: [], idleStood: true };
}

/** Causes the rules find in what questions brought about. */
function causesIn(run: RunProbeSaw, switched = true): readonly CauseId[] {
  return findingsIn(run, switched).map(({ cause }) => cause);
}

/** What is said for them. */
function factsIn(run: RunProbeSaw): readonly string[] {
  return findingsIn(run, true).flatMap(({ evidence }) => evidence.map(({ text }) => text));
}

function findingsIn(run: RunProbeSaw, switched: boolean): readonly Finding[] {
  const evidence = new Evidence();
  // Of the upgrade, nothing but its success is read.
  evidence.add("offer", { switched } as Sightings["offer"]);
  evidence.add("run", run);
  return runRules.flatMap(({ judge }) => [judge(evidence) ?? []].flat());
}
