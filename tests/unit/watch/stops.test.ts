import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { quirk } from "../../../src/fixtures/faults/fault.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import type { Standing } from "../../../src/harness/watch/course.ts";
import { watchJourneys } from "../../../src/harness/watch/watch-journeys.ts";
import { asked, hurriedContract, journeys, placeOf } from "./stage.ts";

/** Of so many connections, one share comes to another build, which closes them with 1011 once they are greeted. */
function twoBuilds(secondShare: number) {
  const crash = faults.find(({ id }) => id === "wire.crashes-on-message");
  return quirk({
    id: "two-builds",
    title: "two builds, one of which is broken",
    edge: { to: "upgrades", secondShare },
    second: { ...quirk({ id: "r2", title: "r2" }), ...crash, options: { revision: "r2" } },
  });
}

describe("a watch until it is decided", () => {
  test("passes each journey as soon as its own trials do, and gives its turns to the others", async () => {
    await using backend = await startBackend();
    const plan = { journeys: asked(...journeys), stop: { kind: "decided" } } as const;
    const { end, rates, trials } = await watchJourneys(placeOf(backend), plan);
    expect(end).toBe("finished");
    expect(rates.map(({ id, n, decision }) => [id, n, decision])).toEqual([
      ["websocket", 26, "pass"],
      ["golden-path", 56, "pass"],
      ["http-fallback", 59, "pass"],
    ]);
    expect(trials.length).toBe(26 + 56 + 59);
  });

  test("fails what fails too often, and says which build it was", async () => {
    await using backend = await startFaulty([twoBuilds(0.5)], { revision: "r1" });
    const plan = { journeys: asked("websocket"), stop: { kind: "decided" } } as const;
    const { rates } = await watchJourneys(placeOf(backend), plan);
    const [{ decision, n, sample } = { n: 0 }] = rates;
    expect(decision).toBe("fail");
    expect(n).toBeLessThan(40);
    const { revisions = [], outcomes = [] } = sample ?? {};
    const byBuild = Object.fromEntries(
      revisions.map(({ revision, ...counts }) => [revision, counts]),
    );
    expect(byBuild["r1"]?.successes).toBe(byBuild["r1"]?.n);
    expect(byBuild["r2"]?.successes).toBe(0);
    expect((byBuild["r1"]?.n ?? 0) + (byBuild["r2"]?.n ?? 0)).toBe(n);
    expect(outcomes).toContainEqual({
      outcome: "close 1011",
      ok: false,
      count: byBuild["r2"]?.n,
    });
  });

  test("of always fails at the first failure, and stops asking", async () => {
    const backend = await startBackend();
    await backend.stop();
    const plan = { journeys: asked("http-fallback"), stop: { kind: "decided" } } as const;
    const { rates, trials, uncounted } = await watchJourneys(placeOf(backend), plan);
    expect(rates[0]).toMatchObject({ n: 1, successes: 0, decision: "fail" });
    expect(trials.length).toBe(1);
    expect(uncounted).toBeLessThan(4);
  });

  test("gives up after its most trials, undecided", async () => {
    await using backend = await startBackend();
    const [target] = asked("websocket");
    const journeys = target === undefined ? [] : [{ ...target, mostTrials: 7 }];
    const plan = { journeys, stop: { kind: "decided" } } as const;
    const { end, rates } = await watchJourneys(placeOf(backend), plan);
    expect(end).toBe("finished");
    expect(rates[0]).toMatchObject({ n: 7, successes: 7, decision: "inconclusive" });
  });

  test("refuses errors that are none before it sends anything", async () => {
    await using backend = await startBackend();
    const errors = { alpha: 0.31, beta: 0.05 };
    const plan = { journeys: asked("websocket"), stop: { kind: "decided" }, errors } as const;
    await expect(watchJourneys(placeOf(backend), plan)).rejects.toThrow("alpha must lie above 0");
    expect(backend.openSockets()).toBe(0);
  });
});

describe("a sample", () => {
  test("has exactly as many trials of each journey as were asked for, however they end", async () => {
    await using backend = await startFaulty([twoBuilds(0.5)]);
    const names = ["websocket", "http-fallback"];
    const plan = { journeys: asked(...names), stop: { kind: "samples", n: 30 } } as const;
    const standings: (readonly Standing[])[] = [];
    const { rates } = await watchJourneys(placeOf(backend), plan, {
      onTrial: (_, standing) => standings.push(standing),
    });
    expect(rates.map(({ n, decision }) => [n, decision])).toEqual([
      [30, "fail"],
      // A smaller sample than always asks for proves less than it asks for.
      [30, "inconclusive"],
    ]);
    expect(rates[0]?.successes).toBe(15);
    expect(standings.length).toBe(60);
    const early = standings.slice(0, -1).flat();
    expect(early.filter(({ n, decision }) => n < 30 && decision === "fail")).toEqual([]);
    expect(standings.at(-1)?.map(({ journey, n }) => [journey, n])).toEqual(
      names.map((name) => [name, 30]),
    );
  });
});

