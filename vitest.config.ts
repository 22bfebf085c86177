import { defineConfig, type TestProjectInlineConfiguration } from "vitest/config";
import { phaseOptions } from "./src/fixtures/phase-options.ts";
import { phases } from "./src/harness/gate/check.ts";

/** A suite about gapproof itself: the same way of running, tests one after the other. */
function suite(
  name: string,
  order: number,
  globalSetup: string[] = [],
): TestProjectInlineConfiguration {
  return {
    test: {
      ...phaseOptions(order),
      name,
      include: [`tests/${name}/**/*.test.ts`],
      globalSetup,
      testTimeout: 180_000,
    },
  };
}

function phase(name: string, order: number): TestProjectInlineConfiguration {
  return { test: { ...phaseOptions(order), name, include: [`tests/${name}/**/*.test.ts`] } };
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
      suite("interop", phases.length + 2, ["tests/detection/build.ts"]),
    ],
  },
});
