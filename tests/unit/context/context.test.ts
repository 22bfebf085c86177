import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { Breaker, BreakerOpen, breakerPresets } from "../../../src/harness/wire/breaker.ts";
import { CapabilityMissing } from "../../../src/harness/wire/http/operation.ts";
import { proves } from "../../catalogue/proves.ts";
import { HandClock } from "../wire/hand-clock.ts";
import { refusingServer } from "../wire/loopback.ts";
import { contextOn, targetOf } from "./stage.ts";

describe("the golden path", () => {
  test("goes from nothing to an answer that deviates in nothing", async () => {
    await using backend = await startBackend();
    await using context = contextOn(backend);
    const user = await context.user();
    const question = await context.questionInNewThread(user);
    const session = await context.connect({ user });
    const run = await session.ask(question);
    expect(run.deviations).toEqual([]);
    expect(run.answer).toContain(question.canary);
    expect(run.partials.join("")).toBe(run.answer);
    expect(session.strays).toEqual([]);
    const { threadId } = question;
    const history = await context.call("threadMessages", { threadId }, { user });
    expect(JSON.stringify(history.read("messages"))).toContain(question.canary);
  });

  test("works by every carrier and on every route of the contract", async () => {
    await using backend = await startBackend();
    await using context = contextOn(backend);
    const { carriers, routes } = context.contract.websocket;
    for (const carrier of carriers) {
      for (const route of routes) {
        const session = await context.connect({ carrier, route });
        expect(session.connectionId, `${carrier.kind} ${route}`).toMatch(/\S/);
      }
    }
  });

  test("keeps two users' runs apart", async () => {
    await using backend = await startBackend();
    await using context = contextOn(backend);
    const [ann, ben] = await context.users(2);
    const sessions = await Promise.all([ann, ben].map((user) => context.connect({ user })));
    const questions = sessions.map(() => context.question());
    const runs = await Promise.all(sessions.map((session, n) => session.ask({ ...questions[n] })));
    for (const [n, run] of runs.entries()) {
      expect(run.answer).toContain(questions[n]?.canary);
      expect(new Set(run.events.map(({ userId }) => userId))).toEqual(new Set([[ann, ben][n]?.id]));
    }
  });
});