describe("a loop", () => {
  test("passes when all its trials are there and more than 95 of 100 went well", async () => {
    await using backend = await startBackend();
    const plan = { journeys: asked(...journeys), stop: { kind: "loop", least: 20 } } as const;
    const { loop, rates, trials } = await watchJourneys(placeOf(backend), plan);
    expect(loop).toMatchObject({ n: 20, successes: 20, decision: "pass" });
    expect(trials.length).toBe(20);
    expect(rates.map(({ n }) => n)).toEqual([7, 7, 6]);
    expect(rates[0]?.because).toContain("rules out neither");
  });

  test("fails as soon as nothing could save it, and begins no more", async () => {
    await using backend = await startFaulty([twoBuilds(0.5)]);
    const stop = { kind: "loop", least: 200 } as const;
    const plan = { journeys: asked("websocket"), stop };
    const { loop, end } = await watchJourneys(placeOf(backend), plan);
    expect(end).toBe("finished");
    expect(loop?.decision).toBe("fail");
    expect(loop?.n).toBeLessThan(30);
    expect((loop?.n ?? 0) - (loop?.successes ?? 0)).toBeGreaterThanOrEqual(10);
  });
});

describe("a watch of some duration", () => {
  test("goes on until the time is over, though all is decided, in even steps", async () => {
    await using backend = await startBackend();
    const stop = { kind: "duration", ms: 600 } as const;
    const plan = { journeys: asked("websocket"), stop, everyMs: 100 };
    const { end, trials, rates } = await watchJourneys(placeOf(backend), plan);
    expect(end).toBe("finished");
    expect(trials.length).toBeGreaterThanOrEqual(3);
    expect(trials.length).toBeLessThanOrEqual(6);
    const starts = trials.map(({ atMs }) => atMs);
    for (const [index, start] of starts.slice(1).entries())
      expect(start - (starts[index] ?? 0)).toBeGreaterThan(95);
    expect(Math.max(...starts)).toBeLessThan(600);
    expect(rates[0]?.decision).toBe("inconclusive");
  });
});

describe("a signal", () => {
  test("ends it, and what was under way counts neither way", async () => {
    await using backend = await startBackend({ paceMs: 60_000 });
    const { signal, abort } = stopper();
    const plan = {
      ...{ journeys: asked("websocket", "golden-path"), atOnce: 3 },
      stop: { kind: "loop", least: 100 },
    } as const;
    const { end, trials, rates, loop, uncounted } = await watchJourneys(
      placeOf(backend, { signal }),
      plan,
      { onTrial: ({ n }) => (n === 3 ? abort() : undefined) },
    );
    expect(end).toBe("interrupted");
    expect(trials.filter(({ ok }) => !ok)).toEqual([]);
    expect(rates.map(({ id, n, decision }) => [id, n, decision])).toEqual([
      ["websocket", 3, "inconclusive"],
      ["golden-path", 0, "not-tested"],
    ]);
    expect(uncounted).toBeGreaterThanOrEqual(1);
    expect(loop).toMatchObject({ n: 3, decision: "inconclusive" });
    await expect.poll(() => backend.openSockets()).toBe(0);
  });

  test("that comes before the beginning leaves nothing but the plan", async () => {
    await using backend = await startBackend();
    const { signal, abort } = stopper();
    abort();
    const plan = { journeys: asked(...journeys), stop: { kind: "decided" } } as const;
    const result = await watchJourneys(placeOf(backend, { signal }), plan);
    expect(result).toMatchObject({ end: "interrupted", trials: [], uncounted: 0 });
    expect(result.rates.map(({ decision, rate }) => [decision, rate])).toEqual(
      journeys.map(() => ["not-tested", null]),
    );
  });
});

describe("a backend that fails slowly and answers quickly", () => {
  test("is not passed by those that overtake: trials count in the order they began", async () => {
    const slow = quirk({
      id: "greets-some",
      title: "greets some, and keeps the others waiting",
      edge: { to: "upgrades", secondShare: 0.25 },
      second: {
        ...quirk({ id: "mute", title: "mute" }),
        bend: ({ desk }) => {
          desk.serve = () => undefined;
        },
      },
    });
    await using backend = await startFaulty([slow]);
    const heard: number[] = [];
    const plan = { journeys: asked("websocket"), stop: { kind: "decided" }, atOnce: 16 } as const;
    const contract = hurriedContract(400);
    const { rates, trials } = await watchJourneys(placeOf(backend, { contract }), plan, {
      onTrial: ({ n }) => void heard.push(n),
    });
    expect(rates[0]?.decision).toBe("fail");
    // On a busy machine even the upgrade may not be answered within such limits.
    expect(rates[0]?.sample?.outcomes.map(({ outcome }) => outcome)).toContainEqual(
      expect.stringMatching(/in time$/),
    );
    expect(heard).toEqual(trials.map((_, index) => index + 1));
    const endings = trials.map(({ atMs, durationMs }) => atMs + durationMs);
    expect(endings).not.toEqual(endings.toSorted((a, b) => a - b));
  });
});

function stopper(): { readonly signal: AbortSignal; readonly abort: () => void } {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort(new Error("interrupted")) };
}
