import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import type { TrailEntry } from "../../../src/harness/target/target.ts";
import { proves } from "../../catalogue/proves.ts";
import { found, resolving, resolvingUnprobed } from "./asked.ts";
import { answering, deadUrl } from "./loopback.ts";

function stateOf(trail: readonly TrailEntry[], variable: string): string | undefined {
  return trail.find((entry) => entry.variable === variable)?.state;
}

const everything = {
  TEST_BACKEND_URL: "http://one.example:1001",
  BACKEND_URL: "http://two.example:1002",
  NETRA_BACKEND_URL: "http://three.example:1003",
  DOCKER_BACKEND_PORT: "1004",
  TEST_BACKEND_PORT: "1005",
  USE_STAGING_SERVICES: "true",
  STAGING_BASE_URL: "https://six.example",
};

describe("the order of sources", () => {
  test(
    "is the documented one: option, variables strongest first, Docker port, staging, default",
    proves("H01"),
    async () => {
      const left: Record<string, string> = { ...everything };
      const option = { kind: "url", url: "http://zero.example", option: "--target" } as const;
      const target = await found(resolvingUnprobed({ variables: left, target: option }));
      const order = [target.http];
      for (const variable of Object.keys(everything)) {
        const { http, source } = await found(resolvingUnprobed({ variables: left }));
        order.push(`${source} ${http}`);
        delete left[variable];
      }
      order.push((await found(resolvingUnprobed())).http);
      expect(order).toEqual([
        "http://zero.example",
        "explicit http://one.example:1001",
        "explicit http://two.example:1002",
        "explicit http://three.example:1003",
        "docker http://localhost:1004",
        "docker http://localhost:1005",
        "staging https://six.example",
        "default http://127.0.0.1:1",
        deadUrl,
      ]);
    },
  );

  test(
    "is the order of the trail, with every loser and every unset place in it",
    proves("H16"),
    async () => {
      const { trail } = await found(resolvingUnprobed({ variables: everything }));
      const lines = trail.map(({ source, via, variable, state }) =>
        [source, via, variable ?? "", state].join(" "),
      );
      expect(lines).toMatchInlineSnapshot(`
      [
        "explicit option --target unset",
        "explicit variable TEST_BACKEND_URL chosen",
        "explicit variable BACKEND_URL passed-over",
        "explicit variable NETRA_BACKEND_URL passed-over",
        "docker variable DOCKER_BACKEND_PORT passed-over",
        "docker variable TEST_BACKEND_PORT passed-over",
        "docker variable ALPINE_TEST_BACKEND_PORT unset",
        "docker variable DEV_BACKEND_PORT unset",
        "staging flag STAGING_ENV unset",
        "staging flag INTEGRATION_TEST_MODE unset",
        "staging flag STAGING_BASE_URL passed-over",
        "staging flag STAGING_BACKEND_URL unset",
        "staging flag STAGING_API_URL unset",
        "default absence  passed-over",
        "embedded absence  passed-over",
      ]
    `);
    },
  );

  test("puts the config file's URL under every explicit variable and over the Docker port", async () => {
    const configured = { url: "http://configured.example", file: "gapproof.config.ts" };
    const docker = { DOCKER_BACKEND_PORT: "1004" };
    const weak = await found(resolvingUnprobed({ variables: docker, configured }));
    const strong = await found(resolvingUnprobed({ variables: everything, configured }));
    expect(weak).toMatchObject({ source: "explicit", http: "http://configured.example" });
    expect(strong.http).toBe("http://one.example:1001");
    expect(stateOf(strong.trail, "gapproof.config.ts")).toBe("passed-over");
  });

  test("takes a blank value for none, at every level", proves("H02"), async () => {
    const variables = {
      TEST_BACKEND_URL: "  ",
      BACKEND_URL: "",
      DOCKER_BACKEND_PORT: " ",
      TEST_BACKEND_PORT: "1005",
    };
    const target = await found(resolvingUnprobed({ variables }));
    expect(target).toMatchObject({ source: "docker", http: "http://localhost:1005" });
    expect(stateOf(target.trail, "TEST_BACKEND_URL")).toBe("unset");
  });

  test("ends with http://localhost:8000, by the default contract", proves("H12"), async () => {
    const target = await found(resolvingUnprobed({ contract: defaultContract }));
    expect(target).toMatchObject({ source: "default", http: "http://localhost:8000" });
  });

  test("reads variables anew each time", proves("H20"), async () => {
    const one = await found(
      resolvingUnprobed({ variables: { BACKEND_URL: "http://one.example" } }),
    );
    const two = await found(
      resolvingUnprobed({ variables: { BACKEND_URL: "http://two.example" } }),
    );
    expect([one.http, two.http]).toEqual(["http://one.example", "http://two.example"]);
  });
});

