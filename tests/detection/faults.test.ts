import { expect, test } from "vitest";
import { families } from "../../src/fixtures/faults/fault.ts";
import { faults } from "../../src/fixtures/faults/index.ts";
import { unusual } from "../../src/fixtures/faults/unusual.ts";
import { causes } from "../../src/ground/cause.ts";
import { excused } from "../matrix/excused.ts";
import { readExpected } from "../matrix/expected.ts";
import { expectedFindings } from "../matrix/findings.ts";
import { renderFaultsPage } from "../matrix/page.ts";
import { run } from "./command.ts";

test("every fault has an id of its own that begins with its family", () => {
  const ids = [...faults, ...unusual].map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, family } of faults) expect(id).toMatch(new RegExp(`^${family}\\.[a-z0-9-]+$`));
});

test("there are at least seventy faults, of every family, and at least ten unusual ways of being healthy", () => {
  expect(faults.length).toBeGreaterThanOrEqual(70);
  expect(new Set(faults.map(({ family }) => family))).toEqual(new Set(families));
  expect(unusual.length).toBeGreaterThanOrEqual(10);
});

test("every fault acts somewhere and says its true cause", () => {
  const known = new Set(causes.map(({ id }) => id));
  for (const fault of faults) {
    const { id, cause, bend, edge, link, options, dress } = fault;
    expect(known, id).toContain(cause);
    expect(
      [bend, edge, link, options, dress].some((act) => act !== undefined),
      id,
    ).toBe(true);
  }
});

test("the faults are data: they say what they are without a function", () => {
  for (const { bend: _, second: __, ...said } of faults)
    expect(structuredClone(said)).toEqual(said);
});

test("every check is meant to die of a fault, and every fault to kill a check", async () => {
  const { stdout } = await run(["gate", "--list", "--json"]);
  const checks = (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
  expect(expectedFindings(readExpected(), faults, checks)).toEqual([]);
});

test("docs/faults.md is what the faults and the expected kills say", async () => {
  const page = renderFaultsPage(faults, readExpected(), excused);
  await expect(page).toMatchFileSnapshot("../../docs/faults.md");
});
