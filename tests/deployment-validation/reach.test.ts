import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";
import { isRemote, sameSystem } from "../../src/harness/target/url-rules.ts";
import { strangeness, whoAnswers } from "./identification.ts";

const phase = "deployment-validation";
const journey = "deployment";

test(
  "accepts connections in time, and answers on them",
  check({
    id: "deployment.accepts-connections",
    suspects: ["cold-start", "half-open"],
    rows: ["D27"],
    phase,
    journey,
  }),
  async ({ context, expect }) => {
    const { addresses, connectMs, failure } = await context.reach();
    if (connectMs !== undefined) context.figure("TCP connect", connectMs, "ms");
    expect(failure).toBeUndefined();
    expect(addresses.length).toBeGreaterThan(0);
    expect(connectMs, "TCP connect, ms").toBeLessThanOrEqual(context.limits.reachMs);
    // A port may be open that leads nowhere.
    expect(strangeness(context.contract, await whoAnswers(context, true))).toBeUndefined();
  },
);

test(
  "is found under public addresses only",
  check({
    id: "deployment.resolves-to-public-addresses",
    suspects: ["blackhole"],
    rows: ["D26"],
    phase,
    journey,
    capabilities: ["remote"],
  }),
  async ({ context, expect }) => {
    const { addresses, host } = await context.reach();
    expect(addresses.length, host).toBeGreaterThan(0);
    const hidden = addresses.filter(({ isPublic }) => !isPublic).map(({ address }) => address);
    expect(hidden, `${host} leads to addresses that users cannot reach`).toEqual([]);
    expect(strangeness(context.contract, await whoAnswers(context))).toBeUndefined();
  },
);

test(
  "shows a certificate that is trusted, for its own name, and in its time",
  check({
    id: "deployment.shows-valid-certificate",
    suspects: ["certificate-untrusted"],
    rows: ["D28"],
    phase,
    journey,
    capabilities: ["tls"],
  }),
  async ({ context, expect }) => {
    const { tls, host, failure } = await context.reach();
    const now = context.clock.date().getTime();
    const [from, to] = [Date.parse(tls?.validFrom ?? ""), Date.parse(tls?.validTo ?? "")];
    const daysLeft = Math.floor((to - now) / 86_400_000);
    if (!Number.isNaN(daysLeft)) context.figure("certificate ends in", daysLeft, "days");
    expect(failure, host).toBeUndefined();
    expect(tls?.authorizationError, host).toBeUndefined();
    expect(tls?.authorized, host).toBe(true);
    expect(from, `certificate begins ${tls?.validFrom}`).toBeLessThanOrEqual(now);
    expect(to, `certificate ends ${tls?.validTo}`).toBeGreaterThan(now);
    expect(strangeness(context.contract, await whoAnswers(context))).toBeUndefined();
  },
);

test(
  "is reached across the network over TLS only, HTTP and WebSocket alike",
  check({
    id: "deployment.encrypts-remote-traffic",
    suspects: ["credentials-leaked"],
    rows: ["W14"],
    phase,
    journey,
    capabilities: ["remote"],
  }),
  async ({ context, expect }) => {
    const { http, ws, services } = context.target;
    const urls = [http, ...Object.values(services)];
    expect(urls.filter((url) => new URL(url).protocol !== "https:")).toEqual([]);
    expect(new URL(ws).protocol, ws).toBe("wss:");
    expect(strangeness(context.contract, await whoAnswers(context))).toBeUndefined();
    const knock = await context.knock({ user: await context.user() });
    expect(knock.opened, knock.summary).toBe(true);
  },
);

test(
  "publishes addresses a client can use, unencrypted ones on its own machine only",
  check({
    id: "deployment.publishes-usable-addresses",
    suspects: ["self-description-wrong"],
    rows: ["W14", "C06"],
    phase,
    journey,
    capabilities: ["operation.discovery.backend", "operation.discovery.websocket"],
  }),
  async ({ context, expect }) => {
    const { backend, socket } = await addressesOf(context);
    expect(backend.protocol, backend.href).toMatch(
      isRemote(backend.href) ? /^https:$/ : /^https?:$/,
    );
    expect(socket.protocol, socket.href).toMatch(isRemote(socket.href) ? /^wss:$/ : /^wss?:$/);
    const { routes } = context.contract.websocket;
    // A base path may stand in front of a route.
    const isRoute = routes.some((route) => socket.pathname.endsWith(route));
    expect(isRoute, `${socket.href} is none of ${routes.join(", ")}`).toBe(true);
  },
);

test(
  "publishes addresses that lead to the deployment that publishes them",
  check({
    id: "deployment.publishes-its-own-addresses",
    suspects: ["self-description-wrong"],
    rows: ["W14", "C06"],
    phase,
    journey,
    // On one machine, ports may be mapped by somebody the deployment does not know of.
    capabilities: ["remote", "operation.discovery.backend", "operation.discovery.websocket"],
  }),
  async ({ context, expect }) => {
    const { http, ws } = context.target;
    const { backend, socket } = await addressesOf(context);
    expect(sameSystem(backend.href, http), `${backend.href}, not ${http}`).toBe(true);
    expect(sameSystem(socket.href, ws), `${socket.href}, not ${ws}`).toBe(true);
  },
);

interface Addresses {
  readonly backend: URL;
  readonly socket: URL;
}

/** Where the deployment says it is. @throws {TypeError} for an address that is none */
async function addressesOf(context: TestContext): Promise<Addresses> {
  const answer = await context.call("discovery");
  const at = (name: string): URL => {
    const text = answer.ok ? String(answer.read(name)) : answer.said;
    if (URL.canParse(text)) return new URL(text);
    throw new TypeError(`the ${name} address it publishes is no URL: ${text}`);
  };
  return { backend: at("backend"), socket: at("websocket") };
}
