import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { missingCapability } from "../../../src/contract/capability.ts";
import { defineContract, operationNames } from "../../../src/contract/contract.ts";
import { plannedGaps } from "../../../src/contract/default/gaps.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import { readField } from "../../../src/contract/field.ts";
import { contractHash } from "../../../src/contract/hash.ts";
import { matches } from "../../../src/contract/match.ts";

describe("defineContract", () => {
  test("names the field that breaks a rule", () => {
    const broken = { ...defaultContract, id: "Not Kebab" };
    expect(() => defineContract(broken)).toThrowErrorMatchingInlineSnapshot(
      `[ConfigurationError: contract.id breaks a rule: must be lower-case kebab-case.]`,
    );
  });

  test("refuses a key it does not know", () => {
    const broken = { ...defaultContract, websockets: {} };
    expect(() => defineContract(broken)).toThrow(/Unrecognized key: "websockets"/);
  });

  test("accepts what it returns", () => {
    expect(defineContract(defaultContract)).toEqual(defaultContract);
  });

  test("survives a trip through JSON, as it must to reach the test workers", () => {
    expect(JSON.parse(JSON.stringify(defaultContract))).toEqual(defaultContract);
  });
});

describe("contractHash", () => {
  test("ignores the order of keys and notices a changed promise", () => {
    const reordered = Object.fromEntries(Object.entries(defaultContract).reverse());
    expect(contractHash(reordered as typeof defaultContract)).toBe(contractHash(defaultContract));
    const changed = { ...defaultContract, auth: { ...defaultContract.auth, enforced: false } };
    expect(contractHash(changed)).not.toBe(contractHash(defaultContract));
    const gap = { ...plannedGaps["p1-023"], since: "2026-11-01", owner: "backend team" };
    const gaps = defineContract({ ...defaultContract, gaps: [gap] });
    expect(contractHash(gaps)).toBe(contractHash(defaultContract));
  });
});

describe("matches", () => {
  test("asks for the type and for every value", () => {
    const match = { types: ["system_message"], where: { "data.event": "connection_established" } };
    const message = { type: "system_message", data: { event: "connection_established" } };
    expect(matches(defaultContract, match, message)).toBe(true);
    expect(matches(defaultContract, match, { type: "system_message", data: {} })).toBe(false);
    expect(matches(defaultContract, match, "system_message")).toBe(false);
  });
});

describe("readField", () => {
  test("takes the first path that holds something", () => {
    const message = { run_id: null, data: { run_id: "run_1" } };
    expect(readField(message, ["run_id", "data.run_id"])).toBe("run_1");
    expect(readField(undefined, ["a.b"])).toBeUndefined();
  });
});

describe("missingCapability", () => {
  test("is silent about what the contract promises and names what it does not", () => {
    expect(missingCapability(defaultContract, "operation.execute")).toBeUndefined();
    const lean = { ...defaultContract, operations: {} };
    expect(missingCapability(lean, "operation.execute")).toBe(
      'contract "netra" does not promise operation.execute',
    );
  });
});

describe("docs/contract.md", () => {
  const page = readFileSync(new URL("../../../docs/contract.md", import.meta.url), "utf8");
  const operations = page.slice(page.indexOf("## Operations"));

  test("lists every operation", () => {
    const listed = [...operations.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name);
    expect(operationNames.filter((name) => !listed.includes(name))).toEqual([]);
  });

  test("lists what each operation of the default contract sends and reads", () => {
    for (const [name, operation] of Object.entries(defaultContract.operations)) {
      const row = new RegExp(`^\\| \`${name}\` \\|.*$`, "m").exec(operations)?.[0] ?? "";
      const sent = JSON.stringify([operation.path, operation.query, operation.body ?? ""]);
      const words = [...sent.matchAll(/\{(\w+)\}/g)].map(([, word]) => word);
      for (const word of [...words, ...Object.keys(operation.read)]) {
        expect(row, name).toContain(`\`${word}\``);
      }
    }
  });

  test("lists every part", () => {
    for (const part of Object.keys(defaultContract)) expect(page).toContain(`\`${part}\``);
  });
});
