import { createServer, type IncomingHttpHeaders, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, test } from "vitest";
import { systemClock } from "../../../src/ground/clock.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { Api, type ApiOptions } from "../../../src/harness/wire/http/api.ts";
import { HttpFailure } from "../../../src/harness/wire/http/http-client.ts";
import {
  CapabilityMissing,
  requestOf,
  tokenHeader,
} from "../../../src/harness/wire/http/operation.ts";
import { Trace } from "../../../src/harness/wire/trace.ts";
import { type User, Users, UserUnavailable } from "../../../src/harness/wire/user/user.ts";
import { proves } from "../../catalogue/proves.ts";
import { sampleContract } from "./sample-contract.ts";

interface Seen {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

interface Stage extends AsyncDisposable {
  readonly url: string;
  readonly seen: Seen[];
  api(change?: Partial<ApiOptions>): Api;
}

const user: User = {
  ...{ id: "u/1", email: "ann@example.com", origin: "given" },
  token: new Secret("api-test-token"),
};

async function stage(listener: RequestListener): Promise<Stage> {
  const seen: Seen[] = [];
  const apis: Api[] = [];
  const server = createServer((request, response) => {
    const { method, url, headers } = request;
    seen.push({ method, url, headers });
    listener(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/base`;
  return {
    url,
    seen,
    api(change = {}) {
      const { local: limits } = sampleContract.limits;
      const api = new Api({
        contract: sampleContract,
        urls: { http: url },
        budget: new Budget({ limits, clock: systemClock }),
        trace: new Trace(),
        testHeaders: false,
        defaultUser: async () => user,
        ...change,
      });
      apis.push(api);
      return api;
    },
    async [Symbol.asyncDispose]() {
      for (const api of apis) await api[Symbol.asyncDispose]();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

describe("Api", () => {
  test("makes the request the operation says, and reads the answer by its names", async () => {
    await using here = await stage((_, response) => response.writeHead(203).end('{"id":"a b"}'));
    const api = here.api();
    const answer = await api.call("readThread", { threadId: "a/b c", view: "full" });
    expect(here.seen).toMatchObject([
      {
        method: "GET",
        url: "/base/threads/a%2Fb%20c?view=full",
        headers: { authorization: "Bearer api-test-token", traceparent: expect.any(String) },
      },
    ]);
    expect(answer).toMatchObject({ operation: "readThread", ok: true, status: 203 });
    expect(answer.read("threadId")).toBe("a b");
    expect(() => answer.read("colour")).toThrow(CapabilityMissing);
    expect([api.answers, api.bytesReceived]).toEqual([1, 12]);
  });

  test("takes every status for an answer, and no answer for a failure, both on the record", async () => {
    await using here = await stage((request, response) => {
      if (request.url?.includes("gone")) request.socket.destroy();
      else response.writeHead(500).end("oh");
    });
    const api = here.api();
    const answer = await api.call("readThread", { threadId: "x" });
    expect(answer).toMatchObject({ ok: false, status: 500, text: "oh" });
    await expect(api.call("readThread", { threadId: "gone" })).rejects.toThrow(HttpFailure);
    expect(api.transcript.entries.map(({ kind, code }) => code ?? kind)).toEqual([
      "request",
      500,
      "request",
      "error",
    ]);
  });

  test(
    "sends what weakens authentication only when asked, and never to the auth service",
    proves("H44"),
    async () => {
      await using here = await stage((_, response) => response.end("{}"));
      const values = { email: "e", password: "p" };
      await here.api().call("register", values);
      const weakened = here.api({ testHeaders: true });
      await weakened.call("register", values);
      await weakened.call("login", values);
      expect(here.seen.map(({ headers }) => headers["x-weaken"])).toEqual([
        undefined,
        "yes",
        undefined,
      ]);
    },
  );

  test("sends a token only where one is wanted and there is one", proves("H25"), async () => {
    await using here = await stage((_, response) => response.end("{}"));
    const api = here.api();
    await api.call("readThread", { threadId: "t", view: "full" });
    await api.call("readThread", { threadId: "t", view: "full" }, { user: null });
    await api.call("register", { email: "e", password: "p" });
    expect(here.seen.map(({ headers }) => headers.authorization)).toEqual([
      "Bearer api-test-token",
      undefined,
      undefined,
    ]);
  });

  test("asks the auth service's own address where it has one", async () => {
    await using backend = await stage((_, response) => response.end("{}"));
    await using auth = await stage((_, response) => response.end("{}"));
    const api = backend.api({ urls: { http: backend.url, auth: auth.url } });
    await api.call("login", { email: "e", password: "p" });
    expect([backend.seen.length, auth.seen.length]).toEqual([0, 1]);
    expect(() => api.client("frontend")).toThrow(CapabilityMissing);
  });
});

test("tokenHeader takes the contract's own header before the WebSocket's", () => {
  const token = new Secret("header-test-token");
  const header = { name: "X-Pantry-Key", value: "key {token}" };
  const contract = { ...sampleContract, auth: { ...sampleContract.auth, header } };
  expect(tokenHeader(contract, token)).toEqual({ "x-pantry-key": "key header-test-token" });
  expect(Object.values(tokenHeader(sampleContract, token))).toEqual(["Bearer header-test-token"]);
});

test("requestOf reveals secrets on the wire only, and names a value that is missing", () => {
  const { register, readThread } = sampleContract.operations;
  const password = new Secret("long-enough-password");
  expect(register && requestOf(register, { email: "e", password }).body).toEqual({
    email: "e",
    password: "long-enough-password",
  });
  expect(() => readThread && requestOf(readThread, {})).toThrow("{threadId}");
});

describe("Users", () => {
  const users = (here: Stage, contract = sampleContract): Users =>
    new Users({
      ...{ contract, credentials: {}, namespace: "unit", clock: systemClock },
      call: (operation, values) => here.api().call(operation, values, { user: null }),
    });

  test("registers and logs in accounts of their own", async () => {
    let bodies = "";
    await using here = await stage((request, response) => {
      request.on("data", (data) => {
        bodies += data;
      });
      request.on("end", () =>
        response.end(request.url?.endsWith("login") ? '{"token":"fresh-token-1"}' : '{"id":"u-9"}'),
      );
    });
    const source = users(here);
    const [ann, ben] = [await source.obtain(), await source.obtain()];
    expect([ann.email, ben.email]).toEqual([
      "gapproof+unit-1@example.com",
      "gapproof+unit-2@example.com",
    ]);
    expect(ann).toMatchObject({ id: "u-9", origin: "registered" });
    expect(ann.token.reveal()).toBe("fresh-token-1");
    expect(bodies).toContain(ann.password?.reveal());
    expect(ann.password?.reveal()).not.toBe(ben.password?.reveal());
  });

  test("says everything it tried when nobody can be had", proves("H43"), async () => {
    await using here = await stage((_, response) => response.writeHead(503).end("asleep"));
    await expect(users(here).obtain()).rejects.toThrow(UserUnavailable);
    await expect(users(here).obtain()).rejects.toThrowErrorMatchingInlineSnapshot(`
      [UserUnavailable: No user could be had. Tried:
        given token: there is none
        minting: there is no signing secret
        test login: there is no bypass key
        register: HTTP 503 asleep]
    `);
    const bare = { ...sampleContract, operations: {} };
    await expect(users(here, bare).obtain()).rejects.toMatchObject({
      tried: expect.arrayContaining(["registering: the contract has neither register nor login"]),
    });
  });
});
