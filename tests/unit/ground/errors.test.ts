import { describe, expect, test } from "vitest";
import { ConfigurationError, explain } from "../../../src/ground/errors.ts";

describe("ConfigurationError", () => {
  test("names subject, rule and value", () => {
    const error = new ConfigurationError("DOCKER_BACKEND_PORT", "must be a port from 1 to 65535", {
      received: "abc",
    });
    expect(error.message).toBe('DOCKER_BACKEND_PORT must be a port from 1 to 65535, got "abc".');
    expect(error.exitCode).toBe(2);
  });

  test("keeps secrets out of its message", () => {
    const error = new ConfigurationError("BACKEND_URL", "must not carry credentials", {
      received: "https://ana:swordfish99@host",
    });
    expect(error.message).not.toContain("swordfish99");
    expect(error.received).not.toContain("swordfish99");
  });
});

describe("explain", () => {
  test("tells the whole chain of causes on one line", () => {
    const root = Object.assign(new Error("connect failed"), { code: "ECONNREFUSED" });
    const error = new Error("probe failed", { cause: root });
    expect(explain(error)).toBe("probe failed ← ECONNREFUSED connect failed");
  });

  test("falls back to the code or the name of an error without words", () => {
    expect(explain(new TypeError(""))).toBe("TypeError");
    expect(explain(Object.assign(new Error(""), { code: "ETIMEDOUT" }))).toBe("ETIMEDOUT");
  });

  test("says a repeated message once", () => {
    const root = new Error("socket hang up");
    expect(explain(new Error("GET / failed: socket hang up", { cause: root }))).toBe(
      "GET / failed: socket hang up",
    );
  });
});
