import { request } from "node:http";
import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { register, stranger } from "./visitor.ts";

const secured: [string, string][] = [
  ["POST", "/api/agents/execute"],
  ["POST", "/api/agents/triage"],
  ["POST", "/api/agents/data"],
  ["POST", "/api/agents/optimization"],
  ["POST", "/api/agents/stream"],
  ["POST", "/api/agents/start"],
  ["POST", "/api/agents/stop"],
  ["GET", "/api/agents/status"],
  ["POST", "/api/agent/v2/execute"],
  ["GET", "/api/agent/run_1/status"],
  ["GET", "/api/threads"],
  ["POST", "/api/threads"],
  ["GET", "/api/threads/t1"],
  ["GET", "/api/threads/t1/messages"],
  ["GET", "/api/chat/messages"],
  ["POST", "/api/chat/stream"],
  ["POST", "/api/mcp/tools/call"],
  ["GET", "/api/v1/websocket/protected"],
  ["GET", "/auth/me"],
  ["POST", "/auth/logout"],
];

describe("refusals", () => {
  test("everything that belongs to a user wants a token", async () => {
    await using backend = await startBackend();
    for (const [method, path] of secured) {
      const answer = await stranger(backend).call(method, path);
      expect([path, answer.status, answer.body.error_code]).toEqual([path, 401, "AUTH_FAILED"]);
    }
  });

  test("an unknown path is 404, a wrong verb 405 with what is allowed", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    for (const path of ["/nope", "/ready", "/api/agents", "/api/threads/../../etc/passwd"]) {
      const answer = await visitor.get(path);
      expect([path, answer.status, answer.body]).toEqual([path, 404, { detail: "Not Found" }]);
    }
    const wrong = await visitor.call("DELETE", "/api/threads");
    expect(wrong).toMatchObject({ status: 405, body: { detail: "Method Not Allowed" } });
    expect(wrong.headers.get("allow")).toContain("POST");
  });

  test.each([
    "/api/threads/..%2f..%2fetc%2fpasswd",
    "/api/threads/%2e%2e%2f%2e%2e%2fetc%2fpasswd/messages",
    "/api/threads/..%5c..%5cetc%5cpasswd",
    "/api/threads/%252e%252e%252fetc",
    "/api/chat/messages/..%2fsecret",
    "/api/agent/..%2f..%2fetc/events",
    "/api/agents/..%2f..%2fetc%2fpasswd/circuit_breaker/status",
    "/api/agents/%252e%252e%252fetc/circuit_breaker/status",
    "/api/agents/%zz/circuit_breaker/status",
    "/api/discovery/services/..%2fbackend",
    "/api/discovery/services/__proto__",
    "/api/discovery/services/toString",
    "/..%2f..%2fetc%2fpasswd",
  ])("%s leads nowhere", async (path) => {
    await using backend = await startBackend();
    const { status, body } = await (await register(backend)).get(path);
    expect([status, body.detail]).toEqual([404, expect.stringMatching(/not found/i)]);
  });

  test("a path that climbs in the raw is no way around", async () => {
    await using backend = await startBackend();
    const { authorization } = await register(backend);
    const status = await new Promise((resolve, reject) => {
      const { port, host } = backend;
      const path = "/api/threads/../../../etc/passwd";
      const call = request({ port, host, path, headers: authorization }, (response) => {
        response.resume();
        resolve(response.statusCode);
      });
      call.on("error", reject).end();
    });
    expect(status).toBe(404);
  });

  test("a plain GET on a WebSocket route is 426, and HTTP routes keep their own", async () => {
    await using backend = await startBackend();
    expect((await stranger(backend).get("/ws")).status).toBe(426);
    expect((await stranger(backend).get("/api/v1/websocket")).status).toBe(200);
    expect((await stranger(backend).post("/api/v1/websocket")).status).toBe(201);
  });

  test.each<[string, unknown]>([
    ["/api/agents/execute", "{"],
    ["/api/agents/execute", "[]"],
    ["/api/agents/execute", {}],
    ["/api/agents/execute", { type: "triage" }],
    ["/api/agents/execute", { type: "triage", message: "  " }],
    ["/api/agents/execute", { type: "triage", message: "m".repeat(8001) }],
    ["/api/agents/triage", { message: 7 }],
    ["/api/agent/v2/execute", {}],
    ["/api/agents/stream", {}],
    ["/api/agents/stop", {}],
    ["/api/threads", { title: 7 }],
    ["/api/chat/messages", { content: "Hi" }],
    ["/api/chat/stream", {}],
  ])("POST %s with %j is 422 and says where", async (path, body) => {
    await using backend = await startBackend();
    const answer = await (await register(backend)).post(path, body);
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toContainEqual(
      expect.objectContaining({ loc: expect.arrayContaining(["body"]), msg: expect.any(String) }),
    );
  });

  test.each(["?limit=0", "?limit=101", "?limit=x", "?offset=-1"])(
    "GET /api/threads%s is 422",
    async (query) => {
      await using backend = await startBackend();
      expect((await (await register(backend)).get(`/api/threads${query}`)).status).toBe(422);
    },
  );

  test("a body over a megabyte is 413", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const body = { message: "m".repeat(1024 * 1024) };
    expect((await visitor.post("/api/agents/triage", body)).status).toBe(413);
  });

  test("errors name themselves, the request and the trace, and no stack", async () => {
    await using backend = await startBackend();
    const { body, text, headers } = await stranger(backend).get("/auth/me", {
      "x-trace-id": "trace-1",
    });
    expect(body).toMatchObject({
      error: true,
      detail: "Missing token",
      message: "Missing token",
      trace_id: "trace-1",
      request_id: headers.get("x-request-id"),
    });
    expect(headers.get("x-trace-id")).toBe("trace-1");
    expect(text).not.toContain("at ");
  });
});

