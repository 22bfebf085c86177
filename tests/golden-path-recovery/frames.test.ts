import { matches } from "../../src/contract/match.ts";
import { fill } from "../../src/contract/template.ts";
import { check, test } from "../../src/fixtures/test.ts";

const phase = "golden-path-recovery";
const journey = "websocket";

test(
  "answers every malformed frame with an error and keeps the session alive",
  check({
    id: "websocket.survives-malformed-frame",
    suspects: ["crash-on-message", "protocol-violation"],
    rows: ["W15"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["malformed", "ping"],
  }),
  async ({ context, expect }) => {
    const { malformed, ping } = context.contract.websocket;
    await using session = await context.connect({ user: await context.user() });
    // More than one: a session must not wear out.
    for (const nth of [1, 2, 3]) {
      const error = await session.exchange(malformed);
      expect(malformed?.expect.types, `frame ${nth}`).toContain(error.type);
      const pong = await session.exchange(ping);
      expect(ping?.expect.types, `after frame ${nth}`).toContain(pong.type);
    }
    await session.linger();
    expect(session.isOpen).toBe(true);
  },
);

test(
  "answers a message that lacks a required field with an error, starts nothing, and stays",
  check({
    id: "websocket.answers-missing-field",
    suspects: ["crash-on-message", "protocol-violation"],
    rows: ["W16"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["missing-field", "ping"],
  }),
  async ({ context, expect }) => {
    const { missingField, ping } = context.contract.websocket;
    const { started } = context.contract.events;
    await using session = await context.connect({ user: await context.user() });
    const error = await session.exchange(missingField);
    expect(missingField?.expect.types).toContain(error.type);
    const pong = await session.exchange(ping);
    expect(ping?.expect.types).toContain(pong.type);
    await session.linger();
    expect(session.frames.map(({ type }) => type)).not.toContain(started);
    expect(session.isOpen).toBe(true);
  },
);

test(
  "answers an unknown message type as the contract says, and stays",
  check({
    id: "websocket.answers-unknown-type",
    suspects: ["protocol-violation"],
    rows: ["W16"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["unknown-type", "ping"],
  }),
  async ({ context, expect }) => {
    const { unknownType, ping } = context.contract.websocket;
    await using session = await context.connect({ user: await context.user() });
    const reply = await session.exchange(unknownType);
    expect(unknownType?.expect.types).toContain(reply.type);
    const pong = await session.exchange(ping);
    expect(ping?.expect.types).toContain(pong.type);
  },
);

test(
  "takes the largest frame it promises, refuses one byte more, and spares the other sessions",
  check({
    id: "websocket.limits-frames",
    suspects: ["contract-violation"],
    rows: ["W17"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["size-limit", "ping"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { tooLarge, ping } = contract.websocket;
    const user = await context.user();
    await using bystander = await context.connect({ user });
    await using session = await context.connect({ user });
    const bytes = tooLarge?.bytes ?? 0;
    const now = context.clock.date().toISOString();
    const largest = paddedTo(bytes, fill(ping?.send ?? null, { now }));
    const pong = await session.exchange(ping && { send: largest, expect: ping.expect });
    expect(ping?.expect.types, `${bytes} bytes`).toContain(pong.type);
    session.sendText(`${largest} `);
    const isAnswered = (): boolean =>
      session.frames.some(
        ({ message }) =>
          tooLarge?.answer !== undefined && matches(contract, tooLarge.answer, message),
      );
    await context.poll(async () => isAnswered() || !session.isOpen, {
      until: Boolean,
      what: `an error, or a close code, for ${bytes + 1} bytes`,
      withinMs: context.limits.replyMs,
    });
    const closing = session.isOpen ? undefined : await session.closed;
    const isClosedRight =
      closing?.frame === true && tooLarge?.closeCodes.includes(closing.code) === true;
    expect(isAnswered() || isClosedRight, JSON.stringify(closing)).toBe(true);
    expect(ping?.expect.types).toContain((await bystander.exchange(ping)).type);
    await using next = await context.connect({ user });
    expect(ping?.expect.types).toContain((await next.exchange(ping)).type);
  },
);

test(
  "loses no message that is sent the moment the connection stands",
  check({
    id: "resilience.hears-the-first-word",
    suspects: ["contract-violation"],
    rows: ["X10"],
    phase,
    journey: "resilience",
    needs: ["session"],
    capabilities: ["welcome", "ping"],
  }),
  async ({ context, expect }) => {
    const { question, events, websocket } = context.contract;
    const user = await context.user();
    const asked = context.question();
    const values = { ...asked, userId: user.id, now: context.clock.date().toISOString() };
    const early = [fill(websocket.ping?.send ?? null, values), fill(question.send, values)];
    await using session = await context.connect({ user, early });
    const pong = await session.next(websocket.ping ? [websocket.ping.expect] : [], {
      what: "the answer to a ping sent before the greeting",
    });
    expect(websocket.ping?.expect.types).toContain(pong.type);
    const end = await session.next(
      (_, { type, text }) => type === events.completed && text.includes(asked.canary),
      {
        what: "the answer to a question sent before the greeting",
        withinMs: context.limits.completionMs,
      },
    );
    expect(end.text).toContain(asked.canary);
  },
);

/** The message as JSON with blanks behind it (RFC 8259 section 2), so that it has that many bytes. */
function paddedTo(bytes: number, message: unknown): string {
  const text = typeof message === "string" ? message : JSON.stringify(message);
  return text + " ".repeat(bytes - Buffer.byteLength(text));
}
