import { afterEach, describe, expect, test, vi } from "vitest";
import { systemClock } from "../../../src/ground/clock.ts";
import { Breaker, BreakerOpen, breakerPresets } from "../../../src/harness/wire/breaker.ts";
import { withRetry } from "../../../src/harness/wire/retry.ts";
import { proves } from "../../catalogue/proves.ts";

import { deferred } from "./deferred.ts";

const settings = { ...breakerPresets.default, failureThreshold: 3, recoveryMs: 1000 };

const fails = (): Promise<never> => Promise.reject(new Error("down"));
const works = (): Promise<string> => Promise.resolve("up");

async function failTimes(breaker: Breaker, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await expect(breaker.execute(fails)).rejects.toThrow("down");
  }
}

afterEach(() => {
  vi.useRealTimers();
});

describe("Breaker", () => {
  test("opens after so many failures, then refuses without calling", proves("D15"), async () => {
    const breaker = new Breaker(settings);
    await failTimes(breaker, 2);
    expect(breaker.state).toBe("closed");
    await failTimes(breaker, 1);
    expect(breaker.state).toBe("open");
    let called = false;
    const work = breaker.execute(async () => {
      called = true;
    });
    await expect(work).rejects.toThrow(BreakerOpen);
    expect(called).toBe(false);
  });

  test("forgets every failure at a success, where the described client takes off only one", async () => {
    const breaker = new Breaker(settings);
    await failTimes(breaker, 2);
    await breaker.execute(works);
    // Counting 2 - 1 + 2 = 3, the described client would be open now.
    await failTimes(breaker, 2);
    expect(breaker.state).toBe("closed");
  });

  test(
    "closes at the first success after its recovery time, whatever the success threshold",
    proves("D15"),
    async () => {
      vi.useFakeTimers({ toFake: ["Date"] });
      const breaker = new Breaker({ ...settings, successThreshold: 3 });
      await failTimes(breaker, 3);
      vi.setSystemTime(Date.now() + 1000);
      await expect(breaker.execute(works)).resolves.toBe("up");
      expect(breaker.state).toBe("closed");
    },
  );

  test("opens again when the first call after its recovery time fails", proves("D15"), async () => {
    vi.useFakeTimers({ toFake: ["Date"] });
    const breaker = new Breaker(settings);
    await failTimes(breaker, 3);
    vi.setSystemTime(Date.now() + 1000);
    await failTimes(breaker, 1);
    expect(breaker.state).toBe("open");
  });

  test(
    "lets one call try after its recovery time, and the others wait for what comes of it",
    proves("D15"),
    async () => {
      vi.useFakeTimers({ toFake: ["Date"] });
      const breaker = new Breaker({ ...settings, failureThreshold: 2 });
      await failTimes(breaker, 2);
      await expect(breaker.execute(works)).rejects.toThrow(BreakerOpen);
      vi.setSystemTime(Date.now() + 1000);
      const trial = deferred();
      const called: string[] = [];
      const call = (name: string, work: Promise<void>) =>
        breaker.execute(() => {
          called.push(name);
          return work;
        });
      const first = call("first", trial.promise);
      const second = call("second", Promise.resolve());
      expect([called, breaker.state]).toEqual([["first"], "half-open"]);
      trial.resolve();
      await Promise.all([first, second]);
      expect([called, breaker.state]).toEqual([["first", "second"], "closed"]);
    },
  );

  test("decides at once: no timer stands before a call or a refusal", proves("D16"), async () => {
    vi.useFakeTimers();
    const breaker = new Breaker(settings);
    await expect(breaker.execute(works)).resolves.toBe("up");
    await failTimes(breaker, 3);
    await expect(breaker.execute(works)).rejects.toThrow(BreakerOpen);
    expect(vi.getTimerCount()).toBe(0);
  });

  test("counts an exhausted retry cycle once, because it is handed the whole cycle", async () => {
    const breaker = new Breaker(settings);
    let attempts = 0;
    const cycle = (): Promise<unknown> =>
      withRetry(
        () => {
          attempts += 1;
          return fails();
        },
        {
          settings: { attempts: 3, baseDelayMs: 0, factor: 1, maxDelayMs: 0 },
          clock: systemClock,
          isTransient: () => true,
        },
      );
    await expect(breaker.execute(cycle)).rejects.toThrow("All 3 attempts failed");
    expect([attempts, breaker.state]).toEqual([3, "closed"]);
  });

  test.for([
    ["default", 5, 30_000, 2, 5],
    ["staging", 3, 15_000, 2, 5],
    ["production", 5, 60_000, 3, 3],
    ["development", 10, 5000, 1, 3],
  ] as const)(
    "has a preset for %s",
    ([name, failureThreshold, recoveryMs, successes, attempts]) => {
      expect(breakerPresets[name]).toMatchObject({
        failureThreshold,
        recoveryMs,
        successThreshold: successes,
        retry: { attempts },
      });
    },
  );
});
