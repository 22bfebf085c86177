import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { families } from "../../src/fixtures/faults/fault.ts";
import { faults } from "../../src/fixtures/faults/index.ts";
import { unusual } from "../../src/fixtures/faults/unusual.ts";
import { causes } from "../../src/ground/cause.ts";
import { fastChecks } from "../../src/harness/gate/fast-checks.ts";
import { readNamed } from "../diagnosis/named.ts";
import { readCosts, shareOf } from "../matrix/costs.ts";
import { readExpected } from "../matrix/expected.ts";
import { expectedFindings, mostFastShare } from "../matrix/findings.ts";
import { renderFaultsPage } from "../matrix/page.ts";
import { readSeen } from "../matrix/seen.ts";
import { run } from "./command.ts";
import { root } from "./installation.ts";

async function listedIds(): Promise<readonly string[]> {
  const { stdout } = await run(["gate", "--list", "--json"]);
  return (JSON.parse(stdout) as { id: string }[]).map(({ id }) => id);
}

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
    const { id, cause, bend, edge, link, options, dress, deploys } = fault;
    expect(known, id).toContain(cause);
    expect(
      [bend, edge, link, options, dress, deploys].some((act) => act !== undefined),
      id,
    ).toBe(true);
  }
});

test("the faults are data: they say what they are without a function", () => {
  for (const { bend: _, second: __, ...said } of faults)
    expect(structuredClone(said)).toEqual(said);
});

test("every check is meant to die of a fault, and every fault to kill a check", async () => {
  expect(expectedFindings(readExpected(), faults, await listedIds())).toEqual([]);
});

test("every fault is noticed by a fast check, as far as was seen or is meant to be", () => {
  const expected = readExpected();
  const seen = readSeen(expected);
  const isNoticed = (fault: string): boolean =>
    fastChecks.some(
      (check) => seen[fault]?.includes(check) || expected[check]?.includes(fault) === true,
    );
  expect(faults.map(({ id }) => id).filter((id) => !isNoticed(id))).toEqual([]);
});

test("the fast checks are checks, take a quarter of the time of all, and are as many as is said", async () => {
  const ids = await listedIds();
  expect(fastChecks.filter((id) => !ids.includes(id))).toEqual([]);
  expect(shareOf(fastChecks, ids, readCosts()), "share of the time").toBeLessThanOrEqual(
    mostFastShare,
  );
  const readme = readFileSync(join(root, "README.md"), "utf8");
  const [, said] = /^\| `--fast` \| the (\d+) checks /m.exec(readme) ?? [];
  expect(Number(said), "fast checks that README.md speaks of").toBe(fastChecks.length);
});

test("docs/faults.md is what the faults and the expected kills say", async () => {
  const page = renderFaultsPage(faults, readExpected(), readNamed());
  await expect(page).toMatchFileSnapshot("../../docs/faults.md");
});

test("what a diagnosis says of each fault is recorded, and of nothing else", () => {
  const recorded = Object.keys(readNamed()).toSorted();
  expect(recorded).toEqual(faults.map(({ id }) => id).toSorted());
});
