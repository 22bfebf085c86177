import { UnsecuredJWT } from "jose";
import { describe, expect, test } from "vitest";
import { Identifiers } from "../../../src/fixtures/backend/identifiers.ts";
import { type Backend, startBackend } from "../../../src/fixtures/backend/index.ts";
import { configure } from "../../../src/fixtures/backend/options.ts";
import { Timeline } from "../../../src/fixtures/backend/timeline.ts";
import { Tokens } from "../../../src/fixtures/backend/tokens.ts";
import { systemClock } from "../../../src/ground/clock.ts";
import { type Claims, claims, mint } from "./minting.ts";
import { offer, Socket } from "./socket.ts";
import { register } from "./visitor.ts";

async function statusWith(backend: Backend, token: string): Promise<number> {
  const headers = { authorization: `Bearer ${token}` };
  return (await fetch(`${backend.url}/auth/me`, { headers })).status;
}

const now = Math.floor(Date.now() / 1000);
const wrong: [string, Claims][] = [
  ["an expired token", { exp: now - 1, iat: now - 60 }],
  ["a token from the future", { iat: now + 3600, exp: now + 7200 }],
  ["a token older than a day", { iat: now - 25 * 3600 }],
  ["no exp", { exp: undefined }],
  ["no iat", { iat: undefined }],
  ["no sub", { sub: undefined }],
  ["an empty sub", { sub: "" }],
  ["no jti", { jti: undefined }],
  ["no token_type", { token_type: undefined }],
  ["a refresh token", { token_type: "refresh", type: "refresh" }],
  ["another issuer", { iss: "somebody-else" }],
  ["another audience", { aud: "another-platform" }],
];

describe("verification", () => {
  test("a self-made token with all claims is accepted over HTTP and WebSocket", async () => {
    await using backend = await startBackend();
    const token = await mint(backend);
    expect(await statusWith(backend, token)).toBe(200);
    await using socket = await Socket.open(backend.wsUrl, offer(token));
    expect((await socket.next("connection_established")).data.user_id).toBe("7c1d9e02...");
  });

  test.each(wrong)("refuses %s with 401, and with AUTH_FAILED and 1008", async (_, changes) => {
    await using backend = await startBackend();
    const token = await mint(backend, changes);
    expect(await statusWith(backend, token)).toBe(401);
    const socket = await Socket.open(backend.wsUrl, offer(token));
    expect(await socket.closed).toEqual({ code: 1008, reason: "Authentication failed" });
    expect(socket.frames).toMatchObject([{ type: "error_message", error_code: "AUTH_FAILED" }]);
  });

  test("refuses forged signatures, other algorithms, unsigned and mock tokens", async () => {
    await using backend = await startBackend();
    await using other = await startBackend();
    const forged = [
      await mint(other),
      await mint(backend, {}, "HS512"),
      new UnsecuredJWT(claims()).encode(),
      `mock_${await mint(backend)}`,
      "nonsense",
    ];
    for (const token of forged) {
      expect(await statusWith(backend, token)).toBe(401);
      const socket = await Socket.open(backend.wsUrl, [], { authorization: `Bearer ${token}` });
      expect((await socket.closed).code).toBe(1008);
    }
  });

  test("headers that claim an identity or a test change nothing", async () => {
    await using backend = await startBackend();
    const [ana, ben] = [await register(backend, "ana"), await register(backend, "ben")];
    const spoofed = { "x-user-id": ben.userId, "x-session-id": "s", "x-e2e-test": "true" };
    expect((await ana.get("/auth/me", spoofed)).body.user_id).toBe(ana.userId);
    const socket = await Socket.open(backend.wsUrl, [], spoofed);
    expect((await socket.closed).code).toBe(1008);
  });

  test("strangers are served only where authentication is not enforced", async () => {
    await using backend = await startBackend({ enforceAuth: false });
    await using socket = await Socket.open(backend.wsUrl);
    socket.send({ type: "ping" });
    expect((await socket.next("pong")).data.user_id).toBe("demo-user-001");
  });
});

describe("issuing", () => {
  test("a token carries every claim and lives as long as expires_in says", async () => {
    await using backend = await startBackend({ accessTtlSeconds: 120 });
    const { token } = await register(backend);
    const payload = JSON.parse(String(Buffer.from(token.split(".")[1] ?? "", "base64url")));
    expect(Object.keys(payload).sort()).toEqual(Object.keys(claims()).sort());
    expect(payload.exp - payload.iat).toBe(120);
  });

  test("a refresh prolongs the sessions of its user", async () => {
    let aheadMs = 0;
    const date = () => new Date(Date.now() + aheadMs);
    const config = configure({ accessTtlSeconds: 60 });
    const tokens = new Tokens(config, new Identifiers(1), new Timeline({ ...systemClock, date }));
    const user = { userId: "u1", email: "ana@example.org", permissions: [] };
    const pair = await tokens.issue(user);
    const verification = await tokens.verify(pair.access_token);
    if (verification.kind !== "valid") throw new Error(verification.message);
    const { principal } = verification;
    expect(tokens.sessionEnd(principal)).toBe(principal.expiresAt);
    aheadMs = 30_000;
    await tokens.refresh(pair.refresh_token);
    expect(tokens.sessionEnd(principal)).toBeGreaterThanOrEqual(principal.expiresAt + 30);
  });
});