describe("TestContext", () => {
  test("connects nothing when it is opened, and proves later that something travelled", async () => {
    await using backend = await startBackend();
    await using context = contextOn(backend);
    expect(backend.openSockets()).toBe(0);
    expect(context.wireActivity()).toEqual({ bytesReceived: 0, messages: 0 });
    await context.call("health");
    await context.connect();
    const { bytesReceived, messages } = context.wireActivity();
    expect(bytesReceived).toBeGreaterThan(300);
    expect(messages).toBe(2);
  });

  test("shares no id, email, thread or trace with any other", proves("H22", "H23"), async () => {
    await using backend = await startBackend();
    const contexts = Array.from({ length: 5 }, () => contextOn(backend));
    const ids = await Promise.all(
      contexts.map(async (context) => {
        const { id, email } = await context.user();
        const { canary, threadId, messageId } = context.question();
        return [context.id, context.traceId, id, email, canary, threadId, messageId];
      }),
    );
    expect(new Set(ids.flat()).size).toBe(5 * 7);
    expect(ids.flat().join(" ")).not.toMatch(/test/i);
  });

  test("takes the limits of a remote target for a remote one", async () => {
    const backend = { url: "http://127.0.0.1:1", wsUrl: "ws://127.0.0.1:1/ws" };
    await using started = await startBackend();
    await using context = contextOn(started, { target: { ...targetOf(backend), remote: true } });
    expect(context.limits).toBe(context.contract.limits.remote);
  });

  test("says what it does not promise, before anything travels", async () => {
    await using backend = await startBackend();
    const base = contextOn(backend);
    const { createThread: _, ...operations } = base.contract.operations;
    await using context = contextOn(backend, { contract: { ...base.contract, operations } });
    await expect(context.call("createThread")).rejects.toThrow(CapabilityMissing);
    await expect(context.call("createThread")).rejects.toMatchObject({
      capability: "createThread",
    });
    expect(backend.openSockets()).toBe(0);
  });

  test("sends no token for nobody, and another's when told", async () => {
    await using backend = await startBackend();
    await using context = contextOn(backend);
    const user = await context.user();
    expect((await context.call("listThreads", {}, { user: null })).status).toBe(401);
    expect((await context.call("listThreads", {}, { token: user.token })).status).toBe(200);
    const expired = await context.mint(user, { exp: 1_000_000_000 });
    expect((await context.call("listThreads", {}, { token: expired })).status).toBe(401);
  });

  test("knocks as told: nobody and forgers are turned away, a good token is welcomed", async () => {
    await using backend = await startBackend();
    await using context = contextOn(backend);
    const user = await context.user();
    const nobody = await context.knock({ user: null });
    const forger = await context.knock({ token: context.forge(user.token) });
    const known = await context.knock({ user, offer: ["jwt.{token|base64url}"] });
    expect([nobody, forger, known].map(({ properlyRefused }) => properlyRefused)).toEqual([
      true,
      true,
      false,
    ]);
    expect(known).toMatchObject({ result: "welcomed", selectedLeaksToken: true });
    const unknown = await context.knock({ user: null, offer: ["nobody-speaks-this"] });
    expect(unknown).toMatchObject({ result: "refused", status: 403 });
  });

  test("shows everything that happened in its excerpt, and no secret", proves("R19"), async () => {
    await using backend = await startBackend();
    await using context = contextOn(backend, { credentials: {} });
    const user = await context.user();
    await (await context.connect()).ask(context.question());
    const excerpt = context.excerpt(100).join("\n");
    expect(excerpt).toContain("POST");
    expect(excerpt).toContain("sec-websocket-protocol");
    for (const secret of [user.token, user.password, user.refreshToken]) {
      expect(secret?.reveal()).toMatch(/\S{8}/);
      expect(excerpt).not.toContain(secret?.reveal());
    }
  });

  test("polls until the answer is the one, and expires saying what it waited for", async () => {
    await using backend = await startBackend();
    const clock = new HandClock();
    await using context = contextOn(backend, { clock });
    let asked = 0;
    const ask = async (): Promise<number> => ++asked;
    const found = context.poll(ask, { until: (n) => n === 2, what: "two" });
    await clock.armed(50);
    clock.advance(50);
    await expect(found).resolves.toBe(2);
    const lost = context.poll(ask, { until: () => false, what: "never", withinMs: 40 });
    const outcome = expect(lost).rejects.toMatchObject({ what: "never", limitMs: 40 });
    clock.advance(40);
    await outcome;
    expect(clock.pending).toBe(0);
  });

  test("opens its breaker only when asked to, and then stops calling", async () => {
    await using server = await refusingServer(503, "starting");
    await using backend = await startBackend();
    const target = targetOf({ url: backend.url, wsUrl: server.url });
    await using context = contextOn(backend, { target });
    const breaker = new Breaker({ ...breakerPresets.development, failureThreshold: 1 });
    const connecting = context.connect({ retry: false, breaker });
    await expect(connecting).rejects.toThrow("HTTP 503");
    await expect(context.connect({ retry: false, breaker })).rejects.toThrow(BreakerOpen);
    await expect(context.connect({ retry: false })).rejects.toThrow("HTTP 503");
  });
});

test(
  "a given token stands for one user; the next ones come another way",
  proves("H24", "H43"),
  async () => {
    await using backend = await startBackend();
    await using minting = contextOn(backend);
    const { token, id } = await minting.user();
    await using context = contextOn(backend, { credentials: { token, jwtSecret: backend.secret } });
    const [first, second] = await context.users(2);
    expect(first).toMatchObject({ id, origin: "given" });
    expect(second).toMatchObject({ origin: "minted" });
    await using placeholder = contextOn(backend, { credentials: { token: new Secret("<token>") } });
    await expect(placeholder.user()).rejects.toThrow("must be a real secret, not a placeholder");
  },
);
