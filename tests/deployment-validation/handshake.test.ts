import { matchesAny } from "../../src/contract/match.ts";
import { check, test } from "../../src/fixtures/test.ts";

const phase = "deployment-validation";
const journey = "websocket";

test(
  "upgrades, with an accept key of its own for every request",
  check({
    id: "websocket.upgrades",
    suspects: [
      "wrong-accept",
      "edge-wants-login",
      "edge-refuses",
      "wrong-path",
      "upgrade-stripped",
      "crash-at-accept",
      "cold-start",
      "never-negotiates",
      "selects-unasked",
      "protocol-violation",
      "incomplete-upgrade",
      "unrequested-extension",
      "offer-stripped",
      "selection-stripped",
      "nothing-listening",
      "saturation",
      "http2-only",
    ],
    rows: ["W11"],
    phase,
    journey,
    establishes: "handshake",
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const knocks = [await context.knock({ user }), await context.knock({ user })];
    for (const { status, httpVersion, headers, opened, summary } of knocks) {
      expect(status, summary).toBe(101);
      // RFC 6455 section 4.2.2: some clients open below HTTP/1.1 all the same, others do not.
      expect(httpVersion, summary).toBe("1.1");
      // RFC 6455 section 4.2.2: base64 of a SHA-1. The client compares it with its own key.
      expect(headers, summary).toMatchObject({
        upgrade: expect.stringMatching(/^websocket$/i),
        connection: expect.stringMatching(/\bupgrade\b/i),
        "sec-websocket-accept": expect.stringMatching(/^[A-Za-z0-9+/]{27}=$/),
      });
      expect(opened, summary).toBe(true);
    }
    const keys = knocks.map(({ headers }) => headers["sec-websocket-accept"]);
    expect(new Set(keys).size, "two requests, one answer: replayed on the way").toBe(2);
  },
);

test(
  "refuses a handshake without credentials, and welcomes one with them",
  check({
    id: "websocket.tells-users-from-strangers",
    suspects: ["refusal-masked"],
    rows: ["W01", "W03"],
    phase,
    journey,
    capabilities: ["auth-enforced", "welcome"],
  }),
  async ({ context, expect }) => {
    const known = await context.knock({ user: await context.user(), settle: true });
    expect(known.result, known.summary).toBe("welcomed");
    const stranger = await context.knock({ user: null, settle: true });
    expect(stranger.properlyRefused, stranger.summary).toBe(true);
  },
);

test(
  "accepts upgrades on every declared route and on no other",
  check({
    id: "websocket.accepts-declared-routes",
    suspects: ["crash-at-accept", "wrong-path", "upgrade-stripped"],
    rows: ["W12"],
    phase,
    journey,
    capabilities: ["undeclared-route", "welcome"],
  }),
  async ({ context, expect }) => {
    const { websocket, http } = context.contract;
    const user = await context.user();
    for (const route of websocket.routes) {
      const knock = await context.knock({ user, route, settle: true });
      expect(knock.result, `${route}: ${knock.summary}`).toBe("welcomed");
    }
    const stray = await context.knock({ user, route: websocket.undeclaredRoute ?? "" });
    expect(stray.opened, stray.summary).toBe(false);
    const statuses = [...websocket.refused.statuses, ...http.unknownPathStatuses];
    expect(statuses, stray.summary).toContain(stray.status);
  },
);

test(
  "answers a plain GET on the WebSocket route with a 4xx, and on no route with a 5xx",
  check({
    id: "websocket.refuses-plain-get",
    suspects: ["manners-missing"],
    rows: ["W13"],
    phase,
    journey,
  }),
  async ({ context, expect }) => {
    const [first = "/", ...others] = context.contract.websocket.routes;
    // A route that does not upgrade would answer 404 to anything: first prove that it is one.
    const knock = await context.knock({ user: await context.user() });
    expect(knock.opened, knock.summary).toBe(true);
    const answer = await context.http.call({ method: "GET", path: first });
    expect(answer.status, answer.text.slice(0, 200)).toBeGreaterThanOrEqual(400);
    expect(answer.status, answer.text.slice(0, 200)).toBeLessThan(500);
    for (const path of others) {
      // Another route may also be a page that says what it is.
      const { status, text } = await context.http.call({ method: "GET", path });
      expect(status, `${path}: ${text.slice(0, 200)}`).toBeLessThan(500);
    }
  },
);

test(
  "publishes the state and configuration of its WebSocket",
  check({
    id: "websocket.publishes-configuration",
    suspects: ["settings-unpublished", "self-description-wrong", "http-error"],
    rows: ["W23"],
    phase,
    journey,
    capabilities: ["operation.websocketHealth", "operation.websocketConfig"],
  }),
  async ({ context, expect }) => {
    const health = await context.call("websocketHealth");
    expect(health.status, health.said).toBe(200);
    expect(context.contract.identity.status.healthy).toContain(health.read("status"));
    const config = await context.call("websocketConfig");
    expect(config.status, config.said).toBe(200);
    const values = Object.entries(Object(config.read("config")));
    expect(values.length, config.said).toBeGreaterThan(0);
    for (const [name, value] of values) expect(String(value ?? ""), name).toMatch(/\S/);
    // Where it says how large a message may be, that is the limit that holds.
    const { tooLarge } = context.contract.websocket;
    const largestBytes = config.read("largestBytes") ?? tooLarge?.bytes;
    expect(largestBytes, config.said).toBe(tooLarge?.bytes ?? largestBytes);
  },
);

test(
  "welcomes an authenticated session with a connection id, in time, and keeps it open",
  check({
    id: "websocket.welcomes",
    suspects: [
      "contract-violation",
      "connection-cut",
      "crash-at-accept",
      "secret-mismatch",
      "saturation",
      "half-open",
      "app-stall",
      "protocol-violation",
      "buffering",
    ],
    rows: ["W07", "W09"],
    phase,
    journey,
    capabilities: ["welcome", "ping", "connection-id"],
    establishes: "session",
  }),
  async ({ context, expect }) => {
    const { ping, welcome } = context.contract.websocket;
    const user = await context.user();
    await using session = await context.connect({ user });
    expect(session.connectionId).toMatch(/\S/);
    expect(session.metrics.welcomeMs).toBeLessThanOrEqual(context.limits.welcomeMs);
    const pong = await session.exchange(ping);
    expect(ping?.expect.types).toContain(pong.type);
    await session.linger();
    const greetings = session.frames.filter(({ message }) =>
      matchesAny(context.contract, welcome?.match ?? [], message),
    );
    expect(greetings.length, "greetings in one session").toBe(1);
    expect(session.isOpen).toBe(true);
    await using another = await context.connect({ user });
    expect(another.connectionId, "two sessions share an id").not.toBe(session.connectionId);
  },
);

test(
  "lets whoever the auth service lets in through both doors, HTTP and WebSocket",
  check({
    id: "authentication.opens-both-doors",
    suspects: [
      "refusal-masked",
      "secret-mismatch",
      "clock-skew",
      "claim-mismatch",
      "token-lost",
      "crash-at-accept",
    ],
    rows: ["A08"],
    phase,
    journey: "authentication",
    capabilities: ["auth-enforced", "welcome", "operation.login", "operation.listThreads"],
  }),
  async ({ context, expect }) => {
    const user = await context.registered();
    const called = await context.call("listThreads", {}, { user });
    expect(called.ok, called.said).toBe(true);
    const knock = await context.knock({ user, settle: true });
    expect(knock.result, knock.summary).toBe("welcomed");
    // Both doors look at the token, and not only at whether there is one.
    const token = context.forge(user.token);
    const refused = await context.call("listThreads", {}, { token });
    expect(context.contract.auth.refusedStatuses, refused.said).toContain(refused.status);
    const forged = await context.knock({ token, settle: true });
    expect(forged.properlyRefused, forged.summary).toBe(true);
  },
);
