import { describe, expect, test } from "vitest";
import { Budget, WaitAborted, WaitExpired } from "../../../src/harness/wire/budget.ts";
import { proves } from "../../catalogue/proves.ts";
import { HandClock } from "./hand-clock.ts";
import { sampleContract } from "./sample-contract.ts";

const { local: limits } = sampleContract.limits;
const never = new Promise<never>(() => {});

describe("Budget", () => {
  test("expires a wait at its phase's limit, naming what was awaited and what came instead", async () => {
    const clock = new HandClock();
    const budget = new Budget({ limits, clock });
    const seen = (): string[] => ["heartbeat at 3 ms"];
    const wait = budget.within(never, { phase: "reply", what: "the pong", seen });
    clock.advance(699);
    expect(clock.pending).toBe(1);
    clock.advance(1);
    await expect(wait).rejects.toThrowErrorMatchingInlineSnapshot(
      `[WaitExpired: the pong did not come within 700 ms (phase reply); seen: heartbeat at 3 ms.]`,
    );
    await expect(wait).rejects.toMatchObject({
      code: "GAPPROOF_WAIT_REPLY",
      phase: "reply",
      limitMs: 700,
      budgetExhausted: false,
    });
  });

  test("cuts a wait short when the whole check's time ends first, and says so", async () => {
    const clock = new HandClock();
    const budget = new Budget({ limits, clock, totalMs: 1000 });
    clock.advance(900);
    const wait = budget.within(never, { phase: "firstEvent", what: "an event" });
    clock.advance(100);
    await expect(wait).rejects.toMatchObject({ limitMs: 100, budgetExhausted: true, seen: [] });
    expect(budget.remainingMs).toBe(0);
  });

  test("leaves no timer behind when the work is done", async () => {
    const clock = new HandClock();
    const budget = new Budget({ limits, clock });
    await expect(
      budget.within(Promise.resolve("here"), { phase: "gap", what: "it" }),
    ).resolves.toBe("here");
    expect(clock.pending).toBe(0);
  });

  test("passes on what the work rejects with", async () => {
    const budget = new Budget({ limits, clock: new HandClock() });
    const work = Promise.reject(new RangeError("no"));
    await expect(budget.within(work, { phase: "gap", what: "it" })).rejects.toThrow(RangeError);
  });

  test("calls the wait off when the signal aborts, keeping the reason", async () => {
    const clock = new HandClock();
    const controller = new AbortController();
    const budget = new Budget({ limits, clock, signal: controller.signal });
    let cancelled = 0;
    const wait = budget.within(never, { phase: "gap", what: "an event" }, () => {
      cancelled += 1;
    });
    controller.abort(new Error("interrupted"));
    await expect(wait).rejects.toThrow(WaitAborted);
    await expect(wait).rejects.toMatchObject({ cause: new Error("interrupted") });
    expect([cancelled, clock.pending]).toEqual([1, 0]);
  });

  test("does not wait at all once the signal has aborted", async () => {
    const clock = new HandClock();
    const budget = new Budget({ limits, clock, signal: AbortSignal.abort() });
    await expect(budget.within(never, { phase: "gap", what: "it" })).rejects.toThrow(WaitAborted);
    expect(clock.pending).toBe(0);
  });

  test("counts what it does not list of a long history", () => {
    const seen = (): string[] => Array.from({ length: 25 }, (_, n) => `e${n}`);
    const error = new WaitExpired({ phase: "gap", what: "it", seen }, 5);
    expect(error.message).toContain("e19, and 5 more");
    expect(error.seen).toHaveLength(25);
  });

  test.for([500, 1000, 5000, 10_000, 30_000])(
    "holds a limit of %i ms to the millisecond",
    proves("D18", "X06"),
    async (withinMs) => {
      const clock = new HandClock();
      const budget = new Budget({ limits, clock });
      const wait = budget.within(never, { phase: "gap", what: "it", withinMs });
      clock.advance(withinMs - 1);
      expect(clock.pending).toBe(1);
      clock.advance(1);
      await expect(wait).rejects.toMatchObject({ limitMs: withinMs });
      expect(clock.now()).toBe(withinMs);
    },
  );

  test("holds its limits by the machine's own clock, too", proves("D18"), async () => {
    const wait = new Budget({ limits }).within(never, { phase: "gap", what: "it", withinMs: 5 });
    await expect(wait).rejects.toThrow(WaitExpired);
  });

  test.for([3000, 2000, 1500, 1000, 800])(
    "lets work of 100 ms succeed under a limit of %i ms",
    proves("D19"),
    async (withinMs) => {
      const clock = new HandClock();
      const budget = new Budget({ limits, clock });
      const work = new Promise((resolve) => clock.after(100, () => resolve("done")));
      const wait = budget.within(work, { phase: "reply", what: "it", withinMs });
      clock.advance(100);
      await expect(wait).resolves.toBe("done");
      expect(clock.pending).toBe(0);
    },
  );
});
