import { readField } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";

const phase = "deployment-validation";
const journey = "deployment";

/** What is published when nobody filled it in. */
const placeholder = /^\s*(undefined|null|none|nan|unknown|todo|tbd)?\s*$/i;

test(
  "says who it is, that it is healthy, and when, in time",
  check({
    id: "deployment.identifies-itself",
    rows: ["C01", "C02", "C09"],
    phase,
    journey,
    capabilities: ["operation.health"],
    establishes: "backend",
  }),
  async ({ context, expect }) => {
    const { identity } = context.contract;
    const answer = await context.call("health");
    expect(answer.status).toBe(200);
    expect(identity.service.oneOf).toContain(answer.field(identity.service.read));
    expect(identity.status.healthy).toContain(answer.field(identity.status.read));
    expect(answer.read("version")).toMatch(/\S/);
    expect(answer.read("timestamp")).toBeDefined();
    expect(answer.elapsedMs).toBeLessThanOrEqual(context.limits.replyMs);
  },
);

test(
  "reports its components with their latency, and how long it has been up",
  check({
    id: "deployment.reports-components",
    rows: ["C03"],
    phase,
    journey,
    capabilities: ["operation.components"],
  }),
  async ({ context, expect }) => {
    const { identity } = context.contract;
    const answer = await context.call("components");
    expect(answer.status).toBe(200);
    expect(answer.read("uptime")).toBeTypeOf("number");
    const components = answer.read("components");
    expect(Object.keys(Object(components)).length).toBeGreaterThan(0);
    for (const [name, component] of Object.entries(Object(components))) {
      expect(component, name).toMatchObject({ latency_ms: expect.any(Number) });
      expect(identity.status.healthy, name).toContain(readField(component, identity.status.read));
    }
  },
);

test(
  "publishes every setting the contract requires",
  check({
    id: "deployment.publishes-settings",
    rows: ["D07"],
    phase,
    journey,
    capabilities: ["settings", "operation.settings"],
  }),
  async ({ context, expect }) => {
    const answer = await context.call("settings");
    expect(answer.read("settings"), "settings unpublished").toBeTypeOf("object");
    const settings = Object(answer.read("settings"));
    for (const key of context.contract.settings?.required ?? []) {
      expect(String(settings[key] ?? ""), key).not.toMatch(placeholder);
    }
    expect(String(answer.read("revision") ?? ""), "revision").not.toMatch(placeholder);
  },
);

test(
  "lists its services for discovery",
  check({
    id: "deployment.lists-services",
    rows: ["C06"],
    phase,
    journey,
    capabilities: ["operation.discovery"],
  }),
  async ({ context, expect }) => {
    const answer = await context.call("discovery");
    expect(answer.status).toBe(200);
    const services = Object.entries(Object(answer.read("services")));
    expect(services.length).toBeGreaterThan(0);
    for (const [name, service] of services) expect(service, name).toBeInstanceOf(Object);
  },
);

test(
  "answers 404 for a path nobody declared, as JSON with a reason",
  check({
    id: "deployment.refuses-unknown-path",
    rows: ["C20", "C21"],
    phase,
    journey,
  }),
  async ({ context, expect }) => {
    const path = `/gapproof-undeclared-${context.runId}`;
    const answer = await context.http.call({ method: "GET", path });
    expect(answer.status).toBe(404);
    expect(Object.keys(Object(answer.json)).join(" ")).toMatch(/error|detail|message/);
  },
);
