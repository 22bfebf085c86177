import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { proves } from "../../catalogue/proves.ts";
import { blocked, found, resolving, resolvingUnprobed } from "./asked.ts";
import { answering, deadUrl, healthy, silent } from "./loopback.ts";

const staging = "https://api.staging.example.com";

describe("staging by flag", () => {
  test.each([
    ["USE_STAGING_SERVICES", "true"],
    ["USE_STAGING_SERVICES", "TRUE"],
    ["USE_STAGING_SERVICES", "1"],
    ["STAGING_ENV", "Yes"],
    ["INTEGRATION_TEST_MODE", "Staging"],
  ])("%s=%s asks for it", proves("H08"), async (flag, value) => {
    const variables = { STAGING_BASE_URL: staging, [flag]: value };
    expect(await found(resolvingUnprobed({ variables }))).toMatchObject({
      source: "staging",
      http: staging,
      ws: "wss://api.staging.example.com/ws",
      remote: true,
    });
  });

  test.each([
    ["USE_STAGING_SERVICES", "false"],
    ["STAGING_ENV", "0"],
    ["INTEGRATION_TEST_MODE", "local"],
  ])("%s=%s does not", async (flag, value) => {
    const variables = { STAGING_BASE_URL: staging, [flag]: value };
    const target = await found(resolvingUnprobed({ variables }));
    expect(target.source).toBe("default");
  });

  test("is used when it is healthy", proves("H10"), async () => {
    await using backend = await answering();
    const variables = { STAGING_BASE_URL: backend.url, USE_STAGING_SERVICES: "true" };
    for (const ci of [false, true]) {
      const target = await found(resolving({ ci, variables }));
      expect(target).toMatchObject({ source: "staging", fallback: false });
    }
  });

  test.each([{}, { ci: true }, { allowFallback: true }, { ci: true, allowFallback: true }])(
    "blocks when it is unhealthy, never localhost: %j",
    proves("H10"),
    async (mode) => {
      await using sick = await answering(
        { service: "netra-ai-platform", status: "unhealthy" },
        503,
      );
      await using local = await answering();
      const variables = { STAGING_BASE_URL: sick.url, STAGING_ENV: "true" };
      const result = await blocked(resolving({ ...mode, variables, defaultUrl: local.url }));
      expect(result.reason).toBe(
        `STAGING_BASE_URL (${sick.url}): unhealthy: it says "unhealthy" (HTTP 503); ` +
          "STAGING_ENV asks for staging, and nothing stands in for it",
      );
      expect(local.asked).toEqual([]);
    },
  );

  test("blocks when it hangs, at the probe's limit", proves("H10"), async () => {
    await using hanging = await silent();
    const variables = { STAGING_BASE_URL: hanging.url, STAGING_ENV: "true" };
    const { reason } = await blocked(resolving({ variables }));
    expect(reason).toContain(`STAGING_BASE_URL (${hanging.url}): no answer within 0.4 s`);
  });

  test("blocks when it refuses after a stronger source refused", async () => {
    await using local = await answering();
    const variables = {
      TEST_BACKEND_URL: deadUrl,
      STAGING_BASE_URL: "http://127.0.0.1:1/staging",
      STAGING_ENV: "true",
    };
    const result = await blocked(resolving({ variables, defaultUrl: local.url }));
    expect(result.reason).toContain("STAGING_ENV asks for staging");
  });

  test("loses to anything declared above it, and that is said aloud", proves("H07"), async () => {
    const variables = {
      DOCKER_BACKEND_PORT: "8002",
      STAGING_BASE_URL: staging,
      USE_STAGING_SERVICES: "true",
    };
    const target = await found(resolvingUnprobed({ variables }));
    expect(target.source).toBe("docker");
    expect(target.warnings).toEqual([
      "USE_STAGING_SERVICES asks for staging, but DOCKER_BACKEND_PORT (http://localhost:8002) is stronger and is tested.",
    ]);
  });

  test("without a URL names the variables that would do", proves("H11"), async () => {
    const variables = { USE_STAGING_SERVICES: "true" };
    const error = await resolving({ variables }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(String(error)).toContain(
      "USE_STAGING_SERVICES asks for staging, but no URL is set: set one of STAGING_BASE_URL, STAGING_BACKEND_URL, STAGING_API_URL.",
    );
  });

  test("without a URL is a warning when something stronger was declared", async () => {
    const variables = { USE_STAGING_SERVICES: "true", BACKEND_URL: "http://x.example" };
    const target = await found(resolvingUnprobed({ variables }));
    expect(target.http).toBe("http://x.example");
    expect(target.warnings).toEqual([
      "USE_STAGING_SERVICES asks for staging, but no URL is set: set one of STAGING_BASE_URL, STAGING_BACKEND_URL, STAGING_API_URL; it was not needed.",
    ]);
  });

  test("misses its companion when only the WebSocket URL is set", proves("H11"), async () => {
    const variables = { STAGING_WEBSOCKET_URL: "wss://s.example", BACKEND_URL: "http://x.example" };
    const { warnings } = await found(resolvingUnprobed({ variables }));
    expect(warnings).toEqual([
      "STAGING_WEBSOCKET_URL is set without its companion: staging's HTTP URL is missing (STAGING_BASE_URL or STAGING_BACKEND_URL or STAGING_API_URL).",
    ]);
  });

  test("is told when it answers as the reference backend", async () => {
    await using backend = await answering({ ...healthy, identity: { reference: true } });
    const variables = { STAGING_BASE_URL: backend.url, USE_STAGING_SERVICES: "true" };
    expect((await found(resolving({ variables }))).warnings).toEqual([
      `The staging URL (${backend.url}) answers as the reference backend.`,
    ]);
  });
});

describe("staging by name", () => {
  const target = { kind: "source", source: "staging" } as const;

  test("needs no flag, and passes over anything local", async () => {
    await using backend = await answering();
    const variables = { STAGING_BASE_URL: backend.url, BACKEND_URL: deadUrl };
    const found_ = await found(resolving({ target, variables }));
    expect(found_).toMatchObject({ source: "staging", http: backend.url, fallback: false });
  });

  test("needs a URL, whatever else is declared", async () => {
    const variables = { BACKEND_URL: "http://x.example" };
    for (const asked of [{ target }, { target, variables }]) {
      await expect(resolving(asked)).rejects.toThrow("--target staging asks for staging");
    }
  });
});

describe("staging by absence", () => {
  test(
    "is used on a laptop when nothing local answers, the default included",
    proves("H09"),
    async () => {
      await using backend = await answering();
      const target = await found(resolving({ variables: { STAGING_BASE_URL: backend.url } }));
      expect(target).toMatchObject({ source: "staging", fallback: false });
      expect(target.trail.find(({ source }) => source === "default")?.state).toBe("unreachable");
      expect(target.trail.find(({ url }) => url === backend.url)?.via).toBe("absence");
    },
  );

  test("loses to a default that answers, and its missing flag is named", async () => {
    await using backend = await answering();
    const variables = { STAGING_BASE_URL: staging };
    const target = await found(resolving({ variables, defaultUrl: backend.url }));
    expect(target.source).toBe("default");
    expect(target.warnings).toEqual([
      "STAGING_BASE_URL is set, but no flag asks for staging: set USE_STAGING_SERVICES=true or STAGING_ENV=true or INTEGRATION_TEST_MODE=staging to test it.",
    ]);
  });

  test("replaces a declared backend on a laptop, as a fallback", async () => {
    await using backend = await answering();
    const variables = { BACKEND_URL: deadUrl, STAGING_BASE_URL: backend.url };
    expect(await found(resolving({ variables }))).toMatchObject({
      source: "staging",
      fallback: true,
    });
  });

  test("is not for CI, where staging must be asked for", proves("H09"), async () => {
    await using backend = await answering();
    const asked = { ci: true, variables: { STAGING_BASE_URL: backend.url } };
    const result = await blocked(resolving(asked));
    expect(result.trail.find(({ url }) => url === backend.url)).toMatchObject({
      state: "passed-over",
      reason: "under CI and --strict staging must be asked for by a flag",
    });
    expect(backend.asked).toEqual([]);
  });

  test(
    "blocks when it is unhealthy too: the embedded backend is no stand-in",
    proves("H10"),
    async () => {
      const result = await blocked(resolving({ variables: { STAGING_BASE_URL: deadUrl } }));
      expect(result.reason).toContain("no backend was found");
      expect(result.reason).toContain(`the default backend (${deadUrl}): connection refused`);
      expect(result.reason).toContain(`STAGING_BASE_URL (${deadUrl}): connection refused`);
    },
  );
});
