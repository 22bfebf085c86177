import { readField } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";

const phase = "golden-path-recovery";
const journey = "websocket";

test(
  "refuses a handshake without credentials, and not by crashing",
  check({
    id: "websocket.refuses-strangers",
    rows: ["W01"],
    phase,
    journey,
    needs: ["handshake"],
    capabilities: ["auth-enforced"],
  }),
  async ({ context, expect }) => {
    const knock = await context.knock({ user: null, settle: true });
    expect(knock.properlyRefused, knock.summary).toBe(true);
  },
);

test(
  "refuses a token whose signature does not verify, and not by crashing",
  check({
    id: "websocket.refuses-forged-token",
    rows: ["W02", "A10"],
    phase,
    journey,
    needs: ["handshake"],
    capabilities: ["auth-enforced"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const forged = await context.knock({ token: context.forge(user.token), settle: true });
    expect(forged.properlyRefused, forged.summary).toBe(true);
    const genuine = await context.knock({ user, settle: true });
    expect(genuine.properlyRefused, genuine.summary).toBe(false);
  },
);

test(
  "welcomes a valid token by every declared carrier",
  check({
    id: "websocket.accepts-every-carrier",
    rows: ["W03", "A08"],
    phase,
    journey,
    needs: ["handshake"],
    capabilities: ["welcome"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    for (const carrier of context.contract.websocket.carriers) {
      await using session = await context.connect({ user, carrier });
      expect(session.welcome, carrier.kind).toBeDefined();
    }
  },
);

test(
  "says in its welcome which events a run will have",
  check({
    id: "websocket.announces-events",
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
  "answers a ping with a pong",
  check({
    id: "websocket.answers-ping",
    rows: ["W08"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["ping"],
  }),
  async ({ context, expect }) => {
    await using session = await context.connect({ user: await context.user() });
    const pong = await session.exchange(context.contract.websocket.ping);
    expect(pong.elapsedMs).toBeLessThanOrEqual(context.limits.replyMs);
    expect(context.contract.websocket.ping?.expect.types).toContain(pong.type);
  },
);

test(
  "answers a heartbeat",
  check({
    id: "websocket.answers-heartbeat",
    rows: ["W20"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["heartbeat"],
  }),
  async ({ context, expect }) => {
    await using session = await context.connect({ user: await context.user() });
    const reply = await session.exchange(context.contract.websocket.heartbeat);
    expect(context.contract.websocket.heartbeat?.expect.types).toContain(reply.type);
  },
);

test(
  "answers a malformed frame with an error and keeps the session alive",
  check({
    id: "websocket.survives-malformed-frame",
    rows: ["W15"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["malformed", "ping"],
  }),
  async ({ context, expect }) => {
    await using session = await context.connect({ user: await context.user() });
    const error = await session.exchange(context.contract.websocket.malformed);
    expect(context.contract.websocket.malformed?.expect.types).toContain(error.type);
    const pong = await session.exchange(context.contract.websocket.ping);
    expect(context.contract.websocket.ping?.expect.types).toContain(pong.type);
  },
);

test(
  "answers a message that lacks a required field with an error, and stays",
  check({
    id: "websocket.answers-missing-field",
    rows: ["W16"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["missing-field", "ping"],
  }),
  async ({ context, expect }) => {
    const { missingField, ping } = context.contract.websocket;
    await using session = await context.connect({ user: await context.user() });
    const error = await session.exchange(missingField);
    expect(missingField?.expect.types).toContain(error.type);
    const pong = await session.exchange(ping);
    expect(ping?.expect.types).toContain(pong.type);
  },
);

test(
  "answers an unknown message type as the contract says",
  check({
    id: "websocket.answers-unknown-type",
    rows: ["W16"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["unknown-type"],
  }),
  async ({ context, expect }) => {
    await using session = await context.connect({ user: await context.user() });
    const reply = await session.exchange(context.contract.websocket.unknownType);
    expect(context.contract.websocket.unknownType?.expect.types).toContain(reply.type);
  },
);

test(
  "closes with a closing handshake",
  check({ id: "websocket.closes-cleanly", rows: ["W21"], phase, journey, needs: ["session"] }),
  async ({ context, expect }) => {
    const session = await context.connect({ user: await context.user() });
    const closing = await session.close();
    expect(closing).toMatchObject({ code: 1000, frame: true });
  },
);
