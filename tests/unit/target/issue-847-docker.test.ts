import { describe, expect, test } from "vitest";
import { proves } from "../../catalogue/proves.ts";
import { found, resolving, resolvingUnprobed } from "./asked.ts";
import { composed, engineWith, published } from "./containers/engine-server.ts";
import { answering, silent } from "./loopback.ts";

const staging = "https://api.staging.example.com";

describe("Docker, in the plan of issue 847", () => {
  test("847-01 a declared port decides where the backend is", proves("H03"), async () => {
    await using backend = await answering();
    const variables = { DOCKER_BACKEND_PORT: String(backend.port) };
    expect(await found(resolving({ variables }))).toMatchObject({
      source: "docker",
      http: backend.localhost,
    });
  });

  test("847-02 a port is asked before it is chosen", proves("H19"), async () => {
    await using hanging = await silent();
    await using backend = await answering();
    const variables = {
      DOCKER_BACKEND_PORT: String(hanging.port),
      TEST_BACKEND_PORT: String(backend.port),
    };
    const { http, trail } = await found(resolving({ variables }));
    expect(http).toBe(backend.localhost);
    const first = trail.find(({ variable }) => variable === "DOCKER_BACKEND_PORT");
    expect(first).toMatchObject({ state: "unreachable", url: hanging.localhost });
  });

  test(
    "847-03 an engine that answers and runs the backend counts, nothing less",
    proves("H05"),
    async () => {
      await using backend = await answering();
      await using running = await engineWith([
        { name: "backend", ...composed("backend"), ...published(backend.port) },
      ]);
      await using empty = await engineWith([]);
      expect(await found(resolving({ machine: running.machine }))).toMatchObject({
        source: "docker",
        container: { name: "backend" },
      });
      expect(await resolving({ machine: empty.machine })).toMatchObject({ state: "embedded" });
    },
  );

  test(
    "847-04 the host side of a mapping is where the backend answers",
    proves("H04"),
    async () => {
      await using backend = await answering();
      await using engine = await engineWith([
        { name: "backend", ...composed("backend"), ...published(backend.port, 8000) },
      ]);
      const { http } = await found(resolving({ machine: engine.machine }));
      expect(http).toBe(backend.localhost);
    },
  );

  test(
    "847-05 without an engine the next candidate is tried, and nothing is thrown",
    proves("H05"),
    async () => {
      await using backend = await answering();
      const machine = { folder: "/nowhere", env: {}, engineSockets: ["/nowhere/engine.sock"] };
      const target = await found(resolving({ machine, defaultUrl: backend.url }));
      expect(target).toMatchObject({ source: "default", fallback: false });
      expect(target.trail.find(({ via }) => via === "container")?.state).not.toBe("chosen");
    },
  );

  test(
    "847-06 of several ports and containers, the published port of the backend's own is taken",
    proves("H04"),
    async () => {
      await using backend = await answering();
      await using engine = await engineWith([
        { name: "database", ...composed("db"), ...published(1, 5432) },
        { name: "backend", ...composed("backend"), ...published(backend.port, 8000) },
      ]);
      const { http } = await found(resolving({ machine: engine.machine }));
      expect(http).toBe(backend.localhost);
      expect(engine.asked).toContain("/containers/json?all=1");
    },
  );

  test("847-07 the order is explicit, Docker, staging, default", proves("H01", "H07"), async () => {
    const variables: Record<string, string> = {
      BACKEND_URL: "http://one.example",
      DOCKER_BACKEND_PORT: "8002",
      USE_STAGING_SERVICES: "true",
      STAGING_BASE_URL: staging,
    };
    const order: string[] = [];
    for (const next of ["BACKEND_URL", "DOCKER_BACKEND_PORT", "USE_STAGING_SERVICES", ""]) {
      order.push((await found(resolvingUnprobed({ variables }))).source);
      delete variables[next];
    }
    expect(order).toEqual(["explicit", "docker", "staging", "default"]);
  });

  test("847-08 the WebSocket follows the port", proves("H13"), async () => {
    const { ws } = await found(resolvingUnprobed({ variables: { DOCKER_BACKEND_PORT: "8002" } }));
    expect(ws).toBe("ws://localhost:8002/ws");
  });
});
