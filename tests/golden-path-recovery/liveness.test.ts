import { readField } from "../../src/contract/field.ts";
import { matches } from "../../src/contract/match.ts";
import { check, test } from "../../src/fixtures/test.ts";

const phase = "golden-path-recovery";
const journey = "websocket";

test(
  "says in its welcome which events a run will have",
  check({
    id: "websocket.announces-events",
    suspects: ["contract-violation"],
    rows: ["W07"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["welcome", "welcome-events"],
  }),
  async ({ context, expect }) => {
    await using session = await context.connect({ user: await context.user() });
    const listed = readField(session.welcome, context.contract.websocket.welcome?.events ?? []);
    expect(listed).toEqual(expect.arrayContaining(context.contract.events.required));
  },
);

test(
  "answers a ping with a pong, each with its own, in time",
  check({
    id: "websocket.answers-ping",
    suspects: [
      "protocol-violation",
      "app-stall",
      "connection-cut",
      "crash-on-message",
      "draining",
      "contract-violation",
    ],
    rows: ["W08"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["ping"],
  }),
  async ({ context, expect }) => {
    const { ping } = context.contract.websocket;
    await using session = await context.connect({ user: await context.user() });
    for (const nth of [1, 2, 3]) {
      const pong = await session.exchange(ping);
      expect(pong.elapsedMs, `ping ${nth}`).toBeLessThanOrEqual(context.limits.replyMs);
      expect(ping?.expect.types).toContain(pong.type);
    }
    // Whoever speaks WebSocket answers its ping frames, too (RFC 6455 section 5.5.2).
    expect(await session.ping(), "ping frame").toBeLessThanOrEqual(context.limits.replyMs);
    await session.linger();
    const pongs = session.frames.filter(({ type }) => ping?.expect.types.includes(type ?? ""));
    expect(pongs.length, "pongs to three pings").toBe(3);
  },
);

test(
  "answers a heartbeat in time",
  check({
    id: "websocket.answers-heartbeat",
    suspects: ["protocol-violation", "app-stall"],
    rows: ["W20"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["heartbeat"],
  }),
  async ({ context, expect }) => {
    const { heartbeat } = context.contract.websocket;
    await using session = await context.connect({ user: await context.user() });
    const reply = await session.exchange(heartbeat);
    expect(heartbeat?.expect.types).toContain(reply.type);
    expect(reply.elapsedMs).toBeLessThanOrEqual(context.limits.replyMs);
  },
);

test(
  "survives a silence, says nothing but noise in it, and answers afterwards",
  check({
    id: "websocket.survives-silence",
    suspects: ["contract-violation", "idle-timeout", "half-open"],
    rows: ["W20"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["promise.idle", "ping"],
    waits: "idle",
  }),
  async ({ context, expect }) => {
    const { promises, websocket } = context.contract;
    await using session = await context.connect({ user: await context.user() });
    // What greets late, or answers the greeting, is not the silence yet.
    await session.exchange(websocket.ping);
    await session.silence(context.promised(promises.idleMs ?? 0), "a session nobody speaks on");
    const pong = await session.exchange(websocket.ping);
    expect(websocket.ping?.expect.types).toContain(pong.type);
    expect(session.isOpen).toBe(true);
  },
);

test(
  "hears a heartbeat on a session nobody speaks on, after the promised silence",
  check({
    id: "websocket.sends-heartbeats",
    suspects: ["contract-violation", "protocol-violation"],
    rows: ["W20"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["promise.heartbeat", "ping"],
    waits: "heartbeat",
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { everyMs = 0, expect: heartbeat } = contract.promises.heartbeat ?? {};
    await using session = await context.connect({ user: await context.user() });
    const pong = await session.exchange(contract.websocket.ping);
    const isBeat = (message: unknown): boolean =>
      heartbeat !== undefined && matches(contract, heartbeat, message);
    // Those that came before belong to another silence.
    const beat = await session.next(
      (message, { arrivedMs }) => arrivedMs >= pong.arrivedMs && isBeat(message),
      {
        what: "a heartbeat on a session nobody speaks on",
        withinMs: context.promised(everyMs) + context.limits.gapMs,
      },
    );
    expect(heartbeat?.types).toContain(beat.type);
    expect(session.isOpen).toBe(true);
  },
);

test(
  "does not crash in the first seconds after authentication, with several sessions in use",
  check({
    id: "websocket.stays-after-authentication",
    suspects: [
      "lifetime-limit",
      "crash-at-accept",
      "draining",
      "connection-cut",
      "protocol-violation",
    ],
    rows: ["W09"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["ping"],
  }),
  async ({ context, expect }) => {
    const { load, websocket } = context.contract;
    const user = await context.user();
    const sessions = await Promise.all(
      Array.from({ length: load.sockets }, () => context.connect({ user })),
    );
    // A crash is loud enough here: waiting on a session the server ends tells its close code.
    for (const nth of [1, 2, 3, 4, 5]) {
      await Promise.all(
        sessions.map(async (session) => {
          const pong = await session.exchange(websocket.ping);
          expect(websocket.ping?.expect.types, `ping ${nth}`).toContain(pong.type);
          await session.linger();
        }),
      );
    }
    expect(sessions.filter(({ isOpen }) => isOpen).length).toBe(load.sockets);
  },
);

test(
  "counts the sessions that are open, and no more those that are closed",
  check({
    id: "websocket.counts-sessions",
    suspects: ["self-description-wrong"],
    rows: ["W23"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["operation.websocketStats.connections"],
  }),
  async ({ context, expect }) => {
    const { sockets } = context.contract.load;
    const count = async (): Promise<number> => {
      const stats = await context.call("websocketStats");
      expect(stats.ok, stats.said).toBe(true);
      expect(stats.read("connections"), stats.said).toBeTypeOf("number");
      return Number(stats.read("connections"));
    };
    const user = await context.user();
    const sessions = await Promise.all(
      Array.from({ length: sockets }, () => context.connect({ user })),
    );
    const open = await count();
    // Others may be connected too: ours are the least there must be.
    expect(open).toBeGreaterThanOrEqual(sockets);
    await Promise.all(sessions.map((session) => session.close()));
    await context.poll(count, {
      until: (now) => now <= open - sockets,
      what: `at most ${open - sockets} of ${open} sessions after ${sockets} were closed`,
    });
  },
);
