import { describe, expect, test } from "vitest";
import { proves } from "../../catalogue/proves.ts";
import { blocked, found, resolving, resolvingUnprobed } from "./asked.ts";
import { answering, deadUrl } from "./loopback.ts";

const staging = "https://api.staging.example.com";

describe("staging, in the plan of issue 847", () => {
  test("847-09 a flag and a URL ask for it", proves("H07"), async () => {
    const variables = { USE_STAGING_SERVICES: "true", STAGING_BASE_URL: staging };
    const target = await found(resolvingUnprobed({ variables }));
    expect(target).toMatchObject({ source: "staging", http: staging });
  });

  test("847-10 it is taken when nothing local answers", proves("H09"), async () => {
    await using backend = await answering();
    const target = await found(resolving({ variables: { STAGING_BASE_URL: backend.url } }));
    expect(target).toMatchObject({ source: "staging", http: backend.url });
  });

  test.each([
    ["USE_STAGING_SERVICES", "TRUE"],
    ["STAGING_ENV", "true"],
    ["INTEGRATION_TEST_MODE", "staging"],
  ])("847-11 %s=%s is a synonym of the flag", proves("H08"), async (flag, value) => {
    const variables = { [flag]: value, STAGING_BASE_URL: staging };
    expect((await found(resolvingUnprobed({ variables }))).source).toBe("staging");
  });

  test(
    "847-12 it is asked before it is chosen, and blocks when it is not healthy",
    proves("H10"),
    async () => {
      await using sick = await answering(
        { service: "netra-ai-platform", status: "unhealthy" },
        503,
      );
      const variables = { STAGING_ENV: "true", STAGING_BASE_URL: sick.url };
      const { reason } = await blocked(resolving({ variables }));
      expect(reason).toContain("nothing stands in for it");
      expect(sick.asked).toEqual(["/health"]);
    },
  );

  test(
    "847-13 it comes after what was declared and before what is guessed",
    proves("H07"),
    async () => {
      await using local = await answering();
      await using backend = await answering();
      const flagged = { STAGING_ENV: "true", STAGING_BASE_URL: backend.url };
      const strong = await found(resolving({ variables: { ...flagged, BACKEND_URL: local.url } }));
      const weak = await found(resolving({ variables: flagged, defaultUrl: local.url }));
      expect([strong.source, weak.source]).toEqual(["explicit", "staging"]);
    },
  );

  test("847-14 it is tried when the primary refuses, on a laptop only", proves("H19"), async () => {
    await using backend = await answering();
    const variables = {
      BACKEND_URL: deadUrl,
      STAGING_ENV: "true",
      STAGING_BASE_URL: backend.url,
    };
    expect(await found(resolving({ variables }))).toMatchObject({
      source: "staging",
      fallback: true,
    });
    await blocked(resolving({ ci: true, variables }));
  });

  test("847-15 its WebSocket swaps https for wss and keeps the host", proves("H13"), async () => {
    const variables = {
      STAGING_ENV: "true",
      STAGING_BASE_URL: "https://ws.staging.example.com/v1",
    };
    const { ws } = await found(resolvingUnprobed({ variables }));
    expect(ws).toBe("wss://ws.staging.example.com/v1/ws");
  });

  test("847-16 every key of it together makes one target", proves("H18"), async () => {
    const variables = {
      STAGING_ENV: "true",
      STAGING_BASE_URL: staging,
      STAGING_WEBSOCKET_URL: "wss://api.staging.example.com/ws",
      STAGING_AUTH_URL: "https://auth.staging.example.com",
      STAGING_FRONTEND_URL: "https://app.staging.example.com",
    };
    expect(await found(resolvingUnprobed({ variables }))).toMatchObject({
      source: "staging",
      http: staging,
      ws: "wss://api.staging.example.com/ws",
      services: {
        auth: "https://auth.staging.example.com",
        frontend: "https://app.staging.example.com",
      },
      warnings: [],
    });
  });
});
