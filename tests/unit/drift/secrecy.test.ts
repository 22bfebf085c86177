import { describe, expect, test } from "vitest";
import { isSecret } from "../../../src/harness/drift/secrecy.ts";

describe("what is a secret", () => {
  test.each([
    ["JWT_SECRET_KEY", "x"],
    ["jwtSecret", "x"],
    ["DB_PASSWORD", "x"],
    ["OPENAI_API_KEY", "x"],
    ["GITHUB_TOKEN", "x"],
    ["E2E_OAUTH_SIMULATION_KEY", "x"],
    ["DATABASE_URL", "postgresql://app:hunter2@db/app"],
    ["ANYTHING", "eyJhbGciOiJIUzI1NiJ9.e30.x"],
    ["DB_PASS", "x"],
    ["GITHUB_TOKEN_STAGING", "x"],
    ["SECRET_GRID", "x"],
    ["CACHE", "redis://:hunter2@cache"],
    ["STORE", "postgres://app:hun/ter2@db/app"],
    ["HEADER", "Bearer abcdefgh12345678"],
    ["SETTINGS", 'db.password = "hunter2"'],
    ["AZURE", "Endpoint=x;AccountKey=abcdefgh=="],
    ["CI", "ghp_0123456789abcdefghij"],
    ["PEM", "-----BEGIN RSA PRIVATE KEY-----"],
  ])("is %s", (key, text) => {
    expect(isSecret(key, text)).toBe(true);
  });

  test.each([
    ["TOKEN_TTL", "3600"],
    ["JWT_SECRET_NAME", "netra-jwt"],
    ["SECRET_MANAGER_PROJECT", "staging"],
    ["MAX_TOKENS", "4096"],
    ["JWT_SECRET_ROTATION_DAYS", "30"],
    ["DATABASE_URL", "postgresql://db/app"],
    ["WEBSOCKET_CONNECTION_TIMEOUT", "360"],
    ["FRONTEND", "http://localhost:3000/@vite"],
    ["PWD", "/app"],
    ["jwtSecretName", "netra-jwt"],
    ["PUBLIC_KEY", "x"],
    ["MONKEY", "x"],
  ])("is not %s", (key, text) => {
    expect(isSecret(key, text)).toBe(false);
  });
});
