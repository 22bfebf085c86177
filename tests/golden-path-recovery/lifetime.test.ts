import { check, test } from "../../src/fixtures/test.ts";
import { Secret } from "../../src/ground/secret.ts";

const phase = "golden-path-recovery";
const journey = "websocket";

test(
  "holds a session in use for as long as promised",
  check({
    id: "websocket.lasts",
    suspects: ["lifetime-limit", "keepalive-timeout"],
    rows: ["W10"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["promise.session", "ping"],
    waits: "session",
  }),
  async ({ context, expect }) => {
    const { promises, websocket } = context.contract;
    const { lastsMs = 0, everyMs = 0 } = promises.session ?? {};
    const lasts = context.promised(lastsMs);
    const every = context.promised(everyMs);
    await using session = await context.connect({ user: await context.user() });
    const opened = session.transcript.nowMs();
    let answered = 0;
    // More than once, however long an answer takes.
    while (answered < 2 || session.transcript.nowMs() - opened < lasts) {
      const pong = await session.exchange(websocket.ping);
      expect(websocket.ping?.expect.types).toContain(pong.type);
      answered += 1;
      // Listens only: a session that ends meanwhile says so.
      await session.silence(every, "nobody", () => false);
    }
    const pong = await session.exchange(websocket.ping);
    expect(websocket.ping?.expect.types, `after ${answered} messages`).toContain(pong.type);
    expect(session.isOpen).toBe(true);
  },
);

test(
  "says goodbye to a session that stays silent, when promised and not before",
  check({
    id: "websocket.ends-idle-session",
    suspects: ["idle-timeout", "protocol-violation"],
    rows: ["W27"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["promise.idleLimit", "ping"],
    waits: "idleLimit",
  }),
  async ({ context, expect }) => {
    const { promises, websocket } = context.contract;
    const { afterMs = 0, closeCodes = [] } = promises.idleLimit ?? {};
    const afterwards = context.promised(afterMs);
    await using session = await context.connect({ user: await context.user() });
    const last = await session.exchange(websocket.ping);
    const closing = await context.budget.within(session.closed, {
      phase: "completion",
      what: "the goodbye to a silent session",
      withinMs: afterwards + context.limits.gapMs,
    });
    const said = JSON.stringify(closing);
    expect(closing.by, said).toBe("server");
    expect(closing.frame, said).toBe(true);
    expect(closeCodes, said).toContain(closing.code);
    // The server began to count no earlier than it answered; its clock may be coarser than ours.
    expect(closing.atMs - last.arrivedMs, said).toBeGreaterThan(afterwards * 0.95);
  },
);

test(
  "ends a session when its token expires, and not before",
  check({
    id: "websocket.ends-expired-session",
    suspects: ["clock-skew", "session-unended"],
    rows: ["W28"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["token-expiry", "signing-secret", "ping"],
  }),
  async ({ context, expect }) => {
    const { expiry, ping } = context.contract.websocket;
    const user = await context.user();
    await using lasting = await context.connect({ user });
    // Across a network there are two clocks, and theirs may be ahead of ours.
    const aheadMs = context.target.remote ? 1000 : 100;
    const exp = Math.ceil((context.clock.date().getTime() + aheadMs) / 1000) + 1;
    const token = await context.mint(user, { exp });
    await using session = await context.connect({ user: { ...user, token } });
    const pong = await session.exchange(ping);
    expect(ping?.expect.types).toContain(pong.type);
    const leftMs = exp * 1000 - context.clock.date().getTime();
    const fromMs = session.transcript.nowMs();
    const closing = await context.budget.within(session.closed, {
      phase: "completion",
      what: "the end of a session whose token expired",
      withinMs: leftMs + context.limits.replyMs,
    });
    const said = JSON.stringify(closing);
    expect(closing, said).toMatchObject({ by: "server", frame: true });
    expect(expiry?.closeCodes, said).toContain(closing.code);
    expect(closing.atMs - fromMs, said).toBeGreaterThan(leftMs - aheadMs);
    expect(ping?.expect.types).toContain((await lasting.exchange(ping)).type);
  },
);

test(
  "goes on with a session whose user refreshes the token meanwhile, and opens another with the new one",
  check({
    id: "websocket.outlives-refresh",
    suspects: ["contract-violation"],
    rows: ["W26"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["operation.login", "operation.refresh", "ping"],
  }),
  async ({ context, expect }) => {
    const { ping } = context.contract.websocket;
    const user = await context.registered();
    expect(user.refreshToken, "the login gave no refresh token").toBeDefined();
    await using session = await context.connect({ user });
    expect(ping?.expect.types).toContain((await session.exchange(ping)).type);
    const refreshed = await context.call("refresh", {}, { user });
    expect(refreshed.ok, refreshed.said).toBe(true);
    const token = new Secret(String(refreshed.read("token")));
    expect(token.reveal() === user.token.reveal(), "the new token is the old one").toBe(false);
    expect(ping?.expect.types).toContain((await session.exchange(ping)).type);
    await using next = await context.connect({ user: { ...user, token } });
    expect(ping?.expect.types).toContain((await next.exchange(ping)).type);
    // The new session is one more, not the old one's successor.
    await session.linger();
    expect(ping?.expect.types).toContain((await session.exchange(ping)).type);
    expect([session.isOpen, next.isOpen]).toEqual([true, true]);
  },
);

test(
  "closes with a closing handshake, in time",
  check({
    id: "websocket.closes-cleanly",
    suspects: ["connection-cut"],
    rows: ["W21"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["ping"],
  }),
  async ({ context, expect }) => {
    const { ping } = context.contract.websocket;
    const session = await context.connect({ user: await context.user() });
    expect(ping?.expect.types).toContain((await session.exchange(ping)).type);
    const started = session.transcript.nowMs();
    const closing = await session.close(1000, context.limits.replyMs);
    const said = JSON.stringify(closing);
    expect(closing, said).toMatchObject({ code: 1000, frame: true, by: "client" });
    expect(closing.atMs - started, said).toBeLessThanOrEqual(context.limits.replyMs);
  },
);
