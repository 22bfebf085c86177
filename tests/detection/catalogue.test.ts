import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import {
  complaints,
  coverage,
  type ListedCheck,
  proofsIn,
  proofsUnder,
} from "../catalogue/coverage.ts";
import { renderCatalogue } from "../catalogue/page.ts";
import { run } from "./command.ts";

const root = fileURLToPath(new URL("../../", import.meta.url));

async function listed(): Promise<readonly ListedCheck[]> {
  const { code, stdout, stderr } = await run(["gate", "--list", "--json"]);
  expect(code, stderr).toBe(0);
  return JSON.parse(stdout) as readonly ListedCheck[];
}

describe("the catalogue", () => {
  test("has something to show for every row, and names no row that is none", async () => {
    const checks = await listed();
    const proofs = proofsUnder(root, ["tests/unit", "tests/detection", "tests/interop"]);
    const covered = coverage(checks, proofs);
    expect(complaints(covered, [...checks, ...proofs])).toEqual([]);
    await expect(renderCatalogue(checks, covered)).toMatchFileSnapshot("../../docs/catalogue.md");
  });

  test("complains of a row without anything, and of a name that is none", () => {
    const check: ListedCheck = {
      ...{ id: "a.b", title: "holds", rows: ["W01", "W99"], phase: "p", journey: "j" },
      ...{ capabilities: [], needs: [], tags: [] },
    };
    const found = complaints(coverage([check], []), [check]);
    expect(found).toContain("W02: nobody covers it");
    expect(found).toContain('"holds" names W99, which is no row');
    expect(found.join()).not.toContain("W01:");
  });

  test("reads titles and rows of tests of gapproof itself", () => {
    const source = `test("says \\"no\\"", ${"proves"}("H01", "H02"), () => {});`;
    expect(proofsIn("a.test.ts", source)).toEqual([
      { file: "a.test.ts", title: 'says \\"no\\"', rows: ["H01", "H02"] },
    ]);
  });
});
