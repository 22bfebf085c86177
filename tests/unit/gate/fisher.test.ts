import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type FourfoldTable, fisherExact } from "../../../src/harness/gate/rates/fisher.ts";

const few = fc.nat({ max: 40 });
const tables = fc.record({ failed: few, passed: few, otherFailed: few, otherPassed: few });

describe("Fisher's exact test", () => {
  test.each([
    // Fisher's tea: three of four right of each.
    [{ failed: 3, passed: 1, otherFailed: 1, otherPassed: 3 }, 0.485_714],
    [{ failed: 8, passed: 0, otherFailed: 0, otherPassed: 8 }, 0.000_155],
    // The dieters of Wikipedia's article: 1 of 10 against 11 of 14.
    [{ failed: 1, passed: 9, otherFailed: 11, otherPassed: 3 }, 0.002_759],
  ])("of %j is %d", (table, p) => {
    expect(fisherExact(table)).toBeCloseTo(p, 5);
  });

  test("is 1 where there is nothing to compare", () => {
    expect(fisherExact({ failed: 0, passed: 5, otherFailed: 0, otherPassed: 5 })).toBe(1);
    expect(fisherExact({ failed: 2, passed: 5, otherFailed: 0, otherPassed: 0 })).toBe(1);
  });

  test("is a probability, whichever kind is named first and whatever is called a failure", () => {
    fc.assert(
      fc.property(tables, (table) => {
        const p = fisherExact(table);
        expect(p).toBeGreaterThan(0);
        expect(p).toBeLessThanOrEqual(1);
        for (const other of [swapped(table), inverted(table)])
          expect(fisherExact(other)).toBeCloseTo(p, 9);
      }),
    );
  });
});

function swapped({ failed, passed, otherFailed, otherPassed }: FourfoldTable): FourfoldTable {
  return { failed: otherFailed, passed: otherPassed, otherFailed: failed, otherPassed: passed };
}

function inverted({ failed, passed, otherFailed, otherPassed }: FourfoldTable): FourfoldTable {
  return { failed: passed, passed: failed, otherFailed: otherPassed, otherPassed: otherFailed };
}
