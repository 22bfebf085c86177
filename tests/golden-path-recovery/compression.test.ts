import { check, test } from "../../src/fixtures/test.ts";

test(
  "serves clients that offer compression, as browsers do, whether it agrees or declines",
  check({
    id: "websocket.serves-clients-that-offer-compression",
    suspects: ["unrequested-extension", "protocol-violation", "crash-at-accept"],
    rows: ["W11", "W25"],
    phase: "golden-path-recovery",
    journey: "websocket",
    needs: ["session"],
    capabilities: ["welcome", "ping"],
  }),
  async ({ context, expect }) => {
    const { ping } = context.contract.websocket;
    const user = await context.user();
    const knock = await context.knock({ user, compression: true, settle: true });
    const selection = `extensions: ${knock.extensions ?? "none"}`;
    expect(knock.result, `${knock.summary}; ${selection}`).toBe("welcomed");
    // Only what was offered may be selected (RFC 6455 section 9.1), and declining it is as good.
    expect(knock.extensions ?? "permessage-deflate", selection).toMatch(/^permessage-deflate\b/);
    await using session = await context.connect({ user, compression: true });
    // A message may refer back to the one before (RFC 7692 section 7.2.3.2): one says little.
    for (const nth of [1, 2, 3]) {
      const pong = await session.exchange(ping);
      expect(ping?.expect.types, `answer ${nth}, ${selection}`).toContain(pong.type);
    }
    const question = context.question();
    const run = await session.ask(question);
    expect(run.answer, selection).toContain(question.canary);
    expect(run.deviations, selection).toEqual([]);
    expect(session.isOpen).toBe(true);
  },
);
