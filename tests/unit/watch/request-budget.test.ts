import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { systemClock } from "../../../src/ground/clock.ts";
import { RequestBudget } from "../../../src/harness/watch/request-budget.ts";
import { watchJourneys } from "../../../src/harness/watch/watch-journeys.ts";
import { HandClock } from "../wire/hand-clock.ts";
import { remote } from "./counted.ts";
import { asked } from "./stage.ts";

function limitedTo(requests: number): typeof defaultContract {
  const rateLimit = { requests, statuses: [429], retryHeader: "retry-after" };
  return { ...defaultContract, http: { ...defaultContract.http, rateLimit } };
}

describe("what one user may ask", () => {
  test("is half of the limit in any minute, and one more as soon as the oldest is a minute old", () => {
    const clock = new HandClock();
    const budget = new RequestBudget(limitedTo(6), clock);
    budget.spend(1);
    clock.advance(10_000);
    budget.spend(1);
    expect(budget.waitMs).toBe(0);
    budget.spend(1);
    expect(budget.waitMs).toBe(50_000);
    clock.advance(50_000);
    expect(budget.waitMs).toBe(0);
    budget.spend(1);
    expect(budget.waitMs).toBe(10_000);
  });

  test("has no end where the contract says none", () => {
    const unlimited = { http: { ...defaultContract.http, rateLimit: "unlimited" } } as const;
    const budget = new RequestBudget(unlimited, new HandClock());
    budget.spend(10_000);
    expect(budget.waitMs).toBe(0);
  });

  test("makes turns wait, so that a backend that keeps its own limit is not failed for it", async () => {
    await using backend = await startBackend({ requestsPerMinute: 20 });
    const waiting = new AbortController();
    const clock = {
      ...systemClock,
      after: (ms: number, callback: () => void) => {
        // The rest of a minute, and no deadline of the contract's: somebody waits for the limit.
        if (ms < 60_000 && ms > 50_000) waiting.abort(new Error("seen"));
        return systemClock.after(ms, callback);
      },
    };
    const place = remote(backend, { clock, contract: limitedTo(20), signal: waiting.signal });
    const plan = {
      journeys: asked("http-fallback"),
      stop: { kind: "decided" },
      atOnce: 1,
    } as const;
    const { end, trials } = await watchJourneys(place, plan);
    expect(end).toBe("interrupted");
    expect(trials.filter(({ ok }) => !ok)).toEqual([]);
    // Two of ten went into registering and logging in.
    expect(trials.length).toBe(8);
  });
});
