import { type AddressInfo, createServer, type Server, type Socket } from "node:net";
import { createServer as createTlsServer } from "node:tls";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../../src/ground/clock.ts";
import { isPublicAddress } from "../../../src/harness/target/address.ts";
import { reach } from "../../../src/harness/target/reach.ts";
import { selfSigned } from "./certificate.ts";
import { contextFor } from "./stage.ts";

/** Longer than any of this takes, shorter than waiting for ever. */
const bounded = { timeout: 10_000 };
const options = { limitMs: 5000, clock: systemClock };

interface Listening extends AsyncDisposable {
  readonly port: number;
}

async function listening(server: Server): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on("connection", (socket: Socket) => {
    sockets.add(socket);
    socket.on("error", () => {});
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return {
    port: (server.address() as AddressInfo).port,
    async [Symbol.asyncDispose]() {
      for (const socket of sockets) socket.destroy();
      await new Promise<void>((resolve) => server.close(() => resolve()));
    },
  };
}

describe("reaching a target", bounded, () => {
  test("tells its addresses and how long a connection took", async () => {
    await using server = await listening(createServer());
    const reached = await reach(`http://127.0.0.1:${server.port}/base`, options);
    expect(reached).toEqual({
      ...{ host: "127.0.0.1", port: server.port, connectMs: expect.any(Number) },
      addresses: [{ address: "127.0.0.1", family: 4, isPublic: false }],
    });
  });

  test("shows the certificate of one that speaks TLS, and that nobody trusts it", async () => {
    const [validFrom, validTo] = [
      new Date("2020-01-02T03:04:05Z"),
      new Date("2049-01-01T00:00:00Z"),
    ];
    const certificate = selfSigned({ name: "localhost", validFrom, validTo });
    await using server = await listening(createTlsServer(certificate));
    const reached = await reach(`https://localhost:${server.port}`, options);
    expect(reached.failure).toBeUndefined();
    expect(reached.tls).toEqual({
      ...{ authorized: false, authorizationError: "DEPTH_ZERO_SELF_SIGNED_CERT" },
      ...{ validFrom: validFrom.toISOString(), validTo: validTo.toISOString() },
      subjectAltName: "DNS:localhost",
    });
  });

  test("sends nothing", async () => {
    let heard = "";
    const server = createServer((socket) => socket.on("data", (data) => (heard += String(data))));
    await using open = await listening(server);
    const closed = new Promise((resolve) =>
      server.once("connection", (socket) => socket.resume().on("close", resolve)),
    );
    await reach(`http://127.0.0.1:${open.port}`, options);
    await closed;
    expect(heard).toBe("");
  });

  test.for([
    ["a name nobody has", "http://nobody.invalid", "lookup", /ENOTFOUND|EAI_AGAIN/],
    ["a port nobody listens on", "http://127.0.0.1:1", "connect", /ECONNREFUSED/],
  ] as const)("tells %s as a value, with the step and the cause", async ([, url, step, words]) => {
    const { failure } = await reach(url, options);
    expect(failure).toEqual({ step, reason: expect.stringMatching(words) });
  });

  test("tells a server that speaks no TLS as a value", async () => {
    const server = createServer((socket) => socket.end("HTTP/1.1 400 Bad Request\r\n\r\n"));
    await using plain = await listening(server);
    const reached = await reach(`https://127.0.0.1:${plain.port}`, options);
    expect(reached).toMatchObject({ connectMs: expect.any(Number), failure: { step: "tls" } });
    expect(reached.failure?.reason).toMatch(/wrong version number/i);
  });

  test("waits for a handshake that never comes no longer than its limit", async () => {
    await using silent = await listening(createServer());
    const reached = await reach(`https://127.0.0.1:${silent.port}`, { ...options, limitMs: 50 });
    expect(reached.failure).toEqual({ step: "tls", reason: "no end after 50 ms" });
  });

  test("ends with the signal's reason when it is called off", async () => {
    const controller = new AbortController();
    const silent = createServer(() => controller.abort(new Error("interrupted")));
    await using server = await listening(silent);
    const { signal } = controller;
    const url = `https://127.0.0.1:${server.port}`;
    await expect(reach(url, { ...options, signal })).rejects.toThrow("interrupted");
    await expect(reach(url, { ...options, signal })).rejects.toThrow("interrupted");
  });

  test("counts as an answer once there was a certificate, and not before", async () => {
    const wish = {
      name: "localhost",
      validFrom: new Date("2020-01-01"),
      validTo: new Date("2049-01-01"),
    };
    await using secure = await listening(createTlsServer(selfSigned(wish)));
    await using plain = await listening(createServer());
    for (const [url, expected] of [
      [`https://127.0.0.1:${secure.port}`, true],
      [`http://127.0.0.1:${plain.port}`, false],
    ] as const) {
      await using context = contextFor({ url, wsUrl: url.replace("http", "ws") });
      expect(await context.reach()).toMatchObject({ host: "127.0.0.1" });
      expect(context.wasAnswered(), url).toBe(expected);
    }
  });
});

describe("an address", () => {
  test.for([
    ["8.8.8.8", true],
    ["172.32.0.1", true],
    ["2606:4700::1111", true],
    ["::ffff:8.8.8.8", true],
    ["10.1.2.3", false],
    ["100.64.0.1", false],
    ["169.254.169.254", false],
    ["172.16.0.1", false],
    ["192.168.1.1", false],
    ["203.0.113.7", false],
    ["::1", false],
    ["fd00::1", false],
    ["fe80::1%eth0", false],
    ["2001:db8::1", false],
    ["::ffff:10.0.0.1", false],
  ] as const)("%s is public: %j", ([address, expected]) => {
    expect(isPublicAddress(address)).toBe(expected);
  });
});
