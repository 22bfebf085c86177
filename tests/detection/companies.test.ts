import { expect, test } from "vitest";
import type { Fault } from "../../src/fixtures/faults/fault.ts";
import { byOne, type Company, companiesOf, left, met, split } from "../matrix/companies.ts";
import { doubtsIn } from "../matrix/doubts.ts";
import type { Ending } from "../matrix/ending.ts";
import { nameOf, partsOf } from "../matrix/groups.ts";

const group = ["x", "y", "z"].map(
  (id): Fault => ({ id, title: id, parameters: {}, family: "http", cause: "http-error" }),
);
const checks = ["a", "b", "c", "d"];

function ending(quirk: string, check: string, state: Ending["state"]): Ending {
  return { quirk, check, state, durationMs: 1, why: "", journey: "", suspects: [], codes: [] };
}

/** Who meets whom, a line each. */
function pairsOf(companies: readonly Company[]): readonly string[] {
  return companies
    .flatMap((company) =>
      company.group.flatMap(({ id }) => company.checks.map((check) => `${id}: ${check}`)),
    )
    .sort();
}

test("every check meets every fault once, by itself or in company", () => {
  const told = new Map([
    ["x", new Set(["a", "b", "d"])],
    ["y", new Set(["d"])],
    ["z", new Set(["b", "d"])],
  ]);
  const companies = companiesOf(group, checks, { told, doubts: {} });
  const alone = [...told].flatMap(([id, own]) => [...own].map((check) => `${id}: ${check}`));
  const all = group.flatMap(({ id }) => checks.map((check) => `${id}: ${check}`));
  expect([...pairsOf(companies), ...alone].sort()).toEqual(all);
  expect(companies.map((company) => met(company).id)).toEqual(["y + z", "y", "x + y + z"]);
});

test("those who are killed by the same meet in the same company", () => {
  const told = new Map([["x", new Set(["a", "b"])]]);
  expect(companiesOf(group, checks, { told, doubts: {} }).map((company) => company.checks)).toEqual(
    [
      ["a", "b"],
      ["c", "d"],
    ],
  );
});

test("who passes has passed each of them, and who dies or skips meets smaller companies", () => {
  const company = { of: group, group, checks: ["a", "b", "c"] };
  const endings = [
    ending("x + y + z", "a", "passed"),
    ending("x + y + z", "b", "failed"),
    ending("x + y + z", "c", "skipped"),
  ];
  expect(byOne([company], endings).map(({ quirk, check }) => `${quirk}: ${check}`)).toEqual([
    "x: a",
    "y: a",
    "z: a",
  ]);
  const doubts = left([company], endings).flatMap(split);
  expect(pairsOf(doubts)).toEqual(["x: b", "x: c", "y: b", "y: c", "z: b", "z: c"]);
});

test("what a fault by itself did is what it did", () => {
  const endings = [ending("x", "a", "failed"), ending("x", "b", "skipped")];
  const company = { of: group, group: group.slice(0, 1), checks: ["a", "b"] };
  expect(byOne([company], endings)).toEqual(endings);
  expect(left([company], endings)).toEqual([]);
});

test("a group that a check died of is met in parts, and these in theirs", () => {
  const many = Array.from({ length: 21 }, (_, n) => ({ ...group[0], id: `f${n}` }) as Fault);
  const [part = [], ...rest] = partsOf(many);
  const doubts = doubtsIn([
    { of: many, checks: ["a"] },
    { of: part, checks: ["a"] },
  ]);
  const companies = companiesOf(many, ["a", "b"], { told: new Map(), doubts });
  const names = (check: string): readonly string[] =>
    companies.filter(({ checks }) => checks.includes(check)).map((company) => met(company).id);
  expect(names("b")).toEqual([nameOf(many)]);
  expect(names("a")).toEqual([...partsOf(part), ...rest].map(nameOf));
});

test("what a check died of is divided the same when it is told to die of other members", () => {
  const many = Array.from({ length: 9 }, (_, n) => ({ ...group[0], id: `f${n}` }) as Fault);
  const doubts = doubtsIn([{ of: many, checks: ["a"] }]);
  const parts = (told: ReadonlyMap<string, ReadonlySet<string>>): readonly string[] =>
    companiesOf(many, ["a"], { told, doubts }).map((company) => met(company).id);
  expect(parts(new Map())).toEqual(["f0 + f5", "f1 + f6", "f2 + f7", "f3 + f8", "f4"]);
  expect(parts(new Map([["f0", new Set(["a"])]]))).toEqual([
    ...["f5", "f1 + f6", "f2 + f7", "f3 + f8", "f4"],
  ]);
});

test("a part that holds all who are met is divided at once", () => {
  const many = Array.from({ length: 9 }, (_, n) => ({ ...group[0], id: `f${n}` }) as Fault);
  const dealtTogether = many.filter(({ id }) => ["f0", "f5"].includes(id));
  const parts = split({ of: many, group: dealtTogether, checks: ["a"] });
  expect(parts.map((company) => met(company).id)).toEqual(["f0", "f5"]);
});