describe("rate limit", () => {
  test("stops one user with a hint when to come back, and nobody else", async () => {
    await using backend = await startBackend({ requestsPerMinute: 30 });
    const [ana, ben] = [await register(backend, "ana"), await register(backend, "ben")];
    const answers = await Promise.all(Array.from({ length: 35 }, () => ana.get("/api/threads")));
    const refused = answers.filter(({ status }) => status === 429);
    expect(refused.length).toBeGreaterThanOrEqual(4);
    expect(Number(refused[0]?.headers.get("retry-after"))).toBeGreaterThanOrEqual(1);
    expect((await ben.get("/api/threads")).headers.get("x-ratelimit-remaining")).toBe("29");
    expect((await ana.get("/health")).status).toBe(200);
  });

  test("names itself in the body, and lets the user back in", async () => {
    await using backend = await startBackend({ requestsPerMinute: 240 });
    const visitor = await register(backend);
    const answers = await Promise.all(Array.from({ length: 260 }, () => visitor.get("/auth/me")));
    const refused = answers.find(({ status }) => status === 429);
    expect(refused?.body).toMatchObject({ error: true, error_code: "RATE_LIMITED" });
    await expect.poll(async () => (await visitor.get("/auth/me")).status).toBe(200);
  });
});

describe("headers", () => {
  test("a configured origin is echoed, a foreign one is not", async () => {
    await using backend = await startBackend({ origins: ["https://app.example.com"] });
    const allowed = async (origin: string) =>
      (await stranger(backend).get("/health", { origin })).headers.get(
        "access-control-allow-origin",
      );
    expect(await allowed("https://app.example.com")).toBe("https://app.example.com");
    expect(await allowed("https://evil.example.com")).toBeNull();
    const preflight = await stranger(backend).call("OPTIONS", "/api/threads", {
      headers: {
        origin: "https://app.example.com",
        "access-control-request-method": "POST",
      },
    });
    expect(preflight.status).toBe(204);
    expect(preflight.headers.get("access-control-allow-methods")).toContain("POST");
  });

  test("content is not to be sniffed or framed", async () => {
    await using backend = await startBackend();
    const answers = await Promise.all([
      stranger(backend).get("/health"),
      stranger(backend).get("/nope"),
      stranger(backend).get("/auth/me"),
      stranger(backend).call("DELETE", "/health"),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([200, 404, 401, 405]);
    for (const { headers } of answers) {
      expect(headers.get("x-content-type-options")).toBe("nosniff");
      expect(headers.get("x-frame-options")).toBe("DENY");
      expect(headers.get("referrer-policy")).toBe("no-referrer");
    }
  });
});
