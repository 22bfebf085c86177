import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { describe, expect, test } from "vitest";
import { HttpClient, HttpFailure } from "../../../src/harness/wire/http/http-client.ts";
import { proves } from "../../catalogue/proves.ts";
import { deferred } from "./deferred.ts";
import { type Loopback, rawServer } from "./loopback.ts";

const get = { method: "GET", path: "/" };

/** Longer than any of this takes, much shorter than undici's own patience. */
const bounded = { timeout: 10_000 };

function clientOf({ port }: Loopback, timeoutMs: number): HttpClient {
  return new HttpClient({ baseUrl: `http://127.0.0.1:${port}`, timeoutMs });
}

describe("a server that hangs", bounded, () => {
  const neverAborted = (): AbortSignal => new AbortController().signal;

  test.for([
    ["before its answer, with nobody to call off", "", () => ({})],
    ["before its answer, beside a caller's signal", "", () => ({ signal: neverAborted() })],
    [
      "in the middle of its answer, beside a caller's signal",
      "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nbegun",
      () => ({ signal: neverAborted() }),
    ],
  ] as const)("%s, is given up at the time-out", proves("X06"), async ([, begun, extra]) => {
    await using server = await rawServer((socket) => socket.write(begun));
    await using client = clientOf(server, 50);
    const calling = client.call({ ...get, ...extra() });
    await expect(calling).rejects.toThrow(HttpFailure);
    await expect(calling).rejects.toMatchObject({ method: "GET", networkCode: "TIMEOUT" });
    await server.empty();
  });

  test("is given up at the call's own time-out where it has one", async () => {
    await using server = await rawServer(() => {});
    await using client = clientOf(server, 600_000);
    const calling = client.call({ ...get, timeoutMs: 50, signal: neverAborted() });
    await expect(calling).rejects.toMatchObject({ networkCode: "TIMEOUT" });
  });
});

describe("a time-out beside a caller's signal", bounded, () => {
  test("outlives a garbage collection", async () => {
    // `AbortSignal.any` holds its sources weakly: a time-out nobody else holds is gone, and never fires.
    setFlagsFromString("--expose-gc");
    const collectGarbage: () => void = runInNewContext("gc");
    const asked = deferred();
    await using server = await rawServer(() => asked.resolve());
    await using client = clientOf(server, 200);
    const { signal } = new AbortController();
    const outcome = expect(client.call({ ...get, signal })).rejects.toMatchObject({
      networkCode: "TIMEOUT",
    });
    await asked.promise;
    collectGarbage();
    await outcome;
  });

  test("leaves nothing on the signal once the call is over", async () => {
    await using server = await rawServer((socket) =>
      socket.end("HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n"),
    );
    await using client = clientOf(server, 600_000);
    const { signal } = new AbortController();
    await client.call({ ...get, signal });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("a caller who calls off", bounded, () => {
  test("ends the call at once, and the socket with it", async () => {
    const asked = deferred();
    await using server = await rawServer(() => asked.resolve());
    await using client = clientOf(server, 600_000);
    const controller = new AbortController();
    const calling = client.call({ ...get, signal: controller.signal });
    const outcome = expect(calling).rejects.toThrow(HttpFailure);
    await asked.promise;
    const reason = new Error("interrupted");
    controller.abort(reason);
    await outcome;
    await expect(calling).rejects.toMatchObject({ cause: reason, networkCode: undefined });
    await expect(calling).rejects.toThrow(/GET .* got no answer after \d+ ms: .*interrupted/);
    await server.empty();
  });

  test("before the call asks nobody", async () => {
    let requests = 0;
    await using server = await rawServer(() => {
      requests += 1;
    });
    await using client = clientOf(server, 600_000);
    const calling = client.call({ ...get, signal: AbortSignal.abort(new Error("interrupted")) });
    await expect(calling).rejects.toThrow(HttpFailure);
    expect(requests).toBe(0);
  });
});

test("blanks around a header's value are no part of it", bounded, async () => {
  const head = "HTTP/1.1 200 OK\r\nX-Name: \t plain \t\r\nContent-Length: 0\r\n\r\n";
  await using server = await rawServer((socket) => socket.end(head));
  await using client = clientOf(server, 5_000);
  expect((await client.call(get)).headers).toMatchObject({ "x-name": "plain" });
});
