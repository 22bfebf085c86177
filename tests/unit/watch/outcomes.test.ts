import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { type Backend, startBackend } from "../../../src/fixtures/backend/index.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { Secret } from "../../../src/ground/secret.ts";
import type { Trial } from "../../../src/harness/gate/rates/trial.ts";
import { type WatchResult, watchJourneys } from "../../../src/harness/watch/watch-journeys.ts";
import type { WatchPlace } from "../../../src/harness/watch/watch-place.ts";
import { rawServer, refusingServer } from "../wire/loopback.ts";
import { asked, hurriedContract, placeOf } from "./stage.ts";

function faultOf(id: string) {
  const found = faults.find((one) => one.id === id);
  if (found === undefined) throw new Error(`there is no fault ${id}`);
  return found;
}

async function sampled(place: WatchPlace, journey: string, n = 2): Promise<WatchResult> {
  return await watchJourneys(place, { journeys: asked(journey), stop: { kind: "samples", n } });
}

async function firstOf(place: WatchPlace, journey: string): Promise<Trial> {
  const [trial] = (await sampled(place, journey, 1)).trials;
  if (trial === undefined) throw new Error("nothing was walked");
  return trial;
}

describe("a walk that does not reach its goal says in few words how it ended", () => {
  test.each([
    ["websocket", "wire.crashes-on-message", "close 1011"],
    ["websocket", "wire.crashes-at-accept", "close 1011"],
    ["websocket", "wire.cleans-up-after-welcome", "close 1000"],
    ["websocket", "wire.hangs-up-after-101", "cut without a close"],
    ["websocket", "wire.resets-on-message", "connection reset"],
    ["golden-path", "wire.hangs-up-in-runs", "cut without a close"],
    ["golden-path", "agent.misses-tool-completed", "events missing"],
    ["golden-path", "auth.takes-everybody-for-demo-user", "events for somebody else"],
    ["http-fallback", "http.has-no-agent-service", "HTTP 503"],
    ["http-fallback", "http.acknowledges-without-agents", "HTTP 200 that denies itself"],
    ["http-fallback", "http.answers-with-canned-text", "answer without its canary"],
  ])("%s with %s: %s", async (journey, fault, outcome) => {
    await using backend = await startFaulty([faultOf(fault)]);
    const { trials, rates } = await sampled(placeOf(backend), journey);
    expect(trials.map((trial) => [trial.ok, trial.outcome])).toEqual([
      [false, outcome],
      [false, outcome],
    ]);
    expect(rates[0]?.sample?.outcomes).toEqual([{ outcome, ok: false, count: 2 }]);
    for (const { error, trace, transcript = [] } of trials) {
      expect(error).toMatch(/\S/);
      expect(trace).toMatch(/^[\da-f]{32}$/);
      expect(transcript.length).toBeGreaterThan(1);
    }
  });

  test("a backend that is gone refuses connections, and nobody logs in there", async () => {
    const backend = await startBackend();
    await backend.stop();
    const place = placeOf(backend);
    for (const journey of ["websocket", "http-fallback"])
      expect(await firstOf(place, journey)).toMatchObject({ ok: false, outcome: "ECONNREFUSED" });
    const stranger = await firstOf({ ...place, credentials: {} }, "golden-path");
    expect(stranger).toMatchObject({ ok: false, outcome: "no user" });
    expect(stranger.error).toContain("register: ");
    expect(stranger.connectMs).toBeUndefined();
  });

  test("a refusal that means it is told from one that does not", async () => {
    await using backend = await startBackend();
    const against = async (status: number): Promise<Trial> => {
      await using server = await refusingServer(status, '{"deployment":{"revision":"r7"}}');
      const target = { ...placeOf(backend).target, ws: server.url };
      return await firstOf(placeOf(backend, { target }), "websocket");
    };
    // Whoever refuses may say who refuses.
    expect(await against(403)).toMatchObject({ outcome: "refused 403", revision: "r7" });
    expect(await against(500)).toMatchObject({ outcome: "HTTP 500", revision: "r7" });
  });

  test("a welcome that does not come, and an answer that does not, are late", async () => {
    await using backend = await startBackend({ paceMs: 60_000 });
    await using silent = await rawServer(() => {});
    const contract = hurriedContract(150);
    const { target } = placeOf(backend);
    const mute = placeOf(backend, { contract, target: { ...target, ws: silent.url } });
    const upgrade = await firstOf(mute, "websocket");
    expect(upgrade.outcome).toBe("no answer to the upgrade in time");
    expect(upgrade.connectMs).toBeGreaterThanOrEqual(149);
    const http = { ...target, http: `http://127.0.0.1:${silent.port}` };
    const call = await firstOf(placeOf(backend, { contract, target: http }), "http-fallback");
    expect(call.outcome).toBe("no answer in time");
    expect((await firstOf(placeOf(backend, { contract }), "golden-path")).outcome).toBe(
      "no end of its run in time",
    );
  });
});

describe("what is kept of failures", () => {
  test("is redacted, and of the first five in full", async () => {
    const secret = "a-very-secret-signing-key-of-48-characters-000001";
    await using backend = await startFaulty([faultOf("wire.crashes-on-message")], {
      secret: new Secret(secret),
    });
    const { trials, rates } = await sampled(placeOf(backend), "websocket", 12);
    const kept = trials.filter(({ transcript }) => transcript !== undefined);
    expect(kept.map(({ n }) => n)).toEqual([1, 2, 3, 4, 5]);
    const failures = rates[0]?.sample?.failures ?? [];
    expect(failures.map(({ transcript }) => transcript)).toEqual(
      kept.map(({ transcript }) => transcript),
    );
    expect(JSON.stringify(trials)).not.toMatch(/eyJ[\w-]{5,}|ZXlK/);
  });
});

describe("a mistake that no backend makes", () => {
  test("throws, and counts as nobody's failure", async () => {
    await using backend = await startBackend();
    const { question } = defaultContract;
    const contract = { ...defaultContract, question: { ...question, send: "about {nothing}" } };
    const heard: Trial[] = [];
    const plan = { journeys: asked("golden-path"), stop: { kind: "samples", n: 9 } } as const;
    const watching = watchJourneys(placeOf(backend, { contract }), plan, {
      onTrial: (trial) => heard.push(trial),
    });
    await expect(watching).rejects.toThrow(RangeError);
    expect(heard).toEqual([]);
    await nobodyLeft(backend);
  });
});

async function nobodyLeft(backend: Backend): Promise<void> {
  await expect.poll(() => backend.openSockets()).toBe(0);
}
