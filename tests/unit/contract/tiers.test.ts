import { describe, expect, test } from "vitest";
import { complete } from "../../../src/contract/complete.ts";
import { defineContract } from "../../../src/contract/contract.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import { contractHash } from "../../../src/contract/hash.ts";
import { proves } from "../../catalogue/proves.ts";

const promised = { p1: 1, p2: 0.95, p3: 0.9, p4: 0.9, p5: 0.8, p6: 0.8 };

describe("tiers of a contract", () => {
  test("are 100, 95, 90, 90, 80 and 80 % unless it says otherwise", proves("V11"), () => {
    const { tiers: _, ...undeclared } = defaultContract;
    expect(defineContract(undeclared).tiers).toEqual(promised);
    expect(complete(undeclared).tiers).toEqual(promised);
  });

  test("stand alone where it names some", () => {
    const input = { ...defaultContract, tiers: { p1: 0.99 } };
    expect(defineContract(input).tiers).toEqual({ p1: 0.99 });
    expect(complete(input).tiers).toEqual({ p1: 0.99 });
  });

  test.for([1.1, -0.1, "all"])("refuse a share of %j", (share) => {
    const input = { ...defaultContract, tiers: { p1: share as number } };
    expect(() => defineContract(input)).toThrow("contract.tiers.p1 breaks a rule: ");
  });

  test("are promises: other tiers are another contract", () => {
    const other = { ...defaultContract, tiers: { ...promised, p2: 0.9 } };
    expect(contractHash(other)).not.toBe(contractHash(defaultContract));
  });
});
