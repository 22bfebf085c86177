import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { register, stranger, Visitor } from "./visitor.ts";

const ana = { email: "ana@example.org", password: "pass word", name: "ana" };

describe("accounts", () => {
  test("whoever registered logs in, regardless of the address's case", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const answer = await visitor.post("/auth/login", { ...ana, email: "ANA@example.org" });
    expect(answer).toMatchObject({
      status: 200,
      body: { token_type: "Bearer", expires_in: 900, user: { id: visitor.userId } },
    });
    const again = new Visitor(backend, answer.body);
    expect((await again.get("/auth/me")).body).toMatchObject({
      user_id: visitor.userId,
      email: ana.email,
      permissions: ["read", "write"],
    });
  });

  test("a wrong password and an unknown address are both 401", async () => {
    await using backend = await startBackend();
    await register(backend);
    const nobody = stranger(backend);
    const answers = [
      await nobody.post("/auth/login", { ...ana, password: "wrong" }),
      await nobody.post("/auth/login", { ...ana, email: "nobody@example.org" }),
    ];
    for (const { status, body } of answers) {
      expect([status, body.detail]).toEqual([401, "Invalid credentials"]);
    }
  });

  test.each<[string, unknown, number]>([
    ["/auth/register", ana, 409],
    ["/auth/register", { ...ana, email: "no address" }, 422],
    ["/auth/register", { email: "ben@example.org" }, 422],
    ["/auth/login", {}, 422],
    ["/auth/login", "{", 422],
    ["/auth/refresh", {}, 422],
    ["/auth/refresh", { refresh_token: "nonsense" }, 401],
    ["/auth/e2e/test-auth", {}, 503],
  ])("POST %s with %j answers %i", async (path, body, status) => {
    await using backend = await startBackend();
    await register(backend);
    expect((await stranger(backend).post(path, body)).status).toBe(status);
  });
});

describe("tokens", () => {
  test("a refresh token works once and brings a different, valid pair", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const body = { refresh_token: visitor.refreshToken };
    const refreshed = await visitor.post("/auth/refresh", body);
    expect(refreshed.status).toBe(200);
    expect(refreshed.body.access_token).not.toBe(visitor.token);
    const next = new Visitor(backend, refreshed.body);
    expect((await next.get("/auth/me")).body.user_id).toBe(visitor.userId);
    expect((await visitor.post("/auth/refresh", body)).status).toBe(401);
  });

  test("of two simultaneous refreshes one wins", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const body = { refresh_token: visitor.refreshToken };
    const answers = await Promise.all([1, 2].map(() => visitor.post("/auth/refresh", body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 401]);
  });

  test("logout invalidates the token, and health does not mind", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    expect((await visitor.post("/auth/logout")).status).toBe(200);
    expect((await visitor.get("/auth/me")).status).toBe(401);
    const socket = await visitor.connect();
    expect((await socket.closed).code).toBe(1008);
    expect((await visitor.get("/health")).status).toBe(200);
  });

  test("validate and verify answer 200 whatever the token", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const { token, userId } = visitor;
    const nobody = stranger(backend);
    expect((await nobody.post("/auth/validate", { token })).body).toMatchObject({
      valid: true,
      user_id: userId,
    });
    expect((await nobody.post("/auth/validate", { token: "x" })).body).toMatchObject({
      valid: false,
      error: "invalid_token",
    });
    expect((await nobody.post("/auth/validate")).body).toMatchObject({
      valid: false,
      error: "missing_token",
    });
    expect((await visitor.get("/auth/verify")).body).toMatchObject({ valid: true });
    expect((await nobody.get("/auth/verify")).body).toMatchObject({ valid: false });
  });
});

describe("other ways in", () => {
  test("the developer login works in development only", async () => {
    await using development = await startBackend();
    await using staging = await startBackend({ environment: "staging" });
    const answer = await stranger(development).post("/auth/dev/login");
    expect(answer.body.user).toMatchObject({ id: "dev-user-001" });
    expect((await stranger(staging).post("/auth/dev/login")).status).toBe(403);
  });

  test("the bypass opens with its key, and never in production", async () => {
    const bypassKey = new Secret("bypass-key-for-this-test");
    await using backend = await startBackend({ bypassKey });
    await using production = await startBackend({ bypassKey, environment: "production" });
    const withKey = (key: string) => ({
      body: { email: "eva@example.org" },
      headers: { "x-e2e-bypass-key": key },
    });
    const path = "/auth/e2e/test-auth";
    const right = await stranger(backend).call("POST", path, withKey(bypassKey.reveal()));
    expect(right.body).toMatchObject({
      token_type: "Bearer",
      expires_in: 900,
      user: { id: "e2e-eva", email: "eva@example.org", oauth_simulated: true },
    });
    const me = await new Visitor(backend, right.body).get("/auth/me");
    expect(me.body).toMatchObject({ user_id: "e2e-eva", permissions: ["read", "write"] });
    expect((await stranger(backend).call("POST", path, withKey("wrong"))).status).toBe(401);
    expect((await stranger(backend).post(path)).status).toBe(401);
    const broken = { ...withKey(bypassKey.reveal()), body: "{" };
    expect((await stranger(backend).call("POST", path, broken)).status).toBe(422);
    const denied = await stranger(production).call("POST", path, withKey(bypassKey.reveal()));
    expect(denied.status).toBe(403);
  });

  test("the configuration describes OAuth as absent, and its login says so", async () => {
    await using backend = await startBackend();
    const nobody = stranger(backend);
    expect((await nobody.get("/auth/config")).body).toMatchObject({
      oauth_enabled: false,
      endpoints: {
        login: "/auth/login",
        logout: "/auth/logout",
        token: "/auth/refresh",
        user: "/auth/me",
      },
    });
    expect((await nobody.get("/oauth/providers")).body).toEqual({ providers: [] });
    expect((await nobody.get("/auth/login?provider=google")).status).toBe(503);
    expect((await nobody.get("/auth/login?provider=other")).status).toBe(400);
    expect((await nobody.get("/auth/health")).body).toMatchObject({
      status: "healthy",
      service: "auth-service",
      version: expect.any(String),
      timestamp: expect.any(String),
      uptime_seconds: expect.any(Number),
    });
  });
});
