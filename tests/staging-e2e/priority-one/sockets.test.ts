import { check, test } from "../../../src/fixtures/test.ts";
import { Secret } from "../../../src/ground/secret.ts";

const phase = "staging-e2e";
const journey = "websocket";
const tags = ["p1"];

/** As long as a deadline is at least: shorter ones would be met by a slow network, not by us. */
const longWaitMs = 2_000;
/** A timer may fire this much before a finer clock says so. */
const clockStepMs = 1;

test(
  "P1-001 websocket connection: refuses a stranger, welcomes a user, answers a ping",
  check({
    id: "p1-001.websocket-connection",
    suspects: ["refusal-masked"],
    rows: ["C01", "W01", "W03", "W07", "W08"],
    ...{ phase, journey, tags },
    capabilities: ["operation.health", "auth-enforced", "welcome", "ping"],
  }),
  async ({ context, expect }) => {
    const { identity, websocket } = context.contract;
    const health = await context.call("health");
    expect(health.ok, health.said).toBe(true);
    expect(identity.service.oneOf).toContain(health.field(identity.service.read));
    expect(identity.status.healthy).toContain(health.field(identity.status.read));
    const stranger = await context.knock({ user: null, settle: true });
    expect(stranger.properlyRefused, stranger.summary).toBe(true);
    await using session = await context.connect({ user: await context.user() });
    expect(session.welcome).toBeInstanceOf(Object);
    const pong = await session.exchange(websocket.ping);
    expect(websocket.ping?.expect.types).toContain(pong.type);
    expect(pong.elapsedMs).toBeLessThanOrEqual(context.limits.replyMs);
  },
);

test(
  "P1-002 websocket authentication: nobody, nonsense and a forged token are refused, the genuine one stays",
  check({
    id: "p1-002.websocket-authentication",
    suspects: ["refusal-masked"],
    rows: ["W01", "W02", "W03", "W09"],
    ...{ phase, journey, tags },
    capabilities: ["auth-enforced", "welcome"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const wrong = {
      nobody: { user: null },
      nonsense: { token: new Secret("gapproof-nonsense-token") },
      forged: { token: context.forge(user.token) },
    };
    for (const [who, options] of Object.entries(wrong)) {
      const knock = await context.knock({ ...options, settle: true });
      expect(knock.properlyRefused, `${who}: ${knock.summary}`).toBe(true);
    }
    for (const carrier of context.contract.websocket.carriers) {
      await using session = await context.connect({ user, carrier });
      await session.linger();
      expect(session.isOpen, carrier.kind).toBe(true);
    }
  },
);

test(
  "P1-003 websocket message send: a message starts a run, and is readable with its answer afterwards",
  check({
    id: "p1-003.websocket-message-send",
    suspects: ["data-lost", "connection-cut"],
    rows: ["W07", "E02", "C14"],
    ...{ phase, journey, tags },
    capabilities: ["welcome", "operation.createThread", "operation.threadMessages"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const question = await context.questionInNewThread(user);
    const { threadId } = question;
    await using session = await context.connect({ user });
    const run = await session.ask(question);
    await session.linger();
    expect(run.deviations).toEqual([]);
    expect(run.answer).toContain(question.canary);
    const history = await context.call("threadMessages", { threadId }, { user });
    expect(history.ok, history.said).toBe(true);
    expect(history.text).toContain(question.canary);
    expect(JSON.stringify(history.read("messages"))).toContain(JSON.stringify(run.answer));
  },
);

test(
  "P1-004 websocket concurrent: sockets opened at once are all welcomed, strangers among them refused",
  check({
    id: "p1-004.websocket-concurrent",
    suspects: ["crash-at-accept"],
    rows: ["L13", "W01"],
    ...{ phase, journey, tags },
    capabilities: ["auth-enforced", "connection-id"],
  }),
  async ({ context, expect }) => {
    const { sockets } = context.contract.load;
    const user = await context.user();
    const started = context.clock.now();
    const opening = Array.from({ length: sockets }, () => context.connect({ user }));
    const [stranger, ...sessions] = await Promise.all([
      context.knock({ user: null, settle: true }),
      ...opening,
    ]);
    const tookMs = context.clock.now() - started;
    context.figure(`${sockets} sockets opened at once`, tookMs, "ms");
    expect(tookMs).toBeLessThanOrEqual(context.limits.meanConnectMs);
    expect(stranger.properlyRefused, stranger.summary).toBe(true);
    expect(new Set(sessions.map(({ connectionId }) => connectionId)).size).toBe(sockets);
    await Promise.all(sessions.map((session) => session.linger()));
    expect(sessions.filter(({ isOpen }) => isOpen).length).toBe(sockets);
  },
);

test(
  "P1-020 connection resilience: a lost connection is followed by another that answers as before",
  check({
    id: "p1-020.connection-resilience",
    suspects: ["answer-unfounded"],
    rows: ["X06", "W18"],
    ...{ phase, journey, tags },
    capabilities: ["connection-id"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const seen = new Set<string | undefined>();
    for (const how of ["drop", "close", "drop"] as const) {
      const session = await context.connect({ user });
      const question = context.question();
      const run = await session.ask(question);
      expect(run.deviations, `after ${seen.size} reconnects`).toEqual([]);
      expect(run.answer).toContain(question.canary);
      seen.add(session.connectionId);
      await session[how]();
    }
    expect(seen.size, "every connection has an id of its own").toBe(3);
    // A wait nothing can end: it ends by its own deadline, and says what it waited for.
    await using session = await context.connect({ user });
    const started = context.clock.now();
    const never = session.next(() => false, { what: "a word nobody says", withinMs: longWaitMs });
    await expect(never).rejects.toThrow(/a word nobody says/);
    const waitedMs = context.clock.now() - started;
    context.figure(`a wait of ${longWaitMs} ms`, waitedMs, "ms");
    expect(waitedMs + clockStepMs, "ended early").toBeGreaterThanOrEqual(longWaitMs);
    expect(session.isOpen).toBe(true);
    const question = context.question();
    expect((await session.ask(question)).answer).toContain(question.canary);
  },
);
