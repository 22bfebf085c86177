import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import type { Contract } from "../../../src/contract/contract.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { type Credentials, credentialsFrom } from "../../../src/harness/wire/user/token.ts";
import { Users, UserUnavailable } from "../../../src/harness/wire/user/user.ts";
import { type HttpStage, httpStage, streamingContract } from "./http-stage.ts";

const bypassKey = new Secret("bypass-key-4c1d90aa");
const jwtSecret = new Secret("a-signing-secret-of-enough-length");

const contract: Contract = {
  ...streamingContract,
  auth: { ...streamingContract.auth, bypassKeyVariables: ["FIRST_KEY", "SECOND_KEY"] },
  operations: {
    ...streamingContract.operations,
    testLogin: {
      ...{ method: "POST", path: "/test-login", query: {}, ok: [200], good: {} },
      ...{ headers: { "x-key": "{bypassKey}" }, body: { email: "{email}", name: "{name}" } },
      ...{ authenticated: false, service: "auth", read: { token: ["token"], userId: ["id"] } },
    },
  },
};

function stage(answer: RequestListener): Promise<HttpStage> {
  return httpStage(answer, { contract });
}

function users({ api, clock }: HttpStage, credentials: Credentials): Users {
  return new Users({
    ...{ contract, clock, credentials, namespace: "unit" },
    call: (operation, values, how) => api.call(operation, values, { ...how, user: null }),
  });
}

describe("the login that is kept for tests", () => {
  test("makes users of their own where no token can be signed", async () => {
    let logins = 0;
    await using here = await stage((_, response) => {
      logins += 1;
      response.end(JSON.stringify({ token: `bypassed-token-${logins}`, id: `u-${logins}` }));
    });
    const source = users(here, { bypassKey });
    const [ann, ben] = [await source.obtain(), await source.obtain()];
    expect([ann, ben]).toMatchObject([
      { id: "u-1", email: "gapproof+unit-1@example.com", origin: "bypass" },
      { id: "u-2", email: "gapproof+unit-2@example.com", origin: "bypass" },
    ]);
    expect(ann.token.reveal()).toBe("bypassed-token-1");
    expect(here.seen).toMatchObject([
      { url: "/test-login", headers: { "x-key": "bypass-key-4c1d90aa" } },
      { url: "/test-login", body: '{"email":"gapproof+unit-2@example.com","name":"gapproof 2"}' },
    ]);
    expect(here.seen[0]?.headers).not.toHaveProperty("authorization");
  });

  test("comes after a token that can be signed: that one is a user's own", async () => {
    await using here = await stage((_, response) => response.writeHead(500).end());
    expect((await users(here, { bypassKey, jwtSecret }).obtain()).origin).toBe("minted");
    expect(here.seen).toEqual([]);
  });

  test("comes after a token that was given", async () => {
    await using here = await stage((_, response) => response.end('{"token":"bypassed-token"}'));
    const source = users(here, { bypassKey, token: new Secret("a-ready-token-77") });
    expect((await source.obtain()).origin).toBe("given");
    expect((await source.obtain()).origin).toBe("bypass");
  });

  test.for([
    ["refuses the key", 403, '{"error":"wrong key bypass-key-4c1d90aa"}', /testLogin: HTTP 403/],
    ["gives no token", 200, "{}", /logging in: no token came/],
    ["gives a word for a token", 200, '{"token":"mock_token"}', /placeholder/],
  ] as const)(
    "is an error when it %s, and nobody is made up instead",
    async ([, status, body, words]) => {
      await using here = await stage((_, response) => response.writeHead(status).end(body));
      const obtaining = users(here, { bypassKey }).obtain();
      await expect(obtaining).rejects.toThrow(words);
      await expect(obtaining).rejects.not.toThrow("bypass-key-4c1d90aa");
      expect(here.seen).toHaveLength(1);
    },
  );

  test("is an error when nobody answers", async () => {
    await using here = await stage((request) => request.socket.destroy());
    const obtaining = users(here, { bypassKey }).obtain();
    await expect(obtaining).rejects.toThrow(UserUnavailable);
    await expect(obtaining).rejects.toThrow(/testLogin: .*got no answer/);
  });

  test("is passed over, with a word, where there is no key or no such login", async () => {
    await using here = await stage((_, response) => response.writeHead(500).end());
    await expect(users(here, {}).obtain()).rejects.toMatchObject({
      tried: expect.arrayContaining(["test login: there is no bypass key"]),
    });
    const { testLogin: _, ...operations } = contract.operations;
    const without = new Users({
      ...{ contract: { ...contract, operations }, clock: here.clock, credentials: { bypassKey } },
      ...{ namespace: "unit", call: (name, values) => here.api.call(name, values) },
    });
    await expect(without.obtain()).rejects.toMatchObject({
      tried: expect.arrayContaining(["test login: the contract has none"]),
    });
  });

  test("finds its key where the contract says, the first that is set", () => {
    const variables = new Map([["SECOND_KEY", { value: "second-key-1234" }]]);
    const environment = { name: "staging", prefixes: ["STAGING"] };
    const read = (): string | undefined =>
      credentialsFrom(contract, variables, environment).bypassKey?.reveal();
    expect(read()).toBe("second-key-1234");
    variables.set("FIRST_KEY", { value: "first-key-1234" });
    expect(read()).toBe("first-key-1234");
    variables.set("FIRST_KEY", { value: "<your key>" });
    expect(read).toThrow("FIRST_KEY must be a real secret");
  });
});
