import { expect, test } from "vitest";
import type { Fault } from "../../src/fixtures/faults/fault.ts";
import { groupsAsRecorded } from "../matrix/groups.ts";

const group = ["x", "y", "z"].map(
  (id): Fault => ({ id, title: id, parameters: {}, family: "http", cause: "http-error" }),
);

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
