import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { register, stranger } from "./visitor.ts";

describe("health", () => {
  test("identifies the service, its revision and itself as a reference", async () => {
    await using backend = await startBackend({ revision: "abc123", environment: "staging" });
    const { status, body } = await stranger(backend).get("/health");
    expect(status).toBe(200);
    expect(body).toMatchObject({
      status: "healthy",
      service: "netra-ai-platform",
      version: expect.any(String),
      timestamp: expect.any(Number),
      uptime_seconds: expect.any(Number),
      deployment: { revision: "abc123", environment: "staging" },
      identity: { reference: true },
    });
  });

  test("publishes its settings as text, overrides included", async () => {
    const settings = { websocket_connection_timeout: "240", extra: "yes" };
    await using backend = await startBackend({ settings, requestsPerMinute: 99 });
    const { body } = await stranger(backend).get("/health");
    expect(body.config).toMatchObject({
      websocket_connection_timeout: "240",
      websocket_heartbeat_interval: "15",
      websocket_heartbeat_timeout: "45",
      backend_memory: "4Gi",
      backend_cpu: "4",
      demo_mode: "0",
      rate_limit_requests_per_minute: "99",
      extra: "yes",
    });
  });

  test.each(["/health/system", "/health/backend"])("%s times its components", async (path) => {
    await using backend = await startBackend();
    const component = { status: "healthy", latency_ms: expect.any(Number) };
    expect((await stranger(backend).get(path)).body).toMatchObject({
      uptime_seconds: expect.any(Number),
      components: { database: component, cache: component, analytics: component },
    });
  });

  test.each([
    ["/", "message"],
    ["/health/", "status"],
    ["/health/live", "status"],
    ["/health/ready", "core_db"],
    ["/health/startup", "status"],
    ["/health/alerts", "alerts"],
    ["/api/health", "status"],
    ["/api/chat/messages/health", "status"],
    ["/ws/health", "status"],
    ["/ws/config", "websocket_config"],
    ["/ws/stats", "active_connections"],
    ["/ws/beacon", "status"],
    ["/api/v1/websocket", "data"],
    ["/api/discovery/services", "services"],
    ["/api/discovery/services/backend", "ws_url"],
    ["/api/mcp/config", "http"],
    ["/api/mcp/servers", "data"],
    ["/api/mcp/tools", "data"],
    ["/api/config/public", "environment"],
    ["/api/events/info", "stream"],
    ["/api/agents/stream", "discriminator"],
    ["/openapi.json", "paths"],
  ])("%s is public and has %s", async (path, field) => {
    await using backend = await startBackend();
    const { status, body, text } = await stranger(backend).get(path);
    expect(status).toBe(200);
    expect(body).toHaveProperty(field);
    expect(text).not.toContain(backend.secret.reveal());
  });

  test("every path of the description is served", async () => {
    await using backend = await startBackend();
    const { body } = await stranger(backend).get("/openapi.json");
    for (const [path, methods] of Object.entries(body.paths as Record<string, object>)) {
      for (const method of Object.keys(methods)) {
        const answer = await stranger(backend).call(method.toUpperCase(), path);
        expect([path, answer.status]).not.toEqual([path, 404]);
        expect([path, answer.status]).not.toEqual([path, 405]);
      }
    }
  });

  test("the socket's settings say what it really does", async () => {
    await using backend = await startBackend({ heartbeatMs: 500, requestsPerMinute: 77 });
    expect((await stranger(backend).get("/ws/config")).body).toMatchObject({
      websocket_config: { heartbeat_interval: 0.5, max_message_size: 1024 * 1024 },
      rate_limit: { requests_per_minute: 77, scope: "user" },
    });
  });

  test("statistics and metrics count connections", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    await using socket = await visitor.connect();
    await socket.next("connection_established");
    expect((await visitor.get("/ws/stats")).body.active_connections).toBe(1);
    expect((await visitor.get("/metrics")).text).toContain("websocket_connections 1\n");
  });
});
