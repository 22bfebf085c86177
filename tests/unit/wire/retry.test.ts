import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type Clock, systemClock } from "../../../src/ground/clock.ts";
import { AttemptsFailed, type RetryOptions, withRetry } from "../../../src/harness/wire/retry.ts";
import { proves } from "../../catalogue/proves.ts";
import { HandClock } from "./hand-clock.ts";

function options(clock: HandClock, change: Partial<RetryOptions> = {}): RetryOptions {
  const settings = { attempts: 4, baseDelayMs: 100, factor: 2, maxDelayMs: 300 };
  return { settings, clock, isTransient: () => true, ...change };
}

describe("withRetry", () => {
  test(
    "pauses longer each time up to a limit, keeps every attempt",
    proves("D14", "X05"),
    async () => {
      const clock = new HandClock();
      const work = withRetry(async (n) => {
        if (n < 4) throw new Error(`no ${n}`);
        return "yes";
      }, options(clock));
      for (const pauseMs of [100, 200, 300]) {
        await clock.armed(pauseMs);
        clock.advance(pauseMs);
      }
      const { value, attempts } = await work;
      expect(value).toBe("yes");
      expect(attempts.map(({ pausedMs }) => pausedMs)).toEqual([100, 200, 300, undefined]);
      expect(attempts.map(({ error }) => error?.message)).toEqual([
        "no 1",
        "no 2",
        "no 3",
        undefined,
      ]);
    },
  );

  test("tries a TypeError again, which p-retry alone would not", async () => {
    const clock = new HandClock();
    const work = withRetry(async (n) => {
      if (n === 1) throw new TypeError("");
      return n;
    }, options(clock));
    await clock.armed(100);
    clock.advance(100);
    await expect(work).resolves.toMatchObject({ value: 2 });
  });

  test("throws a final error as it is, after one attempt", async () => {
    const clock = new HandClock();
    const error = new RangeError("final");
    const work = withRetry(
      () => Promise.reject(error),
      options(clock, { isTransient: () => false }),
    );
    await expect(work).rejects.toBe(error);
  });

  test("stops at the first final error, with what came before it", async () => {
    const clock = new HandClock();
    const work = withRetry(
      (n) => Promise.reject(new Error(n === 1 ? "transient" : "final")),
      options(clock, { isTransient: ({ message }) => message === "transient" }),
    );
    await clock.armed(100);
    clock.advance(100);
    await expect(work).rejects.toThrow(AttemptsFailed);
    await expect(work).rejects.toThrowErrorMatchingInlineSnapshot(`
      [AttemptsFailed: All 2 attempts failed:
        1. after 0 ms: transient
        2. after 0 ms: final]
    `);
  });

  test("ends its pause when the signal aborts", async () => {
    const clock = new HandClock();
    const controller = new AbortController();
    const work = withRetry(
      () => Promise.reject(new Error("no")),
      options(clock, { signal: controller.signal }),
    );
    await clock.armed(100);
    controller.abort(new Error("interrupted"));
    await expect(work).rejects.toThrow("interrupted");
    expect(clock.pending).toBe(0);
  });

  test("pauses min(base · factorⁿ, limit), whatever they are", proves("D14", "X05"), async () => {
    const anySettings = fc.record({
      attempts: fc.integer({ min: 2, max: 8 }),
      baseDelayMs: fc.integer({ min: 1, max: 2000 }),
      factor: fc.integer({ min: 2, max: 4 }),
      maxDelayMs: fc.integer({ min: 2000, max: 60_000 }),
    });
    await fc.assert(
      fc.asyncProperty(anySettings, async (settings) => {
        const { attempts, baseDelayMs, factor, maxDelayMs } = settings;
        const pauses: number[] = [];
        const clock = passingAtOnce(pauses);
        const work = withRetry(() => Promise.reject(new Error("no")), {
          ...{ settings, clock, isTransient: () => true },
        });
        await expect(work).rejects.toThrow(AttemptsFailed);
        expect(pauses).toEqual(
          Array.from({ length: attempts - 1 }, (_, n) =>
            Math.min(maxDelayMs, baseDelayMs * factor ** n),
          ),
        );
        const growsOrIsCapped = pauses.map(
          (ms, n) => ms > (pauses[n - 1] ?? 0) || ms === maxDelayMs,
        );
        expect(growsOrIsCapped).not.toContain(false);
      }),
      { numRuns: 50 },
    );
  });
});

/** A clock on which every pause is over at once, and written down. */
function passingAtOnce(pauses: number[]): Clock {
  return {
    ...systemClock,
    after(delayMs, callback) {
      pauses.push(delayMs);
      queueMicrotask(callback);
      return () => undefined;
    },
  };
}
