import { describe, expect, test } from "vitest";
import { found, resolving, resolvingUnprobed } from "./asked.ts";
import { answering } from "./loopback.ts";

// The three scenarios the priority was argued about, with ports of this machine's own choosing.
describe("scenario 1: an explicit URL and a Docker port that differ", () => {
  test("tests the explicit URL and says the mismatch", async () => {
    const variables = { TEST_BACKEND_URL: "http://localhost:8000", DOCKER_BACKEND_PORT: "8002" };
    const target = await found(resolvingUnprobed({ variables }));
    expect(target).toMatchObject({
      source: "explicit",
      http: "http://localhost:8000",
      ws: "ws://localhost:8000/ws",
      warnings: [
        "TEST_BACKEND_URL (http://localhost:8000) and DOCKER_BACKEND_PORT (http://localhost:8002) differ; the explicit URL is the stronger.",
      ],
    });
  });

  test("tests the Docker port on a laptop when the explicit URL refuses", async () => {
    await using docker = await answering();
    const variables = {
      TEST_BACKEND_URL: "http://localhost:1",
      DOCKER_BACKEND_PORT: String(docker.port),
    };
    const target = await found(resolving({ variables }));
    expect(target).toMatchObject({ source: "docker", http: docker.localhost, fallback: true });
  });
});

describe("scenario 2: staging by two flags", () => {
  test("tests staging", async () => {
    const variables = {
      STAGING_BASE_URL: "https://api.staging.example.com",
      USE_STAGING_SERVICES: "true",
      STAGING_ENV: "true",
    };
    expect(await found(resolvingUnprobed({ variables }))).toMatchObject({
      source: "staging",
      http: "https://api.staging.example.com",
      ws: "wss://api.staging.example.com/ws",
      warnings: [],
    });
  });
});

describe("scenario 3: everything at once", () => {
  test("tests the explicit URL and lists every loser", async () => {
    const variables = {
      TEST_BACKEND_URL: "http://localhost:8000",
      DOCKER_BACKEND_PORT: "8002",
      STAGING_BASE_URL: "https://api.staging.example.com",
      USE_STAGING_SERVICES: "true",
      STAGING_ENV: "true",
    };
    const target = await found(resolvingUnprobed({ variables }));
    expect(target.source).toBe("explicit");
    const losers = target.trail.filter(({ state }) => state === "passed-over");
    expect(losers.map(({ source, url }) => [source, url])).toEqual([
      ["docker", "http://localhost:8002"],
      ["staging", "https://api.staging.example.com"],
      ["default", "http://127.0.0.1:1"],
      ["embedded", undefined],
    ]);
    expect(target.warnings).toHaveLength(2);
  });
});
