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
    ["PUBLIC_KEY", "x"],
    ["MONKEY", "x"],
  ])("is not %s", (key, text) => {
    expect(isSecret(key, text)).toBe(false);
  });
});
