import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { phases } from "./src/harness/gate/check.ts";

/** Longer than any deadline of a check: a check ends by its own, named, deadline. */
const outerTimeoutMs = 150_000;

const shared = {
  pool: "threads",
  isolate: false,
  expect: { requireAssertions: true },
} as const;

function suite(
  name: string,
  groupOrder: number,
  globalSetup: string[] = [],
): TestProjectInlineConfiguration {
  return {
    test: {
      ...shared,
      name,
      include: [`tests/${name}/**/*.test.ts`],
      sequence: { groupOrder },
      globalSetup,
      testTimeout: 60_000,
    },
  };
}

function phase(name: string, groupOrder: number): TestProjectInlineConfiguration {
  return {
    test: {
      ...shared,
      name,
      include: [`tests/${name}/**/*.test.ts`],
      // Checks bring their own users and threads, so they need not wait for each other.
      sequence: { groupOrder, concurrent: true },
      testTimeout: outerTimeoutMs,
      hookTimeout: outerTimeoutMs,
    },
  };
}

// `npm test` runs in mode "hermetic": global setup then pins the embedded backend and reads neither
// variables nor .env. Without it, the target is resolved from the environment, once, for all phases.
export default defineConfig({
  envDir: false,
  test: {
    allowOnly: process.env.CI === undefined,
    globalSetup: ["src/fixtures/global-setup.ts"],
    coverage: { include: ["src/**"] },
    projects: [
      suite("unit", 0),
      ...phases.map((name, index) => phase(name, index + 1)),
      suite("detection", phases.length + 1, ["tests/detection/build.ts"]),
    ],
  },
});
