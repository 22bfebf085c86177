import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { bend } from "../../../src/fixtures/faults/bend.ts";
import { refusal } from "../../../src/fixtures/faults/exchange.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { TokenLife } from "../../../src/harness/watch/token-life.ts";
import { watchJourneys } from "../../../src/harness/watch/watch-journeys.ts";
import { UserUnavailable } from "../../../src/harness/wire/user/user.ts";
import { Counted, remote } from "./counted.ts";
import { asked, journeys, placeOf } from "./stage.ts";

describe("the user of a watch", () => {
  test("registers once, however many trials there are", async () => {
    const counted = new Counted();
    await using backend = await startBackend({}, counted.prepare);
    const plan = { journeys: asked(...journeys), stop: { kind: "samples", n: 10 } } as const;
    const { trials } = await watchJourneys(remote(backend), plan);
    expect(trials.filter(({ ok }) => ok).length).toBe(30);
    expect(counted.of("/auth/register")).toBe(1);
  });

  test("logs in again before the token ends, and makes no other account", async () => {
    const counted = new Counted();
    await using backend = await startBackend({ accessTtlSeconds: 3 }, counted.prepare);
    const stop = { kind: "duration", ms: 3_400 } as const;
    const plan = { journeys: asked("websocket"), stop, everyMs: 100 };
    const { trials } = await watchJourneys(remote(backend), plan);
    expect(trials.filter(({ ok }) => !ok)).toEqual([]);
    expect(Math.max(...trials.map(({ atMs }) => atMs))).toBeGreaterThan(3_000);
    expect(counted.of("/auth/register")).toBe(1);
    expect(counted.of("/auth/login")).toBeGreaterThanOrEqual(2);
  });

  test("logs in again when a backend that knew them knows them no more", async () => {
    const counted = new Counted();
    const old = new Set<string>();
    await using backend = await startBackend({}, (backstage) => {
      counted.prepare(backstage);
      bend(
        backstage.platform.tokens,
        "verify",
        (healthy) => (token) => healthy(old.has(String(token)) ? "forgotten" : token),
      );
      bend(backstage.platform.tokens, "verify", (healthy) => (token) => {
        if (counted.of("/auth/login") === 1) seen.add(String(token));
        return healthy(token);
      });
    });
    const seen = new Set<string>();
    const plan = {
      ...{ journeys: asked("websocket"), atOnce: 1 },
      stop: { kind: "samples", n: 20 },
    } as const;
    const { trials } = await watchJourneys(remote(backend), plan, {
      onTrial: ({ n }) => {
        if (n === 10) for (const token of seen) old.add(token);
      },
    });
    const failed = trials.filter(({ ok }) => !ok);
    // The refused trial counts: it was the first attempt.
    expect(failed.map(({ n, outcome }) => [n, outcome])).toEqual([[11, "close 1008"]]);
    expect(counted.of("/auth/register")).toBe(1);
    expect(counted.of("/auth/login")).toBe(2);
  });

  test("asks anew for every trial where nobody can log in, and leaves no account for each", async () => {
    const counted = new Counted();
    const never = counted.answering("/auth/login", () => refusal(500, "no"));
    await using backend = await startBackend({}, never);
    const plan = {
      ...{ journeys: asked("websocket"), atOnce: 4 },
      stop: { kind: "samples", n: 12 },
    } as const;
    const { rates, trials } = await watchJourneys(remote(backend), plan);
    expect(rates[0]?.sample?.outcomes).toEqual([{ outcome: "no user", ok: false, count: 12 }]);
    for (const { error } of trials) expect(error).toContain("login: HTTP 500");
    expect(counted.of("/auth/login")).toBe(12);
    expect(counted.of("/auth/register")).toBe(2);
  });

  test("comes as soon as the login works again, and fails only those that asked meanwhile", async () => {
    const counted = new Counted();
    const twice = (n: number) => (n <= 2 ? refusal(503, "no") : undefined);
    await using backend = await startBackend({}, counted.answering("/auth/login", twice));
    const plan = {
      ...{ journeys: asked("websocket", "golden-path"), atOnce: 8 },
      stop: { kind: "samples", n: 10 },
    } as const;
    const { trials } = await watchJourneys(remote(backend), plan);
    const failed = trials.filter(({ ok }) => !ok);
    expect(failed.map(({ outcome }) => outcome)).toEqual(["no user", "no user"]);
    expect(trials.length).toBe(20);
    expect(counted.of("/auth/login")).toBe(3);
  });

  test("is no more than five accounts where nobody who registered is known", async () => {
    const counted = new Counted();
    const unknown = counted.answering("/auth/login", () => refusal(401, "who?"));
    await using backend = await startBackend({}, unknown);
    const plan = { journeys: asked("websocket"), stop: { kind: "samples", n: 12 } } as const;
    const { trials } = await watchJourneys(remote(backend), plan);
    expect(trials.length).toBe(12);
    expect(counted.of("/auth/register")).toBe(5);
  });

  test("is nobody where the login hands out a word for a token", async () => {
    const counted = new Counted();
    const word = { access_token: "<access-token>", user: { id: "u" } };
    const always = counted.answering("/auth/login", () => Response.json(word));
    await using backend = await startBackend({}, always);
    const plan = {
      ...{ journeys: asked("websocket"), atOnce: 1 },
      stop: { kind: "samples", n: 8 },
    } as const;
    const { rates } = await watchJourneys(remote(backend), plan);
    expect(rates[0]?.sample?.outcomes).toEqual([{ outcome: "no user", ok: false, count: 8 }]);
    expect(counted.of("/auth/register")).toBe(2);
  });

  test("that nobody could even be asked for is a mistake of ours, and no trial's failure", async () => {
    const counted = new Counted();
    await using backend = await startBackend({}, counted.prepare);
    const { login: _, register: __, ...operations } = placeOf(backend).contract.operations;
    const contract = { ...placeOf(backend).contract, operations };
    const plan = { journeys: asked("websocket"), stop: { kind: "decided" } } as const;
    const watching = watchJourneys(remote(backend, { contract }), plan);
    await expect(watching).rejects.toThrow(UserUnavailable);
    await expect(watching).rejects.toMatchObject({ exitCode: 2 });
    expect(counted.paths.size).toBe(0);
  });

  test("is somebody new in every trial, where that leaves nothing behind", async () => {
    const seen = new Set<string>();
    await using backend = await startBackend({}, ({ platform }) => {
      bend(platform.tokens, "verify", (healthy) => (token) => {
        seen.add(String(token));
        return healthy(token);
      });
    });
    const plan = {
      ...{ journeys: asked("websocket", "http-fallback"), atOnce: 8 },
      stop: { kind: "samples", n: 10 },
    } as const;
    const { trials } = await watchJourneys(placeOf(backend), plan);
    expect(trials.filter(({ ok }) => ok).length).toBe(20);
    expect(seen.size).toBe(20);
  });

  test("is another one before one has asked too much, where that costs nothing", async () => {
    await using backend = await startBackend({ requestsPerMinute: 40 });
    const { contract } = placeOf(backend);
    const rateLimit = { requests: 40, statuses: [429], retryHeader: "retry-after" };
    const place = placeOf(backend, {
      contract: { ...contract, http: { ...contract.http, rateLimit } },
    });
    const plan = { journeys: asked("http-fallback"), stop: { kind: "decided" } } as const;
    const { rates } = await watchJourneys(place, plan);
    expect(rates[0]).toMatchObject({ n: 59, successes: 59, decision: "pass" });
  });
});

describe("the life of a token", () => {
  const now = new Date("2030-01-01T00:00:00Z");
  const token = (claims: object): Secret =>
    new Secret(["e30", Buffer.from(JSON.stringify(claims)).toString("base64url"), "x"].join("."));
  const later = (seconds: number): Date => new Date(now.getTime() + seconds * 1000);

  test("ends as long before its end as what it begins may take", () => {
    const life = new TokenLife(token({ exp: now.getTime() / 1000 + 900 }), now, 60_000);
    expect([839, 840].map((seconds) => life.isEnding(later(seconds)))).toEqual([false, true]);
  });

  test("is used up to its half, be it ever so short", () => {
    const life = new TokenLife(token({ exp: now.getTime() / 1000 + 10 }), now, 60_000);
    expect([4, 5].map((seconds) => life.isEnding(later(seconds)))).toEqual([false, true]);
    expect([9, 10].map((seconds) => life.hasEnded(later(seconds)))).toEqual([false, true]);
    expect(life.patienceMs).toBe(1_250);
  });

  test("never ends, as far as we know, where it does not say when", () => {
    for (const opaque of [token({}), new Secret("opaque")])
      expect(new TokenLife(opaque, now, 60_000).isEnding(later(1e9))).toBe(false);
  });
});
