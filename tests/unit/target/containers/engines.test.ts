import { describe, expect, test } from "vitest";
import { proves } from "../../../catalogue/proves.ts";
import { found, resolving, resolvingUnprobed } from "../asked.ts";
import { answering } from "../loopback.ts";
import { containersIn, trailWithout } from "./container-trail.ts";
import { engineThat, engineWith, published } from "./engine-server.ts";

describe("engines", () => {
  test.each([
    [{ TEST_BACKEND_URL: "up" }, "explicit"],
    [{ DOCKER_BACKEND_PORT: "up" }, "docker"],
    [{ USE_STAGING_SERVICES: "true", STAGING_BASE_URL: "up" }, "staging"],
  ])("are not asked when %j decides", proves("H07"), async (said, source) => {
    await using backend = await answering();
    await using engine = await engineWith([{ name: "a", ...published(backend.port) }]);
    const variables = Object.fromEntries(
      Object.entries(said).map(([name, value]) => {
        const up = name.endsWith("PORT") ? String(backend.port) : backend.url;
        return [name, value === "up" ? up : value];
      }),
    );
    const target = await found(resolving({ machine: engine.machine, variables }));
    expect(target.source).toBe(source);
    expect(engine.asked).toEqual([]);
    expect(containersIn(target.trail)).toEqual([
      expect.stringMatching(/^passed-over .* is stronger$/),
    ]);
  });

  test("are not asked without probing", async () => {
    await using engine = await engineWith([{ name: "a", ...published(8002) }]);
    const target = await found(resolvingUnprobed({ machine: engine.machine }));
    expect(target.source).toBe("default");
    expect(engine.asked).toEqual([]);
    expect(containersIn(target.trail)).toEqual(["passed-over | not asked: nothing is probed"]);
  });

  test("stand in for a declared backend that is down, on a laptop, as a fallback", async () => {
    await using backend = await answering();
    await using engine = await engineWith([{ name: "a", ...published(backend.port) }]);
    const variables = { BACKEND_URL: "http://127.0.0.1:1" };
    const target = await found(resolving({ machine: engine.machine, variables }));
    expect(target).toMatchObject({ source: "docker", fallback: true });
    const ci = await resolving({ machine: engine.machine, variables, ci: true });
    expect(ci.state).toBe("blocked");
  });

  test("are all asked, and the same container behind two sockets is one", async () => {
    await using backend = await answering();
    const containers = [{ name: "a", ...published(backend.port) }];
    await using one = await engineWith(containers);
    await using two = await engineWith(containers);
    const machine = { ...one.machine, engineSockets: ["/nowhere.sock", one.socket, two.socket] };
    const { trail } = await found(resolving({ machine }));
    expect(containersIn(trail)).toHaveLength(1);
  });

  test("behind DOCKER_HOST are the only ones asked", async () => {
    await using backend = await answering();
    await using usual = await engineWith([{ name: "a", ...published(1) }]);
    await using named = await engineWith([{ name: "b", ...published(backend.port) }]);
    const variables = { DOCKER_HOST: `unix://${named.socket}` };
    const target = await found(resolving({ machine: usual.machine, variables }));
    expect(target.container?.name).toBe("b");
    expect(usual.asked).toEqual([]);
  });
});

describe("an engine that is no help", () => {
  async function saidBy(variables: Record<string, string>): Promise<readonly string[]> {
    const machine = { folder: "/nowhere", env: {}, engineSockets: [] };
    return containersIn(await trailWithout(machine, variables));
  }

  test(
    "is missing, over SSH, refusing, or somebody else: the search goes on with the reason",
    proves("H05"),
    async () => {
      await using web = await answering("hello", 200);
      await using old = await engineThat((_, response) =>
        response.writeHead(400).end('{"message":"client version 1.99 is too new"}'),
      );
      await using html = await engineThat((_, response) => response.end("<html>"));
      expect(await saidBy({ DOCKER_HOST: "unix:///nowhere/e.sock" })).toEqual([
        "unset | no container engine is there (/nowhere/e.sock)",
      ]);
      expect(await saidBy({ DOCKER_HOST: "ssh://me@far" })).toEqual([
        "unset | the engine at ssh://me@far cannot be asked: it is ssh://, and only unix:// and tcp:// are read",
      ]);
      expect(await saidBy({ DOCKER_HOST: "tcp://127.0.0.1:1" })).toEqual([
        "unset | the engine at tcp://127.0.0.1:1 refuses connections: no engine runs there (ECONNREFUSED)",
      ]);
      expect(await saidBy({ DOCKER_HOST: `tcp://127.0.0.1:${web.port}` })).toEqual([
        `unset | the engine at tcp://127.0.0.1:${web.port} answers something that is no list of containers`,
      ]);
      expect(await saidBy({ DOCKER_HOST: `unix://${old.socket}` })).toEqual([
        `unset | the engine at unix://${old.socket} answers HTTP 400: client version 1.99 is too new`,
      ]);
      expect(await saidBy({ DOCKER_HOST: `unix://${html.socket}` })).toEqual([
        `unset | the engine at unix://${html.socket} answers something that is no engine API`,
      ]);
    },
  );
});
