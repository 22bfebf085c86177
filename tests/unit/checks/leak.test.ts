import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/ground/secret.ts";
import { leaksIn } from "../../deployment-validation/leak.ts";

function leaks(value: unknown): readonly string[] {
  return leaksIn(JSON.stringify(value), value);
}

describe("leaksIn", () => {
  test.for([
    ["a token", { last: "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJl" }],
    ["an API key under its name", { openaiApiKey: "sk-anybodys-key-4711" }],
    ["a short password", { database: { password: "hunter2" } }],
    ["a password in a URL", { database: "postgres://app:hunter2@db:5432/app" }],
    ["a password in a URL without a user", { cache: "redis://:hunter2@cache:6379" }],
    ["a key in a query", { hook: "https://hooks.example.com/run?api_key=anybodys4711" }],
    ["a private key", { tls: "-----BEGIN RSA PRIVATE KEY-----\nMII" }],
    ["a secret inside a list", { clients: [{ client_secret: "s3cr3t-value" }] }],
  ] as const)("finds %s", ([, value]) => {
    expect(leaks(value)).toHaveLength(1);
  });

  test("finds a secret of the process whatever it looks like and wherever it stands", () => {
    const secret = new Secret("an ordinary sentence");
    expect(leaks({ motto: `said: ${secret.reveal()}!` })).toEqual(["a secret of this run"]);
  });

  test("finds names and values in texts that are no JSON, and never quotes the value", () => {
    const found = leaksIn("uptime 5\nredis_password=hunter2\n", undefined);
    expect(found).toEqual(["a value after redis_password"]);
  });

  test.for([
    ["masked values", { password: "********", api_key: "[redacted]", secret: "" }],
    ["words about a secret", { token: "required", password: "string", secret: "configured" }],
    ["paths and addresses", { token: "/auth/refresh", next_token: "https://api.example.com/t" }],
    ["a description of fields", { properties: { password: { type: "string", minLength: 8 } } }],
    ["an example of a request", { example: { password: "correct horse" } }],
    ["a place to fill in", { env: { API_KEY: "YOUR_API_KEY" } }],
    ["counts and flags", { max_tokens: 4096, token: true, database: "postgres://db:5432/app" }],
  ] as const)("leaves %s alone", ([, value]) => {
    expect(leaks(value)).toEqual([]);
  });
});
