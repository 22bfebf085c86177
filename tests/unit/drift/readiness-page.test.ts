import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { isCause } from "../../../src/ground/cause.ts";
import { readinessRules } from "../../../src/harness/drift/readiness/violation.ts";

const page = readFileSync(new URL("../../../docs/ready.md", import.meta.url), "utf8");

const rows = page
  .slice(page.indexOf("| rule |"))
  .split("\n\n")[0]
  ?.split("\n")
  .slice(2)
  .map((row) => row.split(" | "));

test("docs/ready.md has a row for every rule, in their order", () => {
  const ids = rows?.map(([first = ""]) => first.replaceAll(/[|` ]/g, ""));
  expect(ids).toEqual(readinessRules);
});

test("docs/ready.md names causes that there are", () => {
  const causes = rows?.flatMap((row) => row.at(-1)?.match(/[\w-]+/g) ?? []) ?? [];
  expect(causes.length).toBeGreaterThanOrEqual(readinessRules.length);
  expect(causes.filter((cause) => !isCause(cause))).toEqual([]);
});
