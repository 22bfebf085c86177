import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { agreementOf } from "../../../src/harness/drift/agreement.ts";
import { nextSize } from "../../../src/harness/drift/deployed/observed/size-search.ts";
import { keys, observed, onlyValue, text } from "./observed-wire.ts";

const { handshakeTimeout, maxMessageSize } = keys;
const maxWaitMs = 20_000;

describe("the handshake's time limit", () => {
  const duration = { kind: "duration" } as const;

  test("is when half a request is answered with 408", async () => {
    const options = { headersTimeout: 600, requestTimeout: 600, connectionsCheckingInterval: 50 };
    await using server = await listening(createHttpServer(options));
    const value = onlyValue(await observed(server, { keys: { handshakeTimeout }, maxWaitMs }));
    expect(agreementOf(text("600ms"), value, duration)).toEqual({ kind: "same" });
    expect(agreementOf(text("15"), value, duration)).toEqual({ kind: "different" });
  });

  test("is when the server hangs up without a word", async () => {
    await using server = await listening(
      createServer((socket) => setTimeout(() => socket.destroy(), 600)),
    );
    const value = onlyValue(await observed(server, { keys: { handshakeTimeout }, maxWaitMs }));
    expect(agreementOf(text("600ms"), value, duration)).toEqual({ kind: "same" });
    expect(agreementOf(text("15"), value, duration)).toEqual({ kind: "different" });
  });

  test("is asked for with a request that lacks its last line, and nobody's token", async () => {
    const heard: string[] = [];
    await using server = await listening(
      createServer((socket) =>
        socket.on("data", (bytes) => {
          heard.push(String(bytes));
          socket.destroy();
        }),
      ),
    );
    await observed(server, { keys: { handshakeTimeout }, maxWaitMs });
    expect(heard.join("")).toMatch(/^GET \/ws HTTP\/1\.1\r\n/);
    expect(heard.join("")).not.toMatch(/\r\n\r\n|jwt|authorization/i);
    expect(heard.join("")).toMatch(/\r\n$/);
  });

  test.each([
    ["longer than 150 ms", () => {}],
    ["half a request was answered with 403", (socket: Socket) => socket.end(forbidden)],
  ])("is unmeasured: %s", async (because, act) => {
    await using server = await listening(createServer(act));
    const { unmeasured } = await observed(server, {
      keys: { handshakeTimeout },
      maxWaitMs: because.startsWith("longer") ? 150 : maxWaitMs,
    });
    expect(unmeasured).toMatchObject([
      { key: handshakeTimeout, because: expect.stringContaining(because) },
    ]);
  });

  test("is unmeasured where nobody listens", async () => {
    const server = await listening(createServer());
    await server[Symbol.asyncDispose]();
    const { unmeasured } = await observed(server, { keys: { handshakeTimeout }, maxWaitMs });
    expect(unmeasured).toMatchObject([{ because: "no connection: ECONNREFUSED" }]);
  });
});

describe("the message size limit", () => {
  const bytes = { kind: "bytes" } as const;

  test("is known to the byte where it is as expected", async () => {
    await using backend = await startBackend();
    const value = onlyValue(await observed(backend, { keys: { maxMessageSize }, maxWaitMs }));
    expect(agreementOf(text("1048576"), value, bytes)).toEqual({ kind: "same" });
    expect(agreementOf(text("1048575"), value, bytes)).toEqual({ kind: "different" });
    expect(agreementOf(text("1048577"), value, bytes)).toEqual({ kind: "different" });
  });

  test.each([65_536, 1_048_575, 1_500_000])(
    "is found where it is %i and not as expected",
    async (limit) => {
      const value = await withLimit(limit);
      expect(agreementOf(text(String(limit)), value, bytes)).toEqual({ kind: "same" });
      expect(agreementOf(text("1Mi"), value, bytes)).toEqual({ kind: "different" });
    },
  );

  test("is not looked for beyond twice of what is expected", async () => {
    const value = await withLimit(100_000_000);
    expect(value).toMatchObject({ low: 2_097_152 });
    expect(value).not.toHaveProperty("high");
    expect(agreementOf(text("1Mi"), value, bytes)).toEqual({ kind: "different" });
    expect(agreementOf(text("4Mi"), value, bytes).kind).toBe("incomparable");
  });

  test("is unmeasured where the contract has no message to pad", async () => {
    await using backend = await startBackend();
    const { ping: _, unknownType: __, ...websocket } = defaultContract.websocket;
    const { unmeasured } = await observed(
      backend,
      { keys: { maxMessageSize }, maxWaitMs },
      { contract: { ...defaultContract, websocket } },
    );
    expect(unmeasured).toEqual([
      { key: maxMessageSize, because: "the contract has no message that may be padded" },
    ]);
  });

  test("is unmeasured where messages are lost and not refused", async () => {
    await using backend = await startBackend({}, ({ desk }) => {
      desk.main.dispatch = (): void => {};
    });
    const limits = { ...defaultContract.limits.local, replyMs: 50 };
    const { unmeasured } = await observed(
      backend,
      { keys: { maxMessageSize }, maxWaitMs },
      { contract: { ...defaultContract, limits: { ...defaultContract.limits, local: limits } } },
    );
    expect(unmeasured).toMatchObject([
      { because: expect.stringContaining("was neither answered nor refused") },
    ]);
  });
});

describe("the search for a size", () => {
  test.each([20, 63, 64, 1_000, 1_001, 1_499, 1_500, 5_000])(
    "encloses a limit of %i in a dozen steps",
    (limit) => {
      let known = { taken: 0, refused: Number.POSITIVE_INFINITY };
      const tried: number[] = [];
      for (let next = step(known); next !== undefined; next = step(known)) {
        tried.push(next);
        known = { ...known, [next <= limit ? "taken" : "refused"]: next };
      }
      expect(tried.length).toBeLessThan(13);
      expect(Math.max(...tried)).toBeLessThanOrEqual(1_500);
      expect(known.taken).toBeLessThanOrEqual(limit);
      expect(known.refused).toBeGreaterThan(limit);
    },
  );

  function step(known: { taken: number; refused: number }): number | undefined {
    return nextSize(known, { least: 20, expected: 1_000, most: 1_500 });
  }

  test("begins at the most it may try where more is expected", () => {
    const search = { least: 20, expected: 1_000, most: 500 };
    expect(nextSize({ taken: 20, refused: Number.POSITIVE_INFINITY }, search)).toBe(500);
    expect(nextSize({ taken: 500, refused: Number.POSITIVE_INFINITY }, search)).toBeUndefined();
  });

  test("is over where not even the shortest message is taken", () => {
    const search = { least: 20, expected: 1_000, most: 1_500 };
    expect(nextSize({ taken: 0, refused: 20 }, search)).toBeUndefined();
  });
});

const forbidden = "HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\n\r\n";

async function withLimit(limit: number) {
  await using backend = await startBackend({}, ({ desk }) => {
    desk.server.options.maxPayload = limit;
  });
  return onlyValue(await observed(backend, { keys: { maxMessageSize }, maxWaitMs }));
}

interface Listening extends AsyncDisposable {
  readonly url: string;
  readonly wsUrl: string;
}

async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket) => {
    sockets.add(socket);
    socket.on("error", () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    wsUrl: `ws://127.0.0.1:${port}/ws`,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}
