import { readField, readText } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { overlapOf } from "./api-description.ts";
import { isFilled } from "./placeholder.ts";
import { leadsNowhere } from "./tool-endpoint.ts";

const phase = "deployment-validation";
const journey = "deployment";

test(
  "has an auth service that says that it is well",
  check({
    id: "deployment.has-healthy-auth-service",
    suspects: ["self-description-wrong"],
    rows: ["C04"],
    phase,
    journey,
    capabilities: ["operation.authHealth.status"],
  }),
  async ({ context, expect }) => {
    const answer = await context.call("authHealth");
    expect(answer.ok, answer.said).toBe(true);
    expect(context.contract.identity.status.healthy).toContain(answer.read("status"));
    expect(answer.elapsedMs).toBeLessThanOrEqual(context.limits.replyMs);
  },
);

test(
  "has a frontend that serves something, and is not the backend by mistake",
  check({
    id: "deployment.has-frontend",
    suspects: ["wrong-server", "http-error"],
    rows: ["C05"],
    phase,
    journey,
    capabilities: ["operation.frontendHealth", "service.frontend"],
  }),
  async ({ context, expect }) => {
    const { identity, operations } = context.contract;
    const { http, services } = context.target;
    const answer = await context.call("frontendHealth");
    expect(answer.ok, answer.said).toBe(true);
    expect(answer.text).toMatch(/\S/);
    expect(identity.service.oneOf).not.toContain(answer.field(identity.service.read));
    const path = operations.frontendHealth?.path ?? "/";
    const behind = await context.http.call({ method: "GET", path });
    // One origin may serve both; two that say the same are one server under two names.
    const isOneOrigin = services.frontend === http;
    expect(isOneOrigin || behind.text !== answer.text, answer.said).toBe(true);
    expect(answer.elapsedMs).toBeLessThanOrEqual(context.limits.replyMs);
  },
);

test(
  "lists its services for discovery, each with something to find it by",
  check({
    id: "deployment.lists-services",
    suspects: ["edge-wants-login"],
    rows: ["C06"],
    phase,
    journey,
    capabilities: ["operation.discovery.services"],
  }),
  async ({ context, expect }) => {
    const answer = await context.call("discovery");
    expect(answer.ok, answer.said).toBe(true);
    const services = Object.entries(Object(answer.read("services")));
    expect(services.length, answer.said).toBeGreaterThan(0);
    for (const [name, service] of services) {
      const values = Object.values(Object(service));
      expect(values.filter(isFilled), `${name}: ${JSON.stringify(service)}`).not.toEqual([]);
    }
  },
);

test(
  "tells tool clients where to connect",
  check({
    id: "deployment.configures-tool-clients",
    suspects: ["edge-refuses"],
    rows: ["C07"],
    phase,
    journey,
    capabilities: ["operation.agentConfig.endpoint"],
  }),
  async ({ context, expect }) => {
    const answer = await context.call("agentConfig");
    expect(answer.ok, answer.said).toBe(true);
    const endpoint = String(answer.read("endpoint"));
    expect(await leadsNowhere(context, endpoint)).toBeUndefined();
  },
);

test(
  "lists its tool servers, each by name and at work",
  check({
    id: "deployment.lists-tool-servers",
    suspects: ["http-error"],
    rows: ["C07"],
    phase,
    journey,
    capabilities: ["operation.agentServers.servers", "servers"],
  }),
  async ({ context, expect }) => {
    const { servers } = context.contract;
    const answer = await context.call("agentServers");
    expect(answer.ok, answer.said).toBe(true);
    const listed = Object.values(Object(answer.read("servers")));
    expect(listed.length, answer.said).toBeGreaterThan(0);
    for (const server of listed) {
      const name = readText(server, servers?.name ?? []);
      expect(isFilled(name), JSON.stringify(server)).toBe(true);
      expect(servers?.working, name).toContain(readField(server, servers?.status ?? []));
    }
  },
);

test(
  "describes its API, this one and no other",
  check({
    id: "deployment.describes-its-api",
    suspects: ["self-description-wrong", "connection-cut"],
    rows: ["C08"],
    phase,
    journey,
    capabilities: ["operation.apiDescription.version", "operation.apiDescription.paths"],
  }),
  async ({ context, expect }) => {
    const answer = await context.call("apiDescription");
    expect(answer.ok, answer.said).toBe(true);
    expect(isFilled(answer.read("version")), answer.said).toBe(true);
    const services = context.target.services.auth === undefined ? both : (["backend"] as const);
    const overlap = overlapOf(context.contract, answer.read("paths"), services);
    const { shared, described, promised, isSameApi } = overlap;
    const told = `${shared.length} of ${described.length} described and ${promised.length} promised`;
    expect(isSameApi, `${told}: ${described.join(", ")}`).toBe(true);
  },
);

/** What a backend describes that is the auth service, too. */
const both = ["backend", "auth"] as const;
