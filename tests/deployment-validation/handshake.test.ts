import type { Contract } from "../../src/contract/contract.ts";
import { matchesAny } from "../../src/contract/match.ts";
import { check, test } from "../../src/fixtures/test.ts";

const phase = "deployment-validation";
const journey = "websocket";

test(
  "upgrades and selects exactly one of the offered subprotocols",
  check({
    id: "websocket.negotiates-subprotocol",
    rows: ["W04", "W11", "D09"],
    phase,
    journey,
    capabilities: ["subprotocols"],
    establishes: "handshake",
  }),
  async ({ context, expect }) => {
    const knock = await context.knock({ user: await context.user() });
    expect(knock.status).toBe(101);
    expect(knock.headers).toMatchObject({
      upgrade: expect.stringMatching(/^websocket$/i),
      connection: expect.stringMatching(/upgrade/i),
      "sec-websocket-accept": expect.any(String),
    });
    expect(knock.opened, knock.error).toBe(true);
    expect(knock.selectedIsOffered, `selected ${knock.selected}`).toBe(true);
  },
);

test(
  "accepts every declared subprotocol layout",
  check({
    id: "websocket.accepts-every-layout",
    rows: ["W05"],
    phase,
    journey,
    capabilities: ["subprotocols"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    for (const layout of context.contract.websocket.subprotocols?.layouts ?? []) {
      const knock = await context.knock({ user, carrier: { kind: "subprotocol", offer: layout } });
      expect(knock.opened, `${layout.join(", ")}: ${knock.error ?? ""}`).toBe(true);
      expect(knock.selectedIsOffered, `${layout.join(", ")}: ${knock.selected}`).toBe(true);
      expect(knock.refused, `${layout.join(", ")}: refused after the upgrade`).toBe(false);
    }
  },
);

test(
  "selects nothing when nothing is offered",
  check({
    id: "websocket.selects-nothing-unasked",
    rows: ["W04"],
    phase,
    journey,
    capabilities: ["subprotocols", "other-carrier"],
  }),
  async ({ context, expect }) => {
    const { carriers } = context.contract.websocket;
    const carrier = carriers.find(({ kind }) => kind !== "subprotocol");
    const knock = await context.knock({ user: await context.user(), ...(carrier && { carrier }) });
    expect(knock.offered).toEqual([]);
    expect(knock.status, knock.summary).toBe(101);
    expect(knock.selected, "an unsolicited subprotocol locks browsers out").toBeUndefined();
  },
);

test(
  "refuses an offer of unknown subprotocols only, before the upgrade",
  check({
    id: "websocket.refuses-unknown-subprotocol",
    rows: ["W06"],
    phase,
    journey,
    capabilities: ["subprotocols"],
  }),
  async ({ context, expect }) => {
    const offer = context.contract.websocket.subprotocols?.unknown ?? [];
    const knock = await context.knock({ user: null, offer });
    expect(knock.opened).toBe(false);
    expect(context.contract.websocket.refused.statuses).toContain(knock.status);
  },
);

test(
  "accepts upgrades on every declared route and on no other",
  check({
    id: "websocket.accepts-declared-routes",
    rows: ["W12"],
    phase,
    journey,
    capabilities: ["undeclared-route"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    for (const route of context.contract.websocket.routes) {
      const knock = await context.knock({ user, route });
      expect(knock.opened, `${route}: ${knock.error ?? ""}`).toBe(true);
      expect(knock.refused, `${route}: ${knock.summary}`).toBe(false);
    }
    const route = context.contract.websocket.undeclaredRoute ?? "";
    const stray = await context.knock({ user, route });
    expect([403, 404], route).toContain(stray.status);
  },
);

test(
  "answers a plain GET on the WebSocket route with a 4xx",
  check({ id: "websocket.refuses-plain-get", rows: ["W13"], phase, journey }),
  async ({ context, expect }) => {
    const path = context.contract.websocket.routes[0] ?? "/";
    // A route that does not upgrade would answer 404 to anything: first prove that it is one.
    const knock = await context.knock({ user: await context.user() });
    expect(knock.opened, knock.summary).toBe(true);
    const answer = await context.http.call({ method: "GET", path });
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(answer.status).toBeLessThan(500);
  },
);

test(
  "publishes the state and configuration of its WebSocket",
  check({
    id: "websocket.publishes-configuration",
    rows: ["W23"],
    phase,
    journey,
    capabilities: ["operation.websocketHealth", "operation.websocketConfig"],
  }),
  async ({ context, expect }) => {
    const health = await context.call("websocketHealth");
    expect(health.status).toBe(200);
    expect(context.contract.identity.status.healthy).toContain(health.read("status"));
    const config = await context.call("websocketConfig");
    expect(config.status).toBe(200);
    const values = Object.entries(Object(config.read("config")));
    expect(values.length).toBeGreaterThan(0);
    for (const [name, value] of values) expect(value, name).not.toBeNull();
  },
);

test(
  "welcomes an authenticated session with a connection id, in time, and keeps it open",
  check({
    id: "websocket.welcomes",
    rows: ["W07", "W09"],
    phase,
    journey,
    capabilities: ["welcome", "ping", "connection-id"],
    establishes: "session",
  }),
  async ({ context, expect }) => {
    await using session = await context.connect({ user: await context.user() });
    expect(session.connectionId).toMatch(/\S/);
    expect(session.metrics.welcomeMs).toBeLessThanOrEqual(context.limits.welcomeMs);
    const { ping } = context.contract.websocket;
    const pong = await session.exchange(ping);
    expect(ping?.expect.types).toContain(pong.type);
    await session.linger();
    const greetings = session.frames.filter(({ message }) => greets(context.contract, message));
    expect(greetings.length).toBe(1);
    expect(session.isOpen).toBe(true);
  },
);

function greets(contract: Contract, message: unknown): boolean {
  return matchesAny(contract, contract.websocket.welcome?.match ?? [], message);
}
