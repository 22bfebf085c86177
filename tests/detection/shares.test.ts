import { expect, test } from "vitest";
import type { Encounter } from "../matrix/share.ts";
import { sharesOf } from "../matrix/shares.ts";

function few(id: string, count: number): Encounter {
  return { id, quirks: [id], checks: Array.from({ length: count }, (_, n) => `${id} ${n}`) };
}

const whole: Encounter = { id: "whole", quirks: ["whole"] };
const company: Encounter = { id: "a + b", quirks: ["a", "b"], checks: ["x", "y"] };
const endedEarly: Encounter = { id: "early", quirks: ["early"], enough: 3 };

function idsOf(shares: readonly (readonly Encounter[])[]): readonly (readonly string[])[] {
  return shares.map((share) => share.map(({ id }) => id));
}

test("every encounter is dealt to one worker, and keeps its place", () => {
  const all = [few("p", 2), whole, company, few("q", 5), endedEarly, few("r", 1)];
  const shares = idsOf(sharesOf(all, 2));
  expect(shares.flat().sort()).toEqual(all.map(({ id }) => id).sort());
  const places = shares.map((share) =>
    share.map((id) => all.findIndex((encounter) => encounter.id === id)),
  );
  for (const share of places) {
    expect(share).toEqual(share.toSorted((left, right) => left - right));
  }
});

test("what is of a kind is shared by its checks, the long ones first", () => {
  const shares = sharesOf([few("p", 1), few("q", 2), few("r", 3), few("s", 4)], 2);
  expect(idsOf(shares)).toEqual([
    ["p", "s"],
    ["q", "r"],
  ]);
});

test("a kind that takes long does not make up for another", () => {
  const wholes = [1, 2].map((n) => ({ ...whole, id: `whole ${n}` }));
  const shares = sharesOf([...wholes, few("p", 1), few("q", 1)], 2);
  for (const share of idsOf(shares)) expect(share).toHaveLength(2);
  expect(idsOf(shares).flat().sort()).toEqual(["p", "q", "whole 1", "whole 2"]);
  expect(idsOf(shares).map(([first]) => first)).toEqual(["whole 1", "whole 2"]);
});

test("a single one of its kind goes to whom has less altogether", () => {
  expect(idsOf(sharesOf([whole, company], 2))).toEqual([["whole"], ["a + b"]]);
});
