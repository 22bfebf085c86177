import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { proves } from "../../catalogue/proves.ts";
import { runFixtures } from "./phase-runs.ts";

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "gapproof-test-"));
});

afterEach(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

describe("a check", () => {
  test("that asserts nothing fails", proves("M02"), async () => {
    const { checks } = await runFixtures(stateDir, { first: "no-assertion" });
    expect(checks).toMatchObject([
      { id: "idle", state: "failed", attempts: [{ errors: [expect.stringMatching(/assertion/)] }] },
    ]);
  });

  test("whose clean-up fails too still says first why it failed", proves("H38"), async () => {
    const { checks } = await runFixtures(stateDir, { first: "two-failures" });
    const [check] = checks;
    expect(check).toMatchObject({ id: "twice", state: "failed" });
    expect(check?.attempts[0]?.errors).toEqual([
      expect.stringContaining("what was promised"),
      "could not clean up",
    ]);
  });
});
