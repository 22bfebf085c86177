import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { proves } from "../../catalogue/proves.ts";
import { embedded, resolving, resolvingUnprobed } from "./asked.ts";
import { answering } from "./loopback.ts";

describe("malformed input", () => {
  test.each([
    ["TEST_BACKEND_URL", "localhost:8000", "must be a URL"],
    ["BACKEND_URL", "ftp://x", "must start with http:// or https://"],
    ["NETRA_BACKEND_URL", "http://x:0", "must have a port"],
    ["DOCKER_BACKEND_PORT", "abc", "must be a port"],
    ["DEV_BACKEND_PORT", "70000", "must be a port"],
    ["STAGING_BASE_URL", "staging", "must be a URL"],
    ["USE_STAGING_SERVICES", "ture", "must be true or false"],
  ])("in %s is an error, never a fall-through", proves("H06"), async (variable, value, rule) => {
    const variables = { [variable]: value };
    const error = await resolving({ variables }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ subject: variable, received: value, exitCode: 2 });
    expect(String(error)).toContain(`${variable} ${rule}`);
  });

  test(
    "in a weaker place is an error even when a stronger one is fine",
    proves("H06"),
    async () => {
      await using backend = await answering();
      const variables = { TEST_BACKEND_URL: backend.url, DOCKER_BACKEND_PORT: "0" };
      await expect(resolving({ variables })).rejects.toThrow("DOCKER_BACKEND_PORT must be a port");
      expect(backend.asked).toEqual([]);
    },
  );

  test.each([
    ["TEST_WEBSOCKET_URL", { BACKEND_URL: "http://x.example" }],
    ["STAGING_WEBSOCKET_URL", { STAGING_BASE_URL: "https://x.example", STAGING_ENV: "true" }],
  ])("in %s is an error", async (variable, others) => {
    const variables = { ...others, [variable]: "http://x.example/ws" };
    await expect(resolvingUnprobed({ variables })).rejects.toThrow(
      `${variable} must start with ws:// or wss://`,
    );
  });

  test.each([
    [{ AUTH_SERVICE_URL: "auth" }, "AUTH_SERVICE_URL must be a URL"],
    [{ DOCKER_AUTH_PORT: "99999" }, "DOCKER_AUTH_PORT must be a port"],
    [{ FRONTEND_URL: "ws://x" }, "FRONTEND_URL must start with http://"],
  ])("in another service's variable is an error: %j", async (others, message) => {
    const variables = { BACKEND_URL: "http://localhost:1", ...others };
    await expect(resolvingUnprobed({ variables })).rejects.toThrow(message);
  });

  test("in the WebSocket option is an error whatever the target", async () => {
    const target = { kind: "source", source: "embedded" } as const;
    await expect(resolving({ target, wsUrl: "localhost" })).rejects.toThrow(
      "--ws-url must be a URL",
    );
  });

  test("names the option and hides the password of a URL with credentials", async () => {
    const target = {
      kind: "url",
      url: "http://me:hunter2pw@x.example",
      option: "--target",
    } as const;
    const error = String(await resolving({ target }).catch((thrown: unknown) => thrown));
    expect(error).toContain("--target must not hold credentials");
    expect(error).not.toContain("hunter2");
  });

  test("names the file a variable came from", async () => {
    const { resolveTarget } = await import("../../../src/harness/target/resolve.ts");
    const { settingsOf } = await import("./asked.ts");
    const variables = new Map([["BACKEND_URL", { value: "nope", from: "staging.env" }]]);
    const settings = { ...settingsOf(), variables };
    await expect(resolveTarget({ settings, probe: false, embedded: true })).rejects.toThrow(
      "BACKEND_URL (staging.env) must be a URL",
    );
  });

  test("is only noted when it belongs to a source nobody asked for", async () => {
    const variables = { BACKEND_URL: "nope", DOCKER_BACKEND_PORT: "abc" };
    const target = { kind: "source", source: "embedded" } as const;
    const { trail } = await embedded(resolving({ target, variables }));
    expect(
      trail.filter(({ state }) => state === "invalid").map(({ variable }) => variable),
    ).toEqual(["BACKEND_URL", "DOCKER_BACKEND_PORT"]);
  });
});

describe("production", () => {
  const variables = { BACKEND_URL: "https://api.acme.com" };

  test("is refused before the first packet, without permission", proves("H47"), async () => {
    await expect(resolving({ variables })).rejects.toThrow(
      'BACKEND_URL must not lead to production without --allow-production, and its host api.acme.com looks like production, got "https://api.acme.com".',
    );
  });

  test("is refused by the name of the environment, too", proves("H47"), async () => {
    await using backend = await answering();
    const asked = { environment: "prod", variables: { PRODUCTION_BACKEND_URL: backend.url } };
    await expect(resolving(asked)).rejects.toThrow(ConfigurationError);
    expect(backend.asked).toEqual([]);
  });

  test.each([
    ["BACKEND_URL", "https://backend-prod.acme.com"],
    ["BACKEND_URL", "https://production.acme.io"],
    ["TEST_WEBSOCKET_URL", "wss://api.acme.com/ws"],
    ["AUTH_URL", "https://auth.acme.com"],
  ])("is refused in %s=%s", async (variable, value) => {
    const asked = { variables: { BACKEND_URL: "http://localhost:1", [variable]: value } };
    await expect(resolvingUnprobed(asked)).rejects.toThrow(
      `${variable} must not lead to production`,
    );
  });

  test("is tested with permission, and said aloud", proves("H47"), async () => {
    const resolution = await resolvingUnprobed({ variables, allowProduction: true });
    expect(resolution).toMatchObject({
      target: {
        warnings: [
          "Production is tested, by permission: its host api.acme.com looks like production.",
        ],
      },
    });
  });

  test.each(["https://api.staging.acme.com", "https://product.acme.com", "http://localhost:8000"])(
    "is not seen in %s",
    async (url) => {
      expect(await resolvingUnprobed({ variables: { BACKEND_URL: url } })).toMatchObject({
        state: "found",
      });
    },
  );
});