describe("the environment's prefix", () => {
  test.each([
    ["test", "TEST_BACKEND_URL"],
    ["local", "DEV_BACKEND_URL"],
    ["staging", "STAGING_BACKEND_URL"],
  ])(
    "in %s reads %s before the general variables",
    proves("H01"),
    async (environment, variable) => {
      const variables = {
        [variable]: "http://mine.example",
        BACKEND_URL: "http://general.example",
      };
      const target = await found(resolvingUnprobed({ environment, variables }));
      expect(target).toMatchObject({ source: "explicit", http: "http://mine.example" });
    },
  );

  test("of another environment is not read, and that is said aloud", async () => {
    const variables = {
      DEV_BACKEND_URL: "http://dev.example",
      BACKEND_URL: "http://general.example",
    };
    const target = await found(resolvingUnprobed({ variables }));
    expect(target.http).toBe("http://general.example");
    expect(target.warnings).toEqual([
      "DEV_BACKEND_URL is set but not read: the environment is test (nothing says otherwise); --env says another.",
    ]);
  });

  test("of staging is not called unread when staging's own source reads it", async () => {
    const variables = { STAGING_BACKEND_URL: "https://s.example", BACKEND_URL: "http://g.example" };
    const target = await found(resolvingUnprobed({ variables }));
    expect(target.warnings).toEqual([]);
    expect(stateOf(target.trail, "STAGING_BACKEND_URL")).toBe("passed-over");
  });

  test("warns when a cloud is called development", async () => {
    const variables = { ENVIRONMENT: "dev", K_SERVICE: "x", BACKEND_URL: "http://g.example" };
    const { warnings } = await found(resolvingUnprobed({ variables }));
    expect(warnings).toEqual([
      "The environment is development (ENVIRONMENT says so), yet K_SERVICE says this runs in a cloud.",
    ]);
  });
});

describe("a declared Docker port", () => {
  test.each([
    "DOCKER_BACKEND_PORT",
    "TEST_BACKEND_PORT",
    "ALPINE_TEST_BACKEND_PORT",
    "DEV_BACKEND_PORT",
  ])("named %s is where the backend answers", proves("H03"), async (variable) => {
    await using backend = await answering();
    const target = await found(resolving({ variables: { [variable]: String(backend.port) } }));
    expect(target).toMatchObject({
      source: "docker",
      http: backend.localhost,
      ws: `ws://localhost:${backend.port}/ws`,
      remote: false,
      fallback: false,
    });
  });

  test(
    "that differs from an explicit URL loses, and the difference is reported",
    proves("H17"),
    async () => {
      await using backend = await answering();
      const variables = { TEST_BACKEND_URL: backend.localhost, DOCKER_BACKEND_PORT: "1" };
      const target = await found(resolving({ variables }));
      expect(target).toMatchObject({
        source: "explicit",
        http: backend.localhost,
        fallback: false,
      });
      expect(target.warnings).toEqual([
        `TEST_BACKEND_URL (${backend.localhost}) and DOCKER_BACKEND_PORT (http://localhost:1) differ; the explicit URL is the stronger.`,
      ]);
    },
  );

  test("that agrees with an explicit URL is no contradiction", async () => {
    const variables = { BACKEND_URL: "http://127.0.0.1:8002", DOCKER_BACKEND_PORT: "8002" };
    expect((await found(resolvingUnprobed({ variables }))).warnings).toEqual([]);
  });
});

describe("without probing", () => {
  test("nothing is asked, and nobody is identified", async () => {
    await using backend = await answering();
    const target = await found(resolvingUnprobed({ variables: { BACKEND_URL: backend.url } }));
    expect(target.identity).toBeUndefined();
    expect(backend.asked).toEqual([]);
  });

  test("the default is the last word, staging without a flag or not", async () => {
    const variables = { STAGING_BASE_URL: "https://staging.example" };
    expect(await found(resolvingUnprobed({ variables }))).toMatchObject({ source: "default" });
  });
});
