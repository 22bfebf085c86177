import { describe, expect, test } from "vitest";
import type { Machine } from "../../../../src/harness/settings/machine.ts";
import { proves } from "../../../catalogue/proves.ts";
import { found, resolving } from "../asked.ts";
import { answering, deadPort } from "../loopback.ts";
import { containersIn, trailWithout } from "./container-trail.ts";
import { composed, engineWith, published } from "./engine-server.ts";

/** A default that answers stands in, so that the search ends whatever is on port 8000 here. */
async function resolvingAnything(machine: Machine) {
  await using backend = await answering();
  return await resolving({ machine, defaultUrl: backend.url });
}

describe("a running container", () => {
  test(
    "is found by its compose service, at the host side of its published port",
    proves("H04", "H05"),
    async () => {
      await using backend = await answering();
      await using engine = await engineWith([
        { name: "shop_backend_1", ...composed("backend"), ...published(backend.port) },
      ]);
      const target = await found(resolving({ machine: engine.machine }));
      expect(target).toMatchObject({
        source: "docker",
        http: backend.localhost,
        ws: `ws://localhost:${backend.port}/ws`,
        fallback: false,
        warnings: [],
        container: {
          id: "id-shop_backend_1",
          name: "shop_backend_1",
          engine: `unix://${engine.socket}`,
        },
      });
      expect(target.trail.find(({ state }) => state === "chosen")).toMatchObject({
        via: "container",
        container: "shop_backend_1",
        declared: false,
        reason:
          "compose service backend of shop; netra-ai-platform answers, version 1.0.0, revision abc123",
      });
    },
  );

  test(
    "is found by its published port when compose knows nothing of it",
    proves("H04"),
    async () => {
      await using backend = await answering();
      await using engine = await engineWith([
        { name: "database", ...published(5432, 5432) },
        { name: "quirky_wing", ...published(backend.port) },
      ]);
      const target = await found(resolving({ machine: engine.machine }));
      expect(target).toMatchObject({ http: backend.localhost, container: { name: "quirky_wing" } });
    },
  );

  test(
    "is found under podman's own labels, listed once and without an address",
    proves("H04"),
    async () => {
      await using backend = await answering();
      await using engine = await engineWith([
        {
          name: "shop_backend_1",
          Labels: { "io.podman.compose.service": "backend", "io.podman.compose.project": "shop" },
          Ports: [{ PrivatePort: 8000, PublicPort: backend.port, Type: "tcp" }],
        },
      ]);
      expect((await found(resolving({ machine: engine.machine }))).http).toBe(backend.localhost);
    },
  );

  test.each([
    ["127.0.0.1", "http://127.0.0.1:"],
    ["0.0.0.0", "http://localhost:"],
    ["::", "http://localhost:"],
    ["", "http://localhost:"],
  ])("published on %j answers at %s", async (ip, start) => {
    await using backend = await answering();
    await using engine = await engineWith([{ name: "a", ...published(backend.port, 8000, ip) }]);
    const { http } = await found(resolving({ machine: engine.machine }));
    expect(http).toBe(`${start}${backend.port}`);
  });

  test("published on an address of its own is asked there", async () => {
    await using engine = await engineWith([
      { name: "a", ...published(deadPort, 8000, "127.0.0.7") },
      { name: "b", ...published(deadPort, 8000, "::1") },
    ]);
    const trail = await trailWithout(engine.machine);
    const urls = trail.filter(({ via }) => via === "container").map(({ url }) => url);
    expect(urls).toEqual(["http://127.0.0.7:1", "http://[::1]:1"]);
  });

  test("beats the compose file of its project, and the default", async () => {
    await using backend = await answering();
    await using other = await answering();
    await using engine = await engineWith([{ name: "a", ...published(backend.port) }]);
    const target = await found(resolving({ machine: engine.machine, defaultUrl: other.url }));
    expect(target.http).toBe(backend.localhost);
    expect(target.trail.find(({ via }) => via === "compose-file")).toMatchObject({
      state: "passed-over",
      reason: `container a (${backend.localhost}) is stronger`,
    });
    expect(other.asked).toEqual([]);
  });

  test("is on the host's network where it publishes nothing and answers on its own port", async () => {
    await using engine = await engineWith([
      { name: "a", ...composed("backend"), HostConfig: { NetworkMode: "host" }, Ports: [] },
    ]);
    const { trail } = await found(resolvingAnything(engine.machine));
    expect(trail.find(({ container }) => container === "a")).toMatchObject({
      url: "http://localhost:8000",
      reason: expect.stringMatching(
        /^on the host's network, where its port 8000 is the host's own; /,
      ),
    });
  });

  test("on the host's network is known by the port it exposes, else only named", async () => {
    const HostConfig = { NetworkMode: "host" };
    await using silent = await engineWith([{ name: "exporter", details: { HostConfig } }]);
    const trail = await trailWithout(silent.machine);
    expect(containersIn(trail)).toEqual([
      `unset | no container at unix://${silent.socket} is called backend, dev-backend, test-backend, alpine-test-backend by compose or publishes 8000; on the host's network, and silent about their ports: exporter`,
    ]);
    await using exposing = await engineWith([
      { name: "api", details: { HostConfig, Config: { ExposedPorts: { "8000/tcp": {} } } } },
    ]);
    const second = await found(resolvingAnything(exposing.machine));
    expect(second.trail.find(({ container }) => container === "api")?.url).toBe(
      "http://localhost:8000",
    );
  });
});
