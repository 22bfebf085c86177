import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { resolveWhenReady } from "../../../src/harness/target/wait-ready.ts";
import { blocked, found, resolving, resolvingUnprobed, settingsOf } from "./asked.ts";
import { composed, engineThat, engineWith, published } from "./containers/engine-server.ts";
import { answering, deadUrl, raw, silent } from "./loopback.ts";

const unwell = { service: "netra-ai-platform", status: "down" };

describe("something in trouble where nobody declared a backend", () => {
  test("that accepts and says nothing is not passed over for an embedded one", async () => {
    await using hanging = await silent();
    const { trail } = await blocked(resolving({ defaultUrl: hanging.url }));
    expect(trail.at(-1)?.reason).toMatch(/may be the backend, in trouble: no answer within/);
  });

  test("that hangs up is not passed over for an embedded one", async () => {
    await using closing = await raw((socket) => socket.destroy());
    expect((await blocked(resolving({ defaultUrl: closing.url }))).trail.at(-1)?.reason).toMatch(
      /in trouble: closed the connection/,
    );
  });

  test.each([500, 503])(
    "that answers HTTP %i is not passed over for an embedded one",
    async (status) => {
      await using broken = await answering({ detail: "db down" }, status);
      const { trail } = await blocked(resolving({ defaultUrl: broken.url }));
      expect(trail.at(-1)?.reason).toContain(`in trouble: unhealthy: HTTP ${status}`);
    },
  );

  test("that is not there leaves the embedded one to stand in", async () => {
    expect(await resolving({ defaultUrl: deadUrl })).toMatchObject({ state: "embedded" });
  });

  test("in a container meant for the backend is not passed over for an embedded one", async () => {
    await using stranger = await answering({ status: "healthy" });
    await using engine = await engineWith([
      { name: "api", ...composed("backend"), ...published(stranger.port) },
    ]);
    const { trail } = await blocked(resolving({ machine: engine.machine }));
    expect(trail.at(-1)?.reason).toContain("may be the backend, in trouble");
  });
});

describe("an unwell backend that was discovered", () => {
  test("is not passed over for another one, not even on a laptop", async () => {
    await using sick = await answering(unwell, 503);
    await using other = await answering();
    await using engine = await engineWith([
      { name: "api", ...composed("backend"), ...published(sick.port) },
    ]);
    for (const ci of [true, false]) {
      const asked = { machine: engine.machine, defaultUrl: other.url, ci };
      expect((await blocked(resolving(asked))).reason).toContain("another one would hide that");
    }
    expect(other.asked).toEqual([]);
  });
});

describe("what counts as declared", () => {
  test.each([
    [{ TEST_AUTH_URL: "http://127.0.0.1:2" }, "TEST_AUTH_URL"],
    [{ DOCKER_AUTH_PORT: "9" }, "DOCKER_AUTH_PORT"],
    [{ ENVIRONMENT: "staging" }, "the environment staging"],
  ])("includes %j: nothing embedded is guessed beside it", async (variables, name) => {
    const { trail } = await blocked(resolving({ variables }));
    expect(trail.at(-1)?.reason).toContain(name);
  });
});

describe("a staging flag without a URL", () => {
  test("is an error, not a fall-through, when what was stronger is down", async () => {
    await using other = await answering();
    const variables = { BACKEND_URL: deadUrl, USE_STAGING_SERVICES: "true" };
    await expect(resolving({ variables, defaultUrl: other.url })).rejects.toThrow(
      /USE_STAGING_SERVICES/,
    );
    expect(other.asked).toEqual([]);
  });
});

describe("a wait in vain with --allow-fallback", () => {
  test("makes whatever else is tested a fallback", async () => {
    await using staging = await answering();
    const settings = settingsOf({
      variables: { STAGING_BASE_URL: staging.url },
      allowFallback: true,
      waitReadyMs: 1,
    });
    const resolution = resolveWhenReady({ settings, probe: true, embedded: true });
    expect(await found(resolution)).toMatchObject({ source: "staging", fallback: true });
  });
});

describe("foreign text", () => {
  test("in an engine's error is shown, not parsed at any price", async () => {
    await using engine = await engineThat((_, response) => {
      response.writeHead(500).end('{"message":"bad \\x41"}');
    });
    const target = { kind: "source", source: "docker" } as const;
    const { trail } = await blocked(resolving({ machine: engine.machine, target }));
    expect(JSON.stringify(trail)).toContain("x41");
  });

  test.each(["evil.example.com:8002:8000", "foo bar:8002:8000"])(
    "as the address a compose port binds to is an error with file and line: %s",
    async (port) => {
      await using engine = await engineWith([]);
      const file = join(engine.machine.folder, "compose.yaml");
      writeFileSync(file, `services:\n  backend:\n    ports: ["${port}"]\n`);
      await expect(resolvingUnprobed({ machine: engine.machine })).rejects.toThrow(
        /compose\.yaml.*line 3.*IP address/,
      );
    },
  );
});

describe("a WebSocket URL beside the embedded backend", () => {
  test("is said not to be used", async () => {
    const target = { kind: "source", source: "embedded" } as const;
    const resolution = await resolving({ target, wsUrl: "ws://127.0.0.1:2/ws" });
    expect(resolution).toMatchObject({
      state: "embedded",
      warnings: [expect.stringContaining("--ws-url is not used")],
    });
  });
});

describe("a container bound to an address with a zone", () => {
  test("is looked for on this machine, because no URL can say that address", async () => {
    await using backend = await answering();
    await using engine = await engineWith([
      {
        name: "api",
        ...composed("backend"),
        Ports: [{ IP: "fe80::1%eth0", PrivatePort: 8000, PublicPort: backend.port, Type: "tcp" }],
      },
    ]);
    const target = await found(resolving({ machine: engine.machine }));
    expect(target.http).toBe(`http://localhost:${backend.port}`);
  });
});

describe("a URL", () => {
  test.each(["http://localhost:", "http:////localhost", "http://localhost:/api"])(
    "with a hole where host or port was to be is refused: %s",
    async (url) => {
      await expect(resolvingUnprobed({ variables: { BACKEND_URL: url } })).rejects.toThrow(
        "BACKEND_URL",
      );
    },
  );

  test("to production is refused with the root's dot, too, and its query kept out of the error", async () => {
    const variables = { BACKEND_URL: "https://api.acme.com." };
    await expect(resolvingUnprobed({ variables })).rejects.toThrow(/production/);
    const wsUrl = "wss://api.acme.com/ws?ticket=plain-words-1234";
    const asked = { variables: { BACKEND_URL: "http://localhost:1" }, wsUrl };
    const refusal = await resolvingUnprobed(asked).catch(String);
    expect(refusal).toContain("production");
    expect(refusal).not.toContain("plain-words-1234");
  });
});
