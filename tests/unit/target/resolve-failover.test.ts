import { describe, expect, test } from "vitest";
import { TargetBlocked } from "../../../src/harness/target/resolve.ts";
import { proves } from "../../catalogue/proves.ts";
import { blocked, found, resolving } from "./asked.ts";
import { answering, deadUrl, raw, silent } from "./loopback.ts";

describe("a declared backend that refuses", () => {
  test(
    "is replaced by the next candidate on a laptop, loudly, as a fallback",
    proves("H19"),
    async () => {
      await using backend = await answering();
      const variables = { TEST_BACKEND_URL: deadUrl, DOCKER_BACKEND_PORT: String(backend.port) };
      const target = await found(resolving({ variables }));
      expect(target).toMatchObject({ source: "docker", http: backend.localhost, fallback: true });
      expect(target.trail.find(({ variable }) => variable === "TEST_BACKEND_URL")).toMatchObject({
        state: "unreachable",
        url: deadUrl,
        reason: "connection refused (ECONNREFUSED)",
        elapsedMs: expect.any(Number),
      });
      expect(target.warnings[0]).toBe(
        `TEST_BACKEND_URL (${deadUrl}) was declared and is not usable: connection refused (ECONNREFUSED). ` +
          `DOCKER_BACKEND_PORT (${backend.localhost}) is tested in its place, so the verdict is inconclusive at best.`,
      );
    },
  );

  test("is replaced by the default on a laptop, as a fallback", async () => {
    await using backend = await answering();
    const variables = { TEST_BACKEND_URL: deadUrl };
    const target = await found(resolving({ variables, defaultUrl: backend.url }));
    expect(target).toMatchObject({ source: "default", fallback: true });
  });

  test.each([{ ci: true }, { strict: true }])("blocks under %j", proves("H19"), async (mode) => {
    await using backend = await answering();
    const variables = { TEST_BACKEND_URL: deadUrl, DOCKER_BACKEND_PORT: String(backend.port) };
    const result = await blocked(resolving({ ...mode, variables, defaultUrl: backend.url }));
    expect(result.reason).toBe(
      `TEST_BACKEND_URL (${deadUrl}): connection refused (ECONNREFUSED); ` +
        "under CI and --strict nothing stands in for a declared backend",
    );
    expect(result.trail.find(({ source }) => source === "docker")).toMatchObject({
      state: "passed-over",
      reason: "not tried: the search ended above",
    });
    expect(backend.asked).toEqual([]);
  });

  test(
    "is replaced under CI when that is allowed, and still a fallback",
    proves("H19"),
    async () => {
      await using backend = await answering();
      const variables = { TEST_BACKEND_URL: deadUrl, BACKEND_URL: backend.url };
      const target = await found(resolving({ ci: true, allowFallback: true, variables }));
      expect(target).toMatchObject({ http: backend.url, fallback: true });
    },
  );

  test("is never replaced by the embedded backend", proves("H27"), async () => {
    const result = await blocked(resolving({ variables: { TEST_BACKEND_URL: deadUrl } }));
    expect(result.trail.at(-1)).toMatchObject({
      source: "embedded",
      state: "passed-over",
      reason: "never a guess when something was declared (TEST_BACKEND_URL)",
    });
  });

  test("is asked once: the search does not try a refusal again", proves("H26"), async () => {
    let requests = 0;
    await using closing = await raw((socket) => {
      socket.once("data", (head) => {
        if (String(head).startsWith("GET ")) requests += 1;
        socket.destroy();
      });
    });
    await blocked(resolving({ ci: true, variables: { TEST_BACKEND_URL: closing.url } }));
    expect(requests).toBe(1);
  });

  test("ends the search well under two seconds, everything dead", async () => {
    const start = performance.now();
    const variables = {
      TEST_BACKEND_URL: "http://localhost:1",
      BACKEND_URL: deadUrl,
      DOCKER_BACKEND_PORT: "1",
    };
    const result = await blocked(resolving({ variables }));
    expect(performance.now() - start).toBeLessThan(1_500);
    expect(result.trail.filter(({ state }) => state === "unreachable")).toHaveLength(4);
  });
});

describe("a declared backend that hangs", () => {
  test("is left after the probe's limit for the next candidate", proves("H19"), async () => {
    await using hanging = await silent();
    await using backend = await answering();
    const variables = { TEST_BACKEND_URL: hanging.url, BACKEND_URL: backend.url };
    const target = await found(resolving({ variables }));
    expect(target).toMatchObject({ http: backend.url, fallback: true });
    expect(target.trail.map(({ reason }) => reason)).toContain(
      "no answer within 0.4 s: it accepts connections and says nothing, as a paused container does",
    );
  });

  test("is asked once, however many variables name it", async () => {
    await using unwell = await answering({ service: "netra-ai-platform", status: "starting" }, 503);
    const variables = { TEST_BACKEND_URL: unwell.url, BACKEND_URL: unwell.url };
    await blocked(resolving({ variables }));
    expect(unwell.asked).toEqual(["/health"]);
  });
});

describe("a declared URL with somebody else behind it", () => {
  test("is a wrong identity and not used", async () => {
    await using other = await answering({ service: "billing", status: "healthy" });
    const result = await blocked(resolving({ ci: true, variables: { BACKEND_URL: other.url } }));
    expect(result.trail.find(({ variable }) => variable === "BACKEND_URL")).toMatchObject({
      state: "wrong-identity",
      reason: 'it is "billing", not "netra-ai-platform"',
    });
  });
});

