import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ListedCheck, listChecks, renderList } from "../../../src/cli/gate/list-checks.ts";
import { tags } from "../../../src/harness/gate/tags.ts";
import { runFixtures } from "./phase-runs.ts";

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "gapproof-test-"));
});

afterEach(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

async function ran(tagsFilter: string, pattern?: string): Promise<string[]> {
  const { checks } = await runFixtures(stateDir, { first: "tagged" }, { tagsFilter, pattern });
  return checks.map(({ id, state }) => `${id} ${state}`);
}

describe("a filter on tags", () => {
  test.for([
    ["p1", ["patient passed", "vital passed"]],
    ["p1 and not slow", ["vital passed"]],
    ["slow || suite:*", ["patient passed", "vital passed"]],
    ["!(p1)", ["plain passed"]],
  ] as const)("%s leaves what it matches, and reports nothing else", async ([filter, expected]) => {
    expect(await ran(filter)).toEqual(expected);
  });

  test("holds together with a pattern", async () => {
    expect(await ran("p1", "pat")).toEqual(["patient passed"]);
    await expect(ran("not p1", "vital")).rejects.toThrow(
      /--test-name-pattern must match .*"vital"/,
    );
  });

  test.for([
    ["matches nothing", "load", /--tags-filter must match the tags of a check, got "load"/],
    [
      "names a tag nobody has",
      "p7",
      /--tags-filter must be .*\(p1, .*"p7" is not defined.*"p7"\.$/,
    ],
    ["is no expression", "p1 and (", /--tags-filter must be .*unexpected end.*, got "p1 and \("/],
    ["is empty", "", /--tags-filter must be an expression/],
  ] as const)("is refused when it %s", async ([, filter, words]) => {
    const running = ran(filter);
    await expect(running).rejects.toThrow(words);
    await expect(running).rejects.toMatchObject({ exitCode: 2 });
  });
});

describe("a check's tags", () => {
  test("travel with its result", async () => {
    const { checks } = await runFixtures(stateDir, { first: "tagged" });
    expect(checks.map((check) => [check.id, check.tags])).toEqual([
      ["patient", ["p1", "slow"]],
      ["plain", []],
      ["vital", ["p1", "suite:golden-path"]],
    ]);
  });

  test("are known ones, or the check is not read", async () => {
    const { checks } = await runFixtures(stateDir, { first: "misspelt-tag" });
    expect(checks).toMatchObject([
      { state: "failed", attempts: [{ errors: [expect.stringMatching(/"p2" is not defined/)] }] },
    ]);
  });

  test("each have one name and a description", () => {
    expect(new Set(tags.map(({ name }) => name)).size).toBe(tags.length);
    for (const { name, description } of tags) {
      expect(name).toMatch(/^[a-z0-9]+(:[a-z0-9-]+)?$/);
      expect(description).toMatch(/\S/);
    }
  });
});

describe("the list of checks", () => {
  function list(tagsFilter?: string): Promise<readonly ListedCheck[]> {
    return listChecks({
      files: {
        root: import.meta.dirname,
        globs: { "deployment-validation": ["fixtures/tagged.fixture.ts"] },
      },
      phases: ["deployment-validation"],
      tagsFilter,
    });
  }

  test("says what each check needs, waits for and belongs to", async () => {
    const [, patient, plain] = await list();
    expect(patient).toEqual({
      ...{ id: "patient", phase: "deployment-validation", journey: "auth", rows: ["W12"] },
      ...{ title: "takes its time", tags: ["p1", "slow"], waits: "idleLimit" },
      ...{ needs: ["backend"], capabilities: ["ping"] },
      ...{ suspects: [], file: "fixtures/tagged.fixture.ts" },
    });
    expect(plain).toMatchObject({ tags: [], capabilities: [], needs: [], waits: null });
  });

  test("says tags and waits to people, too", async () => {
    const text = renderList(await list());
    expect(text).toMatch(/^ {2}patient .* takes its time {2}\[p1, slow, waits for idleLimit\]$/m);
    expect(text).toMatch(/^ {2}plain .* belongs to no group$/m);
  });

  test("is narrowed by the same filter", async () => {
    expect((await list("slow")).map(({ id }) => id)).toEqual(["patient"]);
    await expect(list("load")).rejects.toThrow("--tags-filter must match the tags of a check");
  });
});
