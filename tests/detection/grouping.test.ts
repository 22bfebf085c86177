import { expect, test } from "vitest";
import type { Fault } from "../../src/fixtures/faults/fault.ts";
import { clashesIn, joined } from "../matrix/clashes.ts";
import type { Ending } from "../matrix/ending.ts";
import { groupsAsRecorded } from "../matrix/groups.ts";

const group = ["x", "y", "z"].map(
  (id): Fault => ({ id, title: id, parameters: {}, family: "http", cause: "http-error" }),
);

function ending(quirk: string, check: string, state: Ending["state"]): Ending {
  return { quirk, check, state, durationMs: 1, why: "", journey: "", suspects: [], codes: [] };
}

test("a check that dies of a company and of none of its members clashes with all but one", () => {
  const endings = ["x", "y", "z"].flatMap((id) => [
    ending(id, "a", "passed"),
    ending(id, "b", id === "y" ? "failed" : "passed"),
  ]);
  expect(clashesIn([{ group, checks: ["a", "b"] }], endings)).toEqual({ a: ["x", "y"] });
});

test("a company that is divided further says nothing yet", () => {
  const many = Array.from({ length: 30 }, (_, n) => ({ ...group[0], id: `f${n}` }) as Fault);
  expect(clashesIn([{ group: many, checks: ["a"] }], [])).toEqual({});
});

test("clashes are joined without repeating", () => {
  expect(joined({ a: ["y", "x"] }, { a: ["x"], b: ["z"] })).toEqual({ a: ["x", "y"], b: ["z"] });
});

test("recorded groups keep who still may be together; whoever else there is, is by itself", () => {
  const [x, y, z] = group as [Fault, Fault, Fault];
  const late = { ...y, link: { latencyMs: 100 } };
  const groups = groupsAsRecorded([x, late, z], [["x", "gone", "y"], ["gone too"]]);
  expect(groups).toEqual([[x], [late], [z]]);
  expect(groupsAsRecorded([x, y, z], [["x", "y"]])).toEqual([[x, y], [z]]);
});

test("recorded groups part those of whom there is one to a group by now", () => {
  const [x, y] = group.map((fault) => ({ ...fault, options: { port: 1 } })) as [Fault, Fault];
  expect(groupsAsRecorded([x, y], [["x", "y"]])).toEqual([[x], [y]]);
});
