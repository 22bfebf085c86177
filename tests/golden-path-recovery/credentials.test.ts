import { check, test } from "../../src/fixtures/test.ts";
import { counterfeits, nonsense } from "./counterfeit.ts";

const phase = "golden-path-recovery";
const journey = "websocket";

/** Close codes of a crash: an internal error, and a connection that ended without a word. */
const crashes = [1011, 1006];

test(
  "refuses a handshake without credentials on every route, and not by crashing",
  check({
    id: "websocket.refuses-strangers",
    suspects: ["not-enforced", "refusal-masked"],
    rows: ["W01"],
    phase,
    journey,
    needs: ["handshake"],
    capabilities: ["auth-enforced", "welcome"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    for (const route of context.contract.websocket.routes) {
      const stranger = await context.knock({ user: null, route, settle: true });
      expect(stranger.properlyRefused, `${route}: ${stranger.summary}`).toBe(true);
      const known = await context.knock({ user, route, settle: true });
      expect(known.result, `${route}: ${known.summary}`).toBe("welcomed");
    }
  },
);

test(
  "refuses a token whose signature does not verify, by whatever carrier, and not by crashing",
  check({
    id: "websocket.refuses-forged-token",
    suspects: ["signature-unverified"],
    rows: ["W02", "A10"],
    phase,
    journey,
    needs: ["handshake"],
    capabilities: ["auth-enforced"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const token = context.forge(user.token);
    for (const carrier of context.contract.websocket.carriers) {
      const forged = await context.knock({ token, carrier, settle: true });
      expect(forged.properlyRefused, `${carrier.kind}: ${forged.summary}`).toBe(true);
      const headers = context.contract.auth.testHeaders;
      const testing = await context.knock({ token, carrier, headers, settle: true });
      expect(testing.properlyRefused, `as a test: ${testing.summary}`).toBe(true);
      const genuine = await context.knock({ user, carrier, settle: true });
      expect(genuine.opened, `${carrier.kind}: ${genuine.summary}`).toBe(true);
      expect(genuine.refused, `${carrier.kind}: ${genuine.summary}`).toBe(false);
    }
  },
);

test(
  "refuses what is no token at all, and not by crashing",
  check({
    id: "websocket.refuses-nonsense",
    suspects: ["refusal-masked", "not-enforced"],
    rows: ["W02"],
    phase,
    journey,
    needs: ["handshake"],
    capabilities: ["auth-enforced", "welcome"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    for (const carrier of context.contract.websocket.carriers) {
      for (const [what, token] of Object.entries(nonsense(user.token))) {
        const knock = await context.knock({ token, carrier, settle: true });
        expect(knock.properlyRefused, `${carrier.kind}, ${what}: ${knock.summary}`).toBe(true);
      }
      const genuine = await context.knock({ user, carrier, settle: true });
      expect(genuine.result, `${carrier.kind}: ${genuine.summary}`).toBe("welcomed");
    }
  },
);

test(
  "refuses tokens signed by nobody or by somebody else, on the socket too",
  check({
    id: "authentication.refuses-counterfeits-on-socket",
    suspects: ["signature-unverified", "session-unended"],
    rows: ["A10", "W02"],
    phase,
    journey: "authentication",
    needs: ["handshake"],
    capabilities: ["auth-enforced", "signing-secret", "welcome"],
  }),
  async ({ context, expect }) => {
    const { auth, websocket } = context.contract;
    const user = await context.user();
    const token = await context.mint(user);
    const hourAgo = Math.floor(context.clock.date().getTime() / 1000) - 3600;
    const bad = {
      ...counterfeits(token, auth.jwt?.algorithm ?? ""),
      expired: await context.mint(user, { iat: hourAgo - 900, exp: hourAgo }),
    };
    for (const carrier of websocket.carriers) {
      for (const [what, counterfeit] of Object.entries(bad)) {
        const knock = await context.knock({ token: counterfeit, carrier, settle: true });
        expect(knock.properlyRefused, `${carrier.kind}, ${what}: ${knock.summary}`).toBe(true);
      }
      const genuine = await context.knock({ token, carrier, settle: true });
      expect(genuine.result, `${carrier.kind}: ${genuine.summary}`).toBe("welcomed");
    }
  },
);

test(
  "names a refusal a refusal: no crash, and no word of what it could not build",
  check({
    id: "authentication.names-refusals-on-socket",
    suspects: ["refusal-masked"],
    rows: ["A13", "W01"],
    phase,
    journey: "authentication",
    needs: ["handshake"],
    capabilities: ["auth-enforced", "unspoken", "welcome"],
  }),
  async ({ context, expect }) => {
    const { auth } = context.contract;
    const unspoken = new RegExp(auth.unspoken.join("|"), "i");
    const user = await context.user();
    const comers = {
      nobody: { user: null },
      forged: { token: context.forge(user.token) },
      ...Object.fromEntries(
        Object.entries(nonsense(user.token)).map(([what, token]) => [what, { token }]),
      ),
    };
    for (const [who, options] of Object.entries(comers)) {
      const knock = await context.knock({ ...options, settle: true });
      expect(knock.properlyRefused, `${who}: ${knock.summary}`).toBe(true);
      expect(crashes, `${who}: ${knock.summary}`).not.toContain(knock.close?.code);
      const words = JSON.stringify([knock.body, knock.close?.reason, knock.firstMessages]);
      expect(words, who).not.toMatch(unspoken);
    }
    const known = await context.knock({ user, settle: true });
    expect(known.result, known.summary).toBe("welcomed");
  },
);

test(
  "welcomes a valid token by every declared carrier, to a session that answers",
  check({
    id: "websocket.accepts-every-carrier",
    suspects: ["token-lost"],
    rows: ["W03", "D25"],
    phase,
    journey,
    needs: ["handshake"],
    capabilities: ["welcome", "ping"],
  }),
  async ({ context, expect }) => {
    const { carriers, ping } = context.contract.websocket;
    const user = await context.user();
    for (const carrier of carriers) {
      await using session = await context.connect({ user, carrier });
      expect(session.welcome, carrier.kind).toBeInstanceOf(Object);
      const pong = await session.exchange(ping);
      expect(ping?.expect.types, carrier.kind).toContain(pong.type);
    }
  },
);
