import { describe, expect, test } from "vitest";
import type { Backstage } from "../../../src/fixtures/backend/backstage.ts";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { bend } from "../../../src/fixtures/faults/bend.ts";
import { refusal } from "../../../src/fixtures/faults/exchange.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { TokenLife } from "../../../src/harness/watch/token-life.ts";
import { watchJourneys } from "../../../src/harness/watch/watch-journeys.ts";
import type { WatchPlace } from "../../../src/harness/watch/watch-place.ts";
import { asked, journeys, placeOf } from "./stage.ts";

/** Counts what a backend is asked, by path. */
class Counted {
  readonly paths = new Map<string, number>();

  readonly prepare = ({ front }: Backstage): void => {
    bend(front, "respond", (healthy) => (request, line) => {
      const { pathname } = new URL(request.url);
      this.paths.set(pathname, this.of(pathname) + 1);
      return healthy(request, line);
    });
  };

  of(path: string): number {
    return this.paths.get(path) ?? 0;
  }
}

/** Somebody else's deployment, where one has to register. */
function remote(backend: Parameters<typeof placeOf>[0]): WatchPlace {
  const place = placeOf(backend, { credentials: {} });
  return { ...place, target: { ...place.target, remote: true } };
}

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

  test("leaves five accounts at most where nobody can log in", async () => {
    const counted = new Counted();
    await using backend = await startBackend({}, (backstage) => {
      bend(
        backstage.front,
        "respond",
        (healthy) => (request, line) =>
          request.url.endsWith("/auth/login") ? refusal(500, "no") : healthy(request, line),
      );
      counted.prepare(backstage);
    });
    const plan = {
      ...{ journeys: asked("websocket"), atOnce: 1 },
      stop: { kind: "samples", n: 12 },
    } as const;
    const { rates, trials } = await watchJourneys(remote(backend), plan);
    expect(rates[0]?.sample?.outcomes).toEqual([{ outcome: "no user", ok: false, count: 12 }]);
    for (const { error } of trials) expect(error).toContain("login: HTTP 500");
    expect(counted.of("/auth/register")).toBe(5);
  });

  test("is nobody where the login hands out a word for a token, and leaves no more accounts", async () => {
    const counted = new Counted();
    const word = { access_token: "placeholder", user: { id: "u" } };
    await using backend = await startBackend({}, (backstage) => {
      bend(
        backstage.front,
        "respond",
        (healthy) => (request, line) =>
          request.url.endsWith("/auth/login") ? Response.json(word) : healthy(request, line),
      );
      counted.prepare(backstage);
    });
    const plan = {
      ...{ journeys: asked("websocket"), atOnce: 1 },
      stop: { kind: "samples", n: 8 },
    } as const;
    const { rates } = await watchJourneys(remote(backend), plan);
    expect(rates[0]?.sample?.outcomes).toEqual([{ outcome: "no user", ok: false, count: 8 }]);
    expect(counted.of("/auth/register")).toBe(5);
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
  });

  test("never ends, as far as we know, where it does not say when", () => {
    for (const opaque of [token({}), new Secret("opaque")])
      expect(new TokenLife(opaque, now, 60_000).isEnding(later(1e9))).toBe(false);
  });
});
