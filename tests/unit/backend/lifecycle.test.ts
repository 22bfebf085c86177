import { once } from "node:events";
import { connect, createServer } from "node:net";
import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { offer, Socket } from "./socket.ts";
import { ask, register, stranger } from "./visitor.ts";

describe("startBackend", () => {
  test("listens on a free loopback port and says where", async () => {
    await using backend = await startBackend();
    expect(backend).toMatchObject({
      url: `http://127.0.0.1:${backend.port}`,
      wsUrl: `ws://127.0.0.1:${backend.port}/ws`,
      host: "127.0.0.1",
      revision: "embedded",
    });
    expect((await stranger(backend).get("/health")).status).toBe(200);
  });

  test("runs twenty backends in one process that share nothing", async () => {
    const backends = await Promise.all(Array.from({ length: 20 }, () => startBackend()));
    try {
      expect(new Set(backends.map(({ port }) => port)).size).toBe(20);
      const [first, second] = backends;
      if (first === undefined || second === undefined) throw new Error("no backends");
      const visitor = await register(first);
      const response = await fetch(`${second.url}/auth/me`, { headers: visitor.authorization });
      expect(response.status).toBe(401);
      await Promise.all(backends.map((backend) => register(backend, "same")));
    } finally {
      await Promise.all(backends.map((backend) => backend.stop()));
    }
  });

  test("reports a port in use instead of taking another", async () => {
    await using backend = await startBackend();
    await expect(startBackend({ port: backend.port })).rejects.toMatchObject({
      code: "EADDRINUSE",
    });
  });

  test.each([
    [{ port: 70_000 }, 'port must be a whole number between 0 and 65535, got "70000".'],
    [{ port: 1.5 }, 'port must be a whole number between 0 and 65535, got "1.5".'],
    [{ paceMs: -1 }, 'paceMs must be a number between 0 and 60000, got "-1".'],
    [{ heartbeatMs: 0 }, 'heartbeatMs must be a number between 1 and 3600000, got "0".'],
    [{ revision: " " }, 'revision must not be empty, got " ".'],
    [{ origins: ["localhost"] }, "origins must be origins such as http://localhost:3000"],
    [
      { secret: new Secret("far too short") },
      'secret must have at least 32 characters, got "13 characters".',
    ],
  ])("refuses %o, naming option, rule and value", async (options, message) => {
    const starting = startBackend(options);
    await expect(starting).rejects.toBeInstanceOf(ConfigurationError);
    await expect(starting).rejects.toThrow(message);
  });
});

describe("stop", () => {
  test("closes sockets with 1001, frees the port and may be called again", async () => {
    const backend = await startBackend();
    const visitor = await register(backend);
    const socket = await visitor.connect();
    await backend.stop();
    expect(await socket.closed).toEqual({ code: 1001, reason: "Server shutting down" });
    expect(backend.openSockets()).toBe(0);
    await backend.stop();
    const taker = createServer();
    await new Promise<void>((resolve, reject) => {
      taker.once("error", reject).listen(backend.port, "127.0.0.1", resolve);
    });
    await new Promise((resolve) => taker.close(resolve));
  });

  test("ends runs, streams and silent clients, and leaves no handle behind", async () => {
    const held = () =>
      process
        .getActiveResourcesInfo()
        .filter((kind) => kind === "TCPServerWrap" || kind === "Timeout").length;
    const before = held();
    const backend = await startBackend({ paceMs: 60_000 });
    const visitor = await register(backend);
    const socket = await visitor.connect();
    socket.send({ type: "user_message", payload: { content: "Long story" } });
    await socket.next("agent_started");
    const stream = fetch(`${backend.url}/api/agents/stream`, {
      method: "POST",
      headers: visitor.authorization,
      body: JSON.stringify({ message: "Another one" }),
    });
    await (await stream).body?.cancel();
    const silent = connect(backend.port, "127.0.0.1");
    const hungUp = once(silent, "close");
    await once(silent, "connect");
    await backend.stop();
    await Promise.all([socket.closed, hungUp]);
    expect(backend.openSockets()).toBe(0);
    await expect.poll(held).toBeLessThanOrEqual(before);
  });

  test("counts open sockets and forgets those that left", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const before = backend.openSockets();
    const socket = await Socket.open(backend.wsUrl, offer(visitor.token));
    expect(backend.openSockets()).toBe(before + 1);
    await socket.close();
    await expect.poll(() => backend.openSockets()).toBe(before);
  });
});

describe("seed", () => {
  test("decides ids and figures: same seed, same question, same answer", async () => {
    const answers = await Promise.all(
      [7, 7, 8].map(async (seed) => {
        await using backend = await startBackend({ seed });
        const visitor = await register(backend);
        await using socket = await visitor.connect();
        const events = await ask(socket, "Cut spend of project heron-3");
        return { userId: visitor.userId, answer: events.at(-1)?.final_response };
      }),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[2]?.answer).not.toBe(answers[0]?.answer);
    expect(answers[2]?.userId).not.toBe(answers[0]?.userId);
  });
});
