import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { type Backend, startBackend } from "../../../src/fixtures/backend/index.ts";
import { refusal } from "../../../src/fixtures/faults/exchange.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { watchJourneys } from "../../../src/harness/watch/watch-journeys.ts";
import type { WatchPlan } from "../../../src/harness/watch/watch-plan.ts";
import { mintToken } from "../../../src/harness/wire/user/token.ts";
import { Counted, ForwardClock, remote } from "./counted.ts";
import { asked } from "./stage.ts";

/** A token somebody brings along, good for so long. */
async function tokenOf({ secret }: Pick<Backend, "secret">, seconds: number): Promise<Secret> {
  const exp = Math.floor(Date.now() / 1000) + seconds;
  return await mintToken(defaultContract, secret, {
    ...{ userId: "somebody", email: "somebody@example.com", environment: "development" },
    ...{ now: new Date(), claims: { exp } },
  });
}

const sample = (n: number, atOnce = 1): WatchPlan => {
  return { journeys: asked("websocket"), stop: { kind: "samples", n }, atOnce };
};

describe("a given token", () => {
  test("that runs out ends the watch before a trial fails of it, and says so", async () => {
    await using backend = await startBackend();
    const clock = new ForwardClock();
    const token = await tokenOf(backend, 900);
    const place = remote(backend, { clock, credentials: { token } });
    const { end, trials, rates, warnings } = await watchJourneys(place, sample(30), {
      onTrial: ({ n }) => (n === 5 ? clock.forward(800_000) : undefined),
    });
    expect(end).toBe("finished");
    expect(trials.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
    const [why = ""] = warnings;
    expect(why).toBe("the watch ended early: the given token expires, and nobody can renew it");
    expect(rates[0]).toMatchObject({ n: 5, decision: "inconclusive" });
    expect(rates[0]?.because).toContain("it ended early: the given token expires");
  });

  test("that runs out before the next turn ends the watch then, and nobody waits for that turn", async () => {
    await using backend = await startBackend();
    const place = remote(backend, { credentials: { token: await tokenOf(backend, 2) } });
    const stop = { kind: "duration", ms: 3_600_000 } as const;
    const plan = { journeys: asked("websocket"), stop, everyMs: 600_000 };
    const { end, trials, warnings } = await watchJourneys(place, plan);
    expect(end).toBe("finished");
    expect(trials.map(({ ok }) => ok)).toEqual([true]);
    expect(warnings).toHaveLength(1);
  });

  test("that has run out already is nobody's failure, however many begin at once", async () => {
    await using backend = await startBackend();
    const place = remote(backend, { credentials: { token: await tokenOf(backend, -10) } });
    const { trials, rates } = await watchJourneys(place, sample(30, 4));
    expect(trials).toEqual([]);
    expect(rates[0]).toMatchObject({ n: 0, decision: "not-tested" });
  });
});

describe("a renewal that fails", () => {
  test("is tried again before the token ends, and no trial fails of it", async () => {
    const counted = new Counted();
    const once = (n: number) => (n === 2 ? refusal(500, "no") : undefined);
    await using backend = await startBackend({}, counted.answering("/auth/login", once));
    const clock = new ForwardClock();
    // Two minutes before its end it is renewed, and half a minute after a renewal failed once more.
    const steps = new Map([
      [5, 785_000],
      [10, 31_000],
    ]);
    const { trials } = await watchJourneys(remote(backend, { clock }), sample(20), {
      onTrial: ({ n }) => clock.forward(steps.get(n) ?? 0),
    });
    expect(trials.filter(({ ok }) => !ok)).toEqual([]);
    expect(trials.length).toBe(20);
    expect(counted.of("/auth/login")).toBe(3);
    expect(counted.of("/auth/register")).toBe(1);
  });
});

describe("users of the login that is kept for tests", () => {
  test("are asked for as long as not too many accounts are left, and then the watch ends", async () => {
    const counted = new Counted();
    const path = "/auth/e2e/test-auth";
    const nothing = counted.answering(path, () => Response.json({}));
    const bypassKey = new Secret("a-bypass-key-of-the-tests-0001");
    await using backend = await startBackend({ bypassKey }, nothing);
    const place = remote(backend, { credentials: { bypassKey } });
    const { trials, warnings } = await watchJourneys(place, sample(20));
    expect(trials.map(({ outcome }) => outcome)).toEqual(Array(5).fill("no user"));
    expect(counted.of(path)).toBe(5);
    expect(warnings).toEqual([expect.stringContaining("nobody was let in")]);
  });
});
