import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { renderTrail } from "../../../src/harness/report/trail-text.ts";
import type { TrailEntry } from "../../../src/harness/target/target.ts";

const unset = { state: "unset", reason: "not set", declared: false } as const;

const trail: readonly TrailEntry[] = [
  { source: "explicit", via: "option", variable: "--target", ...unset, reason: "no URL given" },
  {
    source: "explicit",
    via: "variable",
    variable: "TEST_BACKEND_URL",
    url: "http://localhost:8000",
    state: "unreachable",
    reason: "connection refused (ECONNREFUSED) on 127.0.0.1 and [::1]",
    elapsedMs: 4,
    declared: true,
  },
  { source: "explicit", via: "variable", variable: "BACKEND_URL", ...unset },
  { source: "explicit", via: "variable", variable: "NETRA_BACKEND_URL", ...unset },
  {
    source: "docker",
    via: "variable",
    variable: "DOCKER_BACKEND_PORT",
    url: "http://localhost:8002",
    state: "chosen",
    reason: "netra-ai-platform answers, version 1.0.0",
    elapsedMs: 7,
    declared: true,
  },
  { source: "staging", via: "flag", variable: "STAGING_ENV", ...unset },
  {
    source: "embedded",
    via: "absence",
    state: "passed-over",
    reason: "DOCKER_BACKEND_PORT (http://localhost:8002) is stronger",
    declared: false,
  },
];

describe("renderTrail", () => {
  test("names the container or file it looked at, and the kind of place where there is no name", () => {
    const docker = { source: "docker", declared: false } as const;
    const text = renderTrail({
      trail: [
        { ...docker, via: "container", state: "unset", reason: "no engine" },
        { ...docker, via: "container", container: "api", state: "unreachable", reason: "paused" },
        { ...docker, via: "compose-file", state: "unset", reason: "none" },
        { ...docker, via: "compose-file", variable: "c.yml", state: "chosen", reason: "up" },
      ],
      warnings: [],
    });
    expect(text).toMatchInlineSnapshot(`
      "  docker  containers    unset        no engine
        docker  api           unreachable  paused
        docker  compose file  unset        none
      → docker  c.yml         chosen       up"
    `);
  });

  test("aligns one line per candidate, marks the chosen one, and puts warnings after", () => {
    expect(
      renderTrail({ trail, warnings: ["TEST_BACKEND_URL was replaced."] }),
    ).toMatchInlineSnapshot(`
      "  explicit  --target                                    unset        no URL given
        explicit  TEST_BACKEND_URL     http://localhost:8000  unreachable  connection refused (ECONNREFUSED) on 127.0.0.1 and [::1] (4 ms)
        explicit                                              unset        BACKEND_URL, NETRA_BACKEND_URL
      → docker    DOCKER_BACKEND_PORT  http://localhost:8002  chosen       netra-ai-platform answers, version 1.0.0 (7 ms)
        staging                                               unset        STAGING_ENV
        embedded                                              passed-over  DOCKER_BACKEND_PORT (http://localhost:8002) is stronger
      ! TEST_BACKEND_URL was replaced."
    `);
  });

  test("is the same text in colour", () => {
    const view = { trail, warnings: ["A warning."] };
    const colored = renderTrail(view, { color: true });
    expect(colored).toContain("\u001b[");
    expect(stripVTControlCharacters(colored)).toBe(renderTrail(view));
  });

  test("has nothing to say about nothing", () => {
    expect(renderTrail({ trail: [], warnings: [] })).toBe("");
  });
});
