import { expect, test } from "vitest";
import { checkOf, Strikes } from "../../../src/fixtures/faults/strikes.ts";

const occasions = Array.from({ length: 1000 }, (_, n) => ({
  check: `check-${n}`,
  nth: 0,
}));

function struck(strikes: Strikes, share: number): number[] {
  return occasions.flatMap((occasion, n) => (strikes.strikes(share, occasion) ? [n] : []));
}

test("the same seed and fault strike on the same occasions, in any order", () => {
  const once = struck(new Strikes(1, "a"), 0.3);
  const again = new Strikes(1, "a");
  const backwards = [...occasions.keys()]
    .reverse()
    .filter((n) => again.strikes(0.3, occasions[n] ?? {}));
  expect(backwards.reverse()).toEqual(once);
});

test("another seed or another fault strikes on others", () => {
  const once = struck(new Strikes(1, "a"), 0.3);
  expect(struck(new Strikes(2, "a"), 0.3)).not.toEqual(once);
  expect(struck(new Strikes(1, "b"), 0.3)).not.toEqual(once);
});

test.for([0, 0.1, 0.5, 0.9, 1])("strikes about %d of all occasions", (share) => {
  // Deterministic: the draws are a hash, and so is their number.
  expect(Math.abs(struck(new Strikes(1, "a"), share).length / 1000 - share)).toBeLessThan(0.05);
});

test.for([
  ["gapproof=websocket.answers-ping", "websocket.answers-ping"],
  ["rojo=00f067aa, gapproof=a.b", "a.b"],
  ["rojo=00f067aa", undefined],
  [undefined, undefined],
  [null, undefined],
] as const)("reads the check from tracestate %s", ([state, check]) => {
  expect(checkOf(state)).toBe(check);
});
