import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { walkOf, walks } from "../../../src/harness/watch/walks/walks.ts";
import { watchJourneys } from "../../../src/harness/watch/watch-journeys.ts";
import { asked, journeys, placeOf } from "./stage.ts";

describe("a healthy backend", () => {
  test("lets every journey be walked twenty times, in turns, each time to its goal", async () => {
    await using backend = await startBackend({ revision: "r1" });
    const plan = { journeys: asked(...journeys), stop: { kind: "samples", n: 20 } } as const;
    const { end, trials, rates, uncounted } = await watchJourneys(placeOf(backend), plan);
    expect({ end, uncounted }).toEqual({ end: "finished", uncounted: 0 });
    expect(trials.filter(({ ok }) => !ok)).toEqual([]);
    expect(rates.map(({ id, of, n, successes, rate }) => ({ id, of, n, successes, rate }))).toEqual(
      journeys.map((id) => ({ id, of: "trials", n: 20, successes: 20, rate: 1 })),
    );
    const goals = rates.map(({ sample }) => sample?.outcomes);
    expect(goals).toEqual([
      [{ outcome: "welcomed", ok: true, count: 20 }],
      [{ outcome: "answered", ok: true, count: 20 }],
      [{ outcome: "answered", ok: true, count: 20 }],
    ]);
    expect(rates.map(({ sample }) => sample?.revisions)).toEqual([
      [{ revision: "r1", n: 20, successes: 20 }],
      [{ revision: "r1", n: 20, successes: 20 }],
      // Answers to questions do not say who gave them.
      [{ revision: null, n: 20, successes: 20 }],
    ]);
    expect(new Set(trials.slice(0, 3).map(({ journey }) => journey)).size).toBe(3);
  });

  test("shows how long connecting took, and the first event, where there are any", async () => {
    await using backend = await startBackend();
    const plan = { journeys: asked(...journeys), stop: { kind: "samples", n: 1 } } as const;
    const { trials } = await watchJourneys(placeOf(backend), plan);
    const seen = trials.map(({ journey, connectMs, firstEventMs, trace }) => [
      journey,
      [connectMs !== undefined, firstEventMs !== undefined, /^[\da-f]{32}$/.test(trace ?? "")],
    ]);
    expect(Object.fromEntries(seen)).toEqual({
      websocket: [true, false, true],
      "golden-path": [true, true, true],
      "http-fallback": [false, false, true],
    });
    for (const { connectMs = 0, durationMs } of trials)
      expect(connectMs).toBeLessThanOrEqual(durationMs);
  });
});

describe("a journey", () => {
  test("is walked in one way, where the contract promises what it needs", () => {
    expect(walks.map(({ journey }) => journey)).toEqual(journeys);
    for (const walk of walks) expect(walkOf(defaultContract, walk.journey)).toBe(walk);
  });

  test("cannot be walked over HTTP where nothing is promised to be asked there", async () => {
    const { execute, ...operations } = defaultContract.operations;
    const silent = { ...defaultContract, operations };
    const because = 'contract "netra-apex" does not promise operation.execute';
    expect(walkOf(silent, "http-fallback")).toBe(because.replace("netra-apex", defaultContract.id));
    const mute = {
      ...defaultContract,
      operations: { ...operations, ...(execute && { execute: { ...execute, read: {} } }) },
    };
    expect(walkOf(mute, "http-fallback")).toContain("operation.execute.answer");
  });

  test("that nobody knows, or that is named twice, is refused before anything is sent", async () => {
    await using backend = await startBackend();
    const place = placeOf(backend);
    const stop = { kind: "decided" } as const;
    const [target] = asked("websocket");
    if (target === undefined) throw new Error("nothing is asked");
    const watch = (...targets: readonly (typeof target)[]) =>
      watchJourneys(place, { journeys: targets, stop });
    await expect(watch({ ...target, journey: "load" })).rejects.toThrow(
      "journey load must be one that can be walked: nobody knows how to walk it",
    );
    await expect(watch(target, target)).rejects.toThrow("must name each once");
    await expect(watch()).rejects.toThrow("journeys must name at least one");
    expect(backend.openSockets()).toBe(0);
  });
});
