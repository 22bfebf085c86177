import { describe, expect, test } from "vitest";
import { found, resolving } from "../asked.ts";
import { answering, deadPort, raw } from "../loopback.ts";
import { containersIn, trailWithout } from "./container-trail.ts";
import { composed, engineWith, published } from "./engine-server.ts";

const docker = { kind: "source", source: "docker" } as const;

describe("a container that cannot be asked", () => {
  test.each([
    ["is paused", { State: "paused" }],
    ["was created and never started", { State: "created", Ports: [] }],
    ["has exited", { State: "exited", Ports: [] }],
    ["is unhealthy, says its own health check", { Status: "Up 9 seconds (unhealthy)" }],
    ["is dead", { State: "dead" }],
  ])("%s: that is said, and its port left alone", async (words, fields) => {
    await using backend = await answering();
    await using engine = await engineWith([
      { name: "api", ...composed("backend"), ...published(backend.port), ...fields },
    ]);
    const trail = await trailWithout(engine.machine);
    expect(containersIn(trail)).toEqual([`api | unreachable | container api ${words}`]);
    expect(backend.asked).toEqual([]);
  });

  test("is found though its engine lists no port of it, by the port it would publish", async () => {
    await using engine = await engineWith([
      {
        name: "api",
        State: "exited",
        Ports: [],
        details: { HostConfig: { PortBindings: { "8000/tcp": [{ HostPort: "18002" }] } } },
      },
      { name: "other", State: "exited", Ports: [], details: {} },
    ]);
    const trail = await trailWithout(engine.machine);
    expect(containersIn(trail)).toEqual(["api | unreachable | container api has exited"]);
  });

  test("is unhealthy where only its details say so", async () => {
    await using engine = await engineWith([
      {
        name: "api",
        ...published(deadPort),
        details: { State: { Health: { Status: "unhealthy" } } },
      },
    ]);
    expect(containersIn(await trailWithout(engine.machine))).toEqual([
      "api | unreachable | container api is unhealthy, says its own health check",
    ]);
  });

  test("publishes another port than the contract's", async () => {
    await using engine = await engineWith([
      { name: "api", ...composed("backend"), ...published(9001, 9000) },
    ]);
    expect(containersIn(await trailWithout(engine.machine))).toEqual([
      "api | unreachable | container api does not publish its port 8000 (it publishes 9000)",
    ]);
  });

  test("and was meant for the backend is worth a warning when something else is tested", async () => {
    await using backend = await answering();
    await using engine = await engineWith([
      { name: "api", ...composed("backend"), ...published(1), State: "paused" },
      { name: "old", ...composed("backend"), State: "exited" },
    ]);
    const target = await found(resolving({ machine: engine.machine, defaultUrl: backend.url }));
    expect(target).toMatchObject({
      source: "default",
      fallback: false,
      warnings: ["Not used: container api is paused."],
    });
  });

  test("and was meant for the backend bars an embedded one nobody asked for", async () => {
    await using engine = await engineWith([
      { name: "api", ...composed("backend"), ...published(1), State: "paused" },
    ]);
    const resolution = await resolving({ machine: engine.machine });
    expect(resolution).toMatchObject({
      state: "blocked",
      trail: expect.arrayContaining([
        expect.objectContaining({
          source: "embedded",
          state: "passed-over",
          reason: expect.stringContaining("container api is paused"),
        }),
      ]),
    });
  });

  test("is named when only docker was asked for and nothing is left", async () => {
    await using engine = await engineWith([
      { name: "api", ...composed("backend"), State: "paused" },
    ]);
    expect(await resolving({ machine: engine.machine, target: docker })).toMatchObject({
      state: "blocked",
      reason: "only docker was asked for, and none is usable; container api is paused",
    });
  });
});

describe("a container whose port is open and nothing is behind it", () => {
  test("is refused: an engine's proxy accepts before anybody listens", async () => {
    await using proxy = await raw((socket) => socket.destroy());
    await using engine = await engineWith([{ name: "api", ...published(proxy.port) }]);
    const trail = await trailWithout(engine.machine);
    expect(trail.find(({ container }) => container === "api")).toMatchObject({
      state: "unreachable",
      reason: expect.stringMatching(
        /closed the connection without an answer.*: does anything listen inside it\?$/,
      ),
    });
  });
});