describe("the default", () => {
  test("is taken when it answers as the backend, and nothing was declared", async () => {
    await using backend = await answering();
    for (const ci of [false, true]) {
      const target = await found(resolving({ ci, defaultUrl: backend.url }));
      expect(target).toMatchObject({ source: "default", http: backend.url, fallback: false });
      expect(target.identity).toMatchObject({ service: "netra-ai-platform", reference: false });
      expect(target.warnings).toEqual([]);
    }
  });

  test("is not used when something else answers there, and that is said aloud", async () => {
    await using other = await answering({ hello: "world" });
    const result = await resolving({ defaultUrl: other.url });
    expect(result).toMatchObject({
      state: "embedded",
      warnings: [
        `the default backend (${other.url}) was not used: its JSON does not say who it is (no service; it has "hello").`,
      ],
    });
  });
});

describe("a default that is the backend, but unhealthy", () => {
  test("blocks on a laptop, too: what stands in for absence would hide it", async () => {
    await using sick = await answering({ service: "netra-ai-platform", status: "starting" }, 503);
    await using staging = await answering();
    const variables = { STAGING_BASE_URL: staging.url };
    for (const asked of [{}, { variables }, { variables, allowFallback: true }]) {
      const result = await blocked(resolving({ ...asked, defaultUrl: sick.url }));
      expect(result.reason).toBe(
        `the default backend (${sick.url}): unhealthy: it says "starting" (HTTP 503); it is the backend, and another one would hide that`,
      );
    }
    const { trail } = await blocked(resolving({ defaultUrl: sick.url }));
    expect(trail.at(-1)).toMatchObject({
      source: "embedded",
      state: "passed-over",
      reason: "not tried: the search ended above",
    });
    expect(staging.asked).toEqual([]);
  });

  test("is no obstacle to what was asked for by name", async () => {
    await using sick = await answering({ service: "netra-ai-platform", status: "starting" }, 503);
    const target = { kind: "source", source: "embedded" } as const;
    expect(await resolving({ target, defaultUrl: sick.url })).toMatchObject({ state: "embedded" });
  });
});

describe("a source that was asked for by name", () => {
  test("is the only one that is tried", async () => {
    await using backend = await answering();
    const target = { kind: "source", source: "default" } as const;
    const variables = { TEST_BACKEND_URL: "http://one.example" };
    const result = await found(resolving({ target, variables, defaultUrl: backend.url }));
    expect(result).toMatchObject({ source: "default", fallback: false });
    expect(result.trail.find(({ variable }) => variable === "TEST_BACKEND_URL")).toMatchObject({
      state: "passed-over",
      reason: "only default was asked for",
    });
  });

  test("is not replaced when it fails, on a laptop or not", async () => {
    await using backend = await answering();
    const target = { kind: "source", source: "docker" } as const;
    const variables = { BACKEND_URL: backend.url, DOCKER_BACKEND_PORT: "1" };
    const result = await blocked(resolving({ target, variables, allowFallback: true }));
    expect(result.reason).toContain("only docker was asked for");
    expect(backend.asked).toEqual([]);
  });

  test("blocks when nothing names it", async () => {
    const target = { kind: "source", source: "docker" } as const;
    const { reason } = await blocked(resolving({ target }));
    expect(reason).toBe(
      "only docker was asked for, and no port is declared, and no container or compose file publishes one",
    );
  });
});

describe("TargetBlocked", () => {
  test(
    "names each URL that was tried, with its reason, and the ways out",
    proves("H16", "H19"),
    async () => {
      const variables = { TEST_BACKEND_URL: deadUrl, BACKEND_URL: "http://other.invalid" };
      const error = new TargetBlocked(await blocked(resolving({ ci: true, variables })));
      expect(error).toMatchObject({ exitCode: 4, code: "GAPPROOF_TARGET_BLOCKED" });
      expect(error.message).toMatchInlineSnapshot(`
      "There is nothing to test: TEST_BACKEND_URL (http://127.0.0.1:1): connection refused (ECONNREFUSED); under CI and --strict nothing stands in for a declared backend.
      Considered, strongest first:
        explicit TEST_BACKEND_URL http://127.0.0.1:1: unreachable, connection refused (ECONNREFUSED)
        explicit BACKEND_URL http://other.invalid: passed-over, not tried: the search ended above
        default http://127.0.0.1:1: passed-over, not tried: the search ended above
        embedded: passed-over, not tried: the search ended above
        not set: --target, NETRA_BACKEND_URL, DOCKER_BACKEND_PORT, TEST_BACKEND_PORT, ALPINE_TEST_BACKEND_PORT, DEV_BACKEND_PORT, USE_STAGING_SERVICES, STAGING_ENV, INTEGRATION_TEST_MODE, STAGING_BASE_URL, STAGING_BACKEND_URL, STAGING_API_URL
      What to do:
        - bring TEST_BACKEND_URL (http://127.0.0.1:1) up, or correct it
        - name a running backend: --target <url>, TEST_BACKEND_URL=<url> or DOCKER_BACKEND_PORT=<port>
        - let a weaker candidate stand in, at most inconclusive: --allow-fallback
        - test the backend that comes with gapproof: --target embedded"
    `);
    },
  );
});
