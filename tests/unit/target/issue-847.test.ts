import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { WebSocket } from "ws";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { TargetBlocked } from "../../../src/harness/target/resolve.ts";
import { proves } from "../../catalogue/proves.ts";
import { blocked, found, resolving, resolvingUnprobed } from "./asked.ts";
import { answering, deadUrl } from "./loopback.ts";

// The plan of issue 847, rule by rule: eight about Docker (issue-847-docker.test.ts), eight about
// staging (issue-847-staging.test.ts), eight about variables, four about the whole, and the three
// scenarios its priority was argued about.

const staging = "https://api.staging.example.com";
const refusing = "http://localhost:1";

describe("variables", () => {
  test(
    "847-17 the environment's own URL is stronger than BACKEND_URL, that than NETRA_BACKEND_URL",
    proves("H01"),
    async () => {
      const variables: Record<string, string> = {
        TEST_BACKEND_URL: "http://one.example",
        BACKEND_URL: "http://two.example",
        NETRA_BACKEND_URL: "http://three.example",
      };
      const order: string[] = [];
      for (const next of Object.keys(variables)) {
        order.push((await found(resolvingUnprobed({ variables }))).http);
        delete variables[next];
      }
      expect(order).toEqual(["http://one.example", "http://two.example", "http://three.example"]);
    },
  );

  test("847-18 an empty value is none", proves("H02"), async () => {
    const variables = { TEST_BACKEND_URL: "", BACKEND_URL: "  ", DOCKER_BACKEND_PORT: "8002" };
    expect((await found(resolvingUnprobed({ variables }))).source).toBe("docker");
  });

  test("847-19 the prefix is the current environment's", proves("H01"), async () => {
    const variables = { TEST_BACKEND_URL: "http://t.example", DEV_BACKEND_URL: "http://d.example" };
    const target = await found(resolvingUnprobed({ environment: "development", variables }));
    expect(target.http).toBe("http://d.example");
    expect(target.warnings).toEqual([
      expect.stringContaining("TEST_BACKEND_URL is set but not read"),
    ]);
  });

  test("847-20 the WebSocket is derived from the URL that was chosen", proves("H13"), async () => {
    const variables = { BACKEND_URL: "https://x.example:8443/base" };
    const { ws } = await found(resolvingUnprobed({ variables }));
    expect(ws).toBe("wss://x.example:8443/base/ws");
  });

  test(
    "847-21 an explicit WebSocket URL is read as a URL, its path kept, its host whole",
    proves("H14"),
    async () => {
      const variables = {
        BACKEND_URL: "http://ws.example:8000",
        WEBSOCKET_URL: "ws://ws.example:8000/ws/chat",
      };
      const { ws } = await found(resolvingUnprobed({ variables }));
      expect(ws).toBe("ws://ws.example:8000/ws/chat");
    },
  );

  test("847-22 HTTP and WebSocket on different systems is said aloud", proves("H15"), async () => {
    const variables = { BACKEND_URL: "http://a.example", WEBSOCKET_URL: "ws://b.example/ws" };
    const { warnings } = await found(resolvingUnprobed({ variables }));
    expect(warnings).toEqual([expect.stringContaining("HTTP and WebSocket are different systems")]);
  });

  test("847-23 a flag without its companion names what is missing", proves("H11"), async () => {
    await expect(resolving({ variables: { USE_STAGING_SERVICES: "true" } })).rejects.toThrow(
      /USE_STAGING_SERVICES asks for staging, but no URL is set: set one of STAGING_BASE_URL/,
    );
  });

  test("847-24 values are read each time, never kept", proves("H20"), async () => {
    const variables = { BACKEND_URL: "http://one.example" };
    const one = await found(resolvingUnprobed({ variables }));
    variables.BACKEND_URL = "http://two.example";
    const two = await found(resolvingUnprobed({ variables }));
    expect([one.http, two.http]).toEqual(["http://one.example", "http://two.example"]);
  });
});

