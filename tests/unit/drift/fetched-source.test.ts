import { readFileSync } from "node:fs";
import type { RequestListener } from "node:http";
import { describe, expect, test } from "vitest";
import { redact } from "../../../src/ground/redact.ts";
import {
  type Fetched,
  fetchedSource,
  tokenFor,
} from "../../../src/harness/drift/deployed/fetched-source.ts";
import { type DeployedSpec, driftConfig } from "../../../src/harness/settings/drift-config.ts";
import type { Variables } from "../../../src/harness/settings/settings.ts";
import { deadUrl, serving } from "../target/loopback.ts";
import { shown } from "./read.ts";

const described = readFileSync(new URL("issue-128/describe-after.json", import.meta.url), "utf8");

/** As Cloud Run's second API describes a service. */
const service = JSON.stringify({
  name: "projects/p/locations/l/services/backend",
  latestReadyRevision: "projects/p/locations/l/services/backend/revisions/backend-00042",
  template: {
    timeout: "600s",
    containers: [{ image: "i", env: [{ name: "PING_TIMEOUT", value: "5" }] }],
  },
});

describe("a source that is an address", () => {
  test("is read as the manifest it answers, of either API of Cloud Run", async () => {
    await using api = await serving((request, response) => {
      response.end(request.url === "/v2/services/backend?view=FULL" ? service : described);
    });
    const second = await fetched({ file: `${api.url}/v2/services/backend?view=FULL` });
    expect(settingsOf(second)).toMatchObject({
      PING_TIMEOUT: expect.stringMatching(/^5 @/),
      request_timeout: expect.stringMatching(/^600s @/),
    });
    const first = await fetched({ file: `${api.url}/apis/serving.knative.dev/v1/services/s` });
    expect(settingsOf(first).memory).toMatch(/^4096Mi @/);
    expect(first).toMatchObject({
      source: { name: expect.stringContaining("/apis/"), isComplete: true },
    });
  });

  test("is sent the token of the variable that was named, and of no other", async () => {
    const seen: (string | undefined)[] = [];
    await using api = await serving((request, response) => {
      seen.push(request.headers.authorization);
      response.end(service);
    });
    await fetched({ file: api.url, token: "RUN_TOKEN" }, { RUN_TOKEN: "canary-token-1\n" });
    await fetched({ file: api.url }, { CLOUDSDK_AUTH_ACCESS_TOKEN: "canary-token-2" });
    expect(seen).toEqual(["Bearer canary-token-1", undefined]);
    expect(redact("it said canary-token-1")).not.toContain("canary");
  });

  test.each([
    [{ file: "https://run.googleapis.com/v2/x" }, ["canary-cloudsdk"]],
    [{ file: "https://europe-west1-run.googleapis.com/apis/x" }, ["canary-cloudsdk"]],
    [{ file: "https://run.googleapis.com/v2/x", token: "OWN" }, ["canary-own"]],
    [{ file: "https://googleapis.com.example.com/x" }, []],
    [{ file: "https://notgoogleapis.com/x" }, []],
    [{ file: "http://run.googleapis.com/v2/x" }, []],
    [{ file: "http://localhost:1/x", token: "OWN" }, ["canary-own"]],
    [{ file: "http://[::1]:1/x", token: "OWN" }, ["canary-own"]],
  ] satisfies [DeployedSpec, string[]][])("%j is opened with %j", (spec, tokens) => {
    const { token } = tokenFor(spec, variables(keys));
    expect(token === undefined ? [] : [token.reveal()]).toEqual(tokens);
  });

  test("takes the other of Google's variables where the first is not set", () => {
    const given = variables({ GOOGLE_OAUTH_ACCESS_TOKEN: "canary-oauth" });
    const { token } = tokenFor({ file: "https://run.googleapis.com/v2/x" }, given);
    expect(token?.reveal()).toBe("canary-oauth");
  });

  test.each([
    [{ file: "http://example.com/x", token: "OWN" }, "must be https, because the token of OWN"],
    [{ file: "https://example.com/x", token: "GONE" }, "GONE must hold a token for https://exam"],
    [{ file: "https://example.com/x", token: "TWO" }, "TWO must hold a token of one line"],
    [{ file: "https://me:canary@example.com/x" }, "https://example.com/x must hold no credentials"],
    [{ file: "https://example.com/x", kind: "env" }, "is an address, and those are read as manife"],
  ] satisfies [DeployedSpec, string][])(
    "%j is refused before anybody is asked",
    async (spec, rule) => {
      const asked = fetched(spec, { ...keys, TWO: "canary a\ncanary b" });
      await expect(asked).rejects.toThrow(rule);
      await expect(asked).rejects.not.toThrow("canary");
    },
  );

  test.each([
    { status: 401, because: "and no token was sent: drift.deployed[].token names" },
    { status: 403, token: "OWN", because: "answers HTTP 403 to the token of OWN" },
    { status: 302, token: "OWN", because: "leads to https://login.example.com/" },
    { status: 500, because: "answers HTTP 500" },
  ])("that answers $status says so, and who was asked", async ({ status, because, ...own }) => {
    let asked = 0;
    await using api = await serving((_, response) => {
      asked += 1;
      response.writeHead(status, { location: "https://login.example.com/" }).end("no");
    });
    const found = await fetched({ file: api.url, ...own }, keys);
    expect(found).toMatchObject({ state: "refused", because: expect.stringContaining(because) });
    expect(found).toMatchObject({ because: expect.stringContaining(new URL(api.url).host) });
    expect(asked).toBe(1);
  });

  test("that nobody answers at says what the network said", async () => {
    expect(await fetched({ file: `${deadUrl}/x` })).toMatchObject({
      state: "refused",
      because: expect.stringContaining("ECONNREFUSED"),
    });
  });

  test.each<readonly [string, RequestListener, RegExp]>([
    ["a page", (_, response) => response.end("<html>sign in</html>"), /must hold a compose file/],
    ["a list", (_, response) => response.end('{"items": []}'), /must hold a compose file/],
    [
      "more than a manifest",
      (_, response) => response.end("#".repeat(6 * 1024 * 1024)),
      /must be at most \d+ bytes long/,
    ],
  ])("that answers with %s is no source", async (_, listener, rule) => {
    await using api = await serving(listener);
    await expect(fetched({ file: `${api.url}/x` })).rejects.toThrow(rule);
  });

  test("is named without its query, whatever becomes of it", async () => {
    const query = "?sig=canary-signature";
    await using api = await serving((request, response) => {
      if (request.url?.startsWith("/moved") === true)
        response.writeHead(302, { location: `https://u:canary@x.example.com/login${query}` }).end();
      else response.end(request.url?.startsWith("/page") === true ? "<html>" : service);
    });
    const found = await fetched({ file: `${api.url}/v2${query}` });
    expect(found).toMatchObject({ source: { name: `${api.url}/v2` } });
    const moved = await fetched({ file: `${api.url}/moved${query}` });
    expect(moved).toMatchObject({
      because: expect.stringContaining("leads to https://x.example.com/login: name"),
    });
    const dead = await fetched({ file: `${deadUrl}/x${query}` });
    expect(dead).toMatchObject({ because: expect.stringContaining(`${deadUrl}/x got no`) });
    expect(JSON.stringify([found, moved])).not.toContain("canary");
    for (const spec of [
      { file: `${api.url}/page${query}` },
      { file: `${api.url}/x${query}`, token: "GONE" },
      { file: `http://example.com/x${query}`, token: "OWN" },
      { file: `${api.url}/x${query}`, kind: "env" as const },
      { file: `https://[x${query}` },
    ])
      await expect(fetched(spec, keys)).rejects.not.toThrow("canary");
  });

  test("does not tell all there is where it names a map that is elsewhere", async () => {
    const text = service.replace('"env":[', '"envFrom":[{"configMapRef":{"name":"c"}}],"env":[');
    await using api = await serving((_, response) => void response.end(text));
    expect(await fetched({ file: api.url })).toMatchObject({
      source: { isComplete: false, unseen: ["ConfigMap c"] },
    });
  });

  test("ends with whoever calls it off", async () => {
    const stop = new AbortController();
    await using api = await serving(() => stop.abort(new Error("called off")));
    const asked = fetchedSource(
      { file: api.url },
      { reading: { names: [] }, variables: new Map(), signal: stop.signal },
    );
    await expect(asked).rejects.toThrow("called off");
  });

  test("may have a token in a configuration, which a file may not", () => {
    const read = (deployed: unknown) => driftConfig.safeParse({ deployed: [deployed] });
    expect(read({ file: "https://example.com/x", token: "A" })).toMatchObject({
      data: { deployed: [{ file: "https://example.com/x", token: "A" }] },
    });
    expect(read("describe.json")).toMatchObject({
      data: { deployed: [{ file: "describe.json" }] },
    });
    expect(read({ file: "describe.json", token: "A" }).success).toBe(false);
  });
});

const keys = {
  CLOUDSDK_AUTH_ACCESS_TOKEN: "canary-cloudsdk",
  GOOGLE_OAUTH_ACCESS_TOKEN: "canary-oauth",
  OWN: "canary-own",
};

function fetched(spec: DeployedSpec, given: Record<string, string> = {}): Promise<Fetched> {
  return fetchedSource(spec, { reading: { names: ["backend"] }, variables: variables(given) });
}

function variables(given: Record<string, string>): Variables {
  return new Map(
    Object.entries(given).map(([name, value]) => [name, { value, from: "environment" }]),
  );
}

function settingsOf(found: Fetched): Record<string, string> {
  return found.state === "read" ? shown(found.source.settings) : {};
}
