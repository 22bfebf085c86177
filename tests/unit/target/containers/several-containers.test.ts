import { describe, expect, test } from "vitest";
import { proves } from "../../../catalogue/proves.ts";
import { found, resolving } from "../asked.ts";
import { answering } from "../loopback.ts";
import { containersIn } from "./container-trail.ts";
import { composed, engineWith, published } from "./engine-server.ts";

const docker = { kind: "source", source: "docker" } as const;

describe("several containers", () => {
  test("are tried in an order of their own, not the engine's, and that is said", async () => {
    await using one = await answering();
    await using two = await answering();
    const containers = [
      { name: "stray", ...published(one.port) },
      { name: "b_test", ...composed("test-backend"), ...published(one.port) },
      { name: "b_10", ...composed("backend"), ...published(one.port) },
      { name: "b_2", ...composed("backend"), ...published(two.port) },
    ];
    for (const listed of [containers, containers.toReversed()]) {
      await using engine = await engineWith(listed);
      const target = await found(resolving({ machine: engine.machine }));
      expect(target.container?.name).toBe("b_2");
      expect(target.warnings).toEqual([
        `container b_2 (${two.localhost}) is tested; b_10 (${one.localhost}), b_test (${one.localhost}), ` +
          `stray (${one.localhost}) looked like the backend too.`,
      ]);
    }
  });

  test("are led by the one compose started in this folder", async () => {
    await using one = await answering();
    await using two = await answering();
    await using engine = await engineWith([
      { name: "a", ...composed("backend"), ...published(one.port) },
      { name: "z", ...published(two.port), Labels: {} },
    ]);
    const here = { "com.docker.compose.project.working_dir": engine.machine.folder };
    await using moved = await engineWith([
      { name: "a", ...composed("backend"), ...published(one.port) },
      { name: "z", ...published(two.port), Labels: { ...composed("backend").Labels, ...here } },
    ]);
    const machine = { ...moved.machine, folder: engine.machine.folder };
    expect((await found(resolving({ machine }))).container?.name).toBe("z");
  });

  test("are tried one after the other until one is the backend, even when docker was asked for", async () => {
    await using other = await answering({ service: "billing", status: "healthy" });
    await using backend = await answering();
    await using engine = await engineWith([
      { name: "a", ...published(other.port) },
      { name: "b", ...published(backend.port) },
    ]);
    const target = await found(resolving({ machine: engine.machine, target: docker }));
    expect(target.container?.name).toBe("b");
    expect(containersIn(target.trail)[0]).toContain(
      'a | wrong-identity | publishes its port 8000; it is "billing", not "netra-ai-platform"',
    );
  });
});

describe("the services of a container's project", () => {
  test("are its other containers, and no stranger's", proves("H18"), async () => {
    await using backend = await answering();
    await using engine = await engineWith([
      { name: "b", ...composed("backend"), ...published(backend.port) },
      { name: "auth", ...composed("auth"), ...published(18081, 8081) },
      { name: "web", ...composed("frontend", "other"), ...published(13000, 3000) },
      { name: "grafana", ...published(3000, 3000) },
    ]);
    const { services } = await found(resolving({ machine: engine.machine }));
    expect(services).toEqual({ auth: "http://localhost:18081" });
  });

  test("yield to a declared port, and are not read for a backend named otherwise", async () => {
    await using backend = await answering();
    await using engine = await engineWith([
      { name: "b", ...composed("backend"), ...published(backend.port) },
      { name: "auth", ...composed("auth"), ...published(18081, 8081) },
    ]);
    const { machine } = engine;
    const declared = await found(resolving({ machine, variables: { DOCKER_AUTH_PORT: "9" } }));
    const named = await found(resolving({ machine, variables: { BACKEND_URL: backend.url } }));
    expect(declared.services.auth).toBe("http://localhost:9");
    expect(named.services.auth).toBe(backend.url);
  });
});