describe("the whole", () => {
  test(
    "847-26 the WebSocket URL that was resolved can be connected to",
    proves("H13"),
    async () => {
      await using backend = await startBackend();
      const { ws } = await found(resolving({ variables: { BACKEND_URL: backend.url } }));
      const status = await new Promise((resolve, reject) => {
        const socket = new WebSocket(ws);
        socket.on("unexpected-response", (_, response) => resolve(response.statusCode));
        socket.on("open", () => resolve("open"));
        socket.on("error", reject);
      });
      // Without a token the backend's own refusal proves as well as a welcome that the route is there.
      expect(["open", 401, 403]).toContain(status);
    },
  );

  test(
    "847-27 an error names every URL that was tried, and why not",
    proves("H16", "H19"),
    async () => {
      const variables = { BACKEND_URL: deadUrl, DOCKER_BACKEND_PORT: "1" };
      const { message } = new TargetBlocked(await blocked(resolving({ variables })));
      for (const tried of [deadUrl, refusing]) {
        expect(message).toMatch(new RegExp(`${tried}: unreachable, connection refused`));
      }
    },
  );

  test("847-28 the documented order is the implemented one", proves("H01"), async () => {
    const page = readFileSync(join(import.meta.dirname, "../../../docs/target.md"), "utf8");
    const documented = [...page.matchAll(/^\d+\. \*\*(\w+)\*\*, by ([\w-]+)/gm)];
    const machine = { folder: import.meta.dirname, env: {}, engineSockets: [] };
    const { trail } = await found(resolvingUnprobed({ machine }));
    const implemented = new Set(trail.map(({ source, via }) => `${source} ${via}`));
    expect(documented.map(([, source, via]) => `${source} ${via}`)).toEqual([...implemented]);
  });
});

describe("847-25 the three scenarios", () => {
  const explicitAndDocker = {
    TEST_BACKEND_URL: "http://localhost:8000",
    DOCKER_BACKEND_PORT: "8002",
  };
  const flags = { STAGING_BASE_URL: staging, USE_STAGING_SERVICES: "true", STAGING_ENV: "true" };

  test(
    "847-S1 an explicit URL wins over a Docker port that differs, and the mismatch is said",
    proves("H01", "H17"),
    async () => {
      const target = await found(resolvingUnprobed({ variables: explicitAndDocker }));
      expect(target).toMatchObject({
        source: "explicit",
        http: "http://localhost:8000",
        ws: "ws://localhost:8000/ws",
        warnings: [
          "TEST_BACKEND_URL (http://localhost:8000) and DOCKER_BACKEND_PORT (http://localhost:8002) differ; the explicit URL is the stronger.",
        ],
      });
    },
  );

  test(
    "847-S1 the Docker port is tested on a laptop when the explicit URL refuses",
    proves("H19"),
    async () => {
      await using docker = await answering();
      const variables = { TEST_BACKEND_URL: refusing, DOCKER_BACKEND_PORT: String(docker.port) };
      const target = await found(resolving({ variables }));
      expect(target).toMatchObject({ source: "docker", http: docker.localhost, fallback: true });
    },
  );

  test("847-S2 two flags and a URL mean staging", proves("H07"), async () => {
    expect(await found(resolvingUnprobed({ variables: flags }))).toMatchObject({
      source: "staging",
      http: staging,
      ws: "wss://api.staging.example.com/ws",
      warnings: [],
    });
  });

  test(
    "847-S3 of everything at once the explicit URL is tested and every loser is listed",
    proves("H07", "H16"),
    async () => {
      const variables = { ...explicitAndDocker, ...flags };
      const target = await found(resolvingUnprobed({ variables }));
      expect(target.source).toBe("explicit");
      const losers = target.trail.filter(({ state }) => state === "passed-over");
      expect(losers.map(({ source, url }) => [source, url])).toEqual([
        ["docker", "http://localhost:8002"],
        ["staging", staging],
        ["default", deadUrl],
        ["embedded", undefined],
      ]);
      expect(target.warnings).toHaveLength(2);
    },
  );
});
