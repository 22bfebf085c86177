import { describe, expect, test } from "vitest";
import { everyMsFor, Pause } from "../../../src/harness/watch/pace.ts";
import { HandClock } from "../wire/hand-clock.ts";

describe("an even pace", () => {
  test("spreads so many over a duration, the last one such time before its end", () => {
    expect(everyMsFor(60_000, 20)).toBe(3_000);
    expect(everyMsFor(100, 1)).toBe(100);
  });

  test.each([
    [0, 1],
    [Number.POSITIVE_INFINITY, 1],
    [Number.NaN, 1],
    [100, 0],
    [100, 1.5],
  ])("refuses %d ms for %d", (durationMs, expected) => {
    expect(() => everyMsFor(durationMs, expected)).toThrow(RangeError);
  });
});

describe("a pause", () => {
  test("is over when its time has passed, and leaves no timer behind", async () => {
    const clock = new HandClock();
    const { signal } = new AbortController();
    using pause = new Pause(50, { clock, signal });
    clock.advance(50);
    await pause.over;
    expect(clock.pending).toBe(0);
  });

  test("is over with the signal, and when nobody waits any more", async () => {
    const clock = new HandClock();
    const controller = new AbortController();
    using pause = new Pause(50, { clock, signal: controller.signal });
    controller.abort();
    await pause.over;
    using late = new Pause(50, { clock, signal: controller.signal });
    await late.over;
    pause[Symbol.dispose]();
    late[Symbol.dispose]();
    expect(clock.pending).toBe(0);
  });
});
