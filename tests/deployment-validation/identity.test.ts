import { readField } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { strangeness, whoAnswers } from "./identification.ts";
import { instantOf } from "./instant.ts";

const phase = "deployment-validation";
const journey = "deployment";

/** A clock that is off by more was never set, or tells the time of another zone: zones are no closer. */
const mostSkewMs = 15 * 60_000;

test(
  "says to anybody who it is, that it is healthy, and which version it runs, in time",
  check({
    id: "deployment.identifies-itself",
    suspects: ["wrong-server", "cold-start", "connection-cut", "half-open"],
    rows: ["C01", "C02", "C09"],
    phase,
    journey,
    establishes: "backend",
  }),
  async ({ context, expect }) => {
    const answer = await whoAnswers(context);
    expect(strangeness(context.contract, answer)).toBeUndefined();
    expect(answer.elapsedMs).toBeLessThanOrEqual(context.limits.replyMs);
  },
);

test(
  "makes its health answer anew every time: its clock is right and runs",
  check({
    id: "deployment.tells-the-time",
    suspects: ["self-description-wrong"],
    rows: ["C01"],
    phase,
    journey,
    capabilities: ["operation.health.timestamp"],
  }),
  async ({ context, expect }) => {
    const timed = async () => {
      const answer = await context.call("health");
      expect(answer.ok, answer.said).toBe(true);
      return instantOf(answer.read("timestamp"));
    };
    const first = await timed();
    const skewMs = Math.abs(first - context.clock.date().getTime());
    expect(skewMs, `the server's ${first}`).toBeLessThanOrEqual(mostSkewMs);
    const later = await context.poll(timed, {
      until: (instant) => instant > first,
      what: "a health answer with a later time in it",
      withinMs: context.limits.replyMs,
    });
    expect(later).toBeGreaterThan(first);
  },
);

test(
  "reports its components, each well and with the time it took to answer",
  check({
    id: "deployment.reports-components",
    suspects: ["self-description-wrong"],
    rows: ["C03"],
    phase,
    journey,
    capabilities: ["operation.components.components", "component-latency"],
  }),
  async ({ context, expect }) => {
    const { components, identity } = context.contract;
    const answer = await context.call("components");
    expect(answer.ok, answer.said).toBe(true);
    const reported = Object.entries(Object(answer.read("components")));
    expect(reported.length, answer.said).toBeGreaterThan(0);
    const names = reported.map(([name]) => name);
    expect(names).toEqual(expect.arrayContaining([...(components?.required ?? [])]));
    const state = components?.state;
    for (const [name, component] of reported) {
      const latencyMs = readField(component, components?.latency ?? []);
      expect(latencyMs, `${name}: latency`).toBeTypeOf("number");
      expect(latencyMs, `${name}: latency`).toBeGreaterThanOrEqual(0);
      expect(latencyMs, `${name}: latency`).toBeLessThan(context.limits.httpMs);
      const how = readField(component, state?.read ?? identity.status.read);
      expect(state?.healthy ?? identity.status.healthy, name).toContain(how);
    }
  },
);

test(
  "says how long it has been up, and the time goes on",
  check({
    id: "deployment.tells-its-uptime",
    suspects: ["self-description-wrong"],
    rows: ["C03"],
    phase,
    journey,
    capabilities: ["operation.components.components", "operation.components.uptime"],
  }),
  async ({ context, expect }) => {
    const uptime = async () => {
      const answer = await context.call("components");
      expect(answer.ok, answer.said).toBe(true);
      expect(answer.read("components"), answer.said).toBeTypeOf("object");
      return Number(answer.read("uptime"));
    };
    const first = await uptime();
    expect(first).toBeGreaterThanOrEqual(0);
    context.figure("uptime", first, "s");
    const later = await context.poll(uptime, {
      // Less means another instance, or one that has started again.
      until: (seconds) => seconds > first,
      what: "an uptime that has grown",
      withinMs: context.limits.replyMs,
    });
    expect(later).toBeGreaterThan(first);
  },
);
