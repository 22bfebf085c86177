import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSame, type Kind, readQuantity } from "../../../src/harness/drift/quantity.ts";

const kinds: readonly Kind[] = ["duration", "bytes", "cpu", "number", "flag", "text"];

describe("quantities", () => {
  test.each([
    ["duration", "360", "6m"],
    ["duration", "360s", "6m"],
    ["duration", "1h30m", "5400"],
    ["duration", "0.5s", "500ms"],
    ["bytes", "4Gi", "4096Mi"],
    ["bytes", "4Gi", "4294967296"],
    ["bytes", "512M", "512000k"],
    ["cpu", "4", "4000m"],
    ["cpu", "0.5", "500m"],
    ["number", "80", "80.0"],
    ["number", "1e3", "1000"],
    ["flag", "true", "1"],
    ["flag", "on", "TRUE"],
    ["flag", "no", "0"],
    ["text", " main", "main"],
  ] as const)("of kind %s, %s and %s are the same", (kind, one, other) => {
    expect(isSame(one, other, { kind })).toBe(true);
    expect(isSame(other, one, { kind })).toBe(true);
  });

  test.each([
    ["duration", "360", "240"],
    ["duration", "15", "15ms"],
    ["bytes", "4Gi", "4G"],
    ["bytes", "4Gi", "1Gi"],
    ["cpu", "4", "4m"],
    ["flag", "true", "0"],
    ["text", "360", "360s"],
    ["duration", "soon", "later"],
  ] as const)("of kind %s, %s and %s are not", (kind, one, other) => {
    expect(isSame(one, other, { kind })).toBe(false);
  });

  test("take a duration without a unit in the unit of its key", () => {
    expect(isSame("15000", "15s", { kind: "duration", unit: "ms" })).toBe(true);
    expect(readQuantity("2", { kind: "duration", unit: "m" })).toBe(120_000);
  });

  test("are read from any text without a throw, and alike each time", () => {
    fc.assert(
      fc.property(fc.string(), fc.constantFrom(...kinds), (text, kind) => {
        expect(readQuantity(text, { kind })).toBe(readQuantity(` ${text} `, { kind }));
        expect(isSame(text, text, { kind })).toBe(true);
      }),
    );
  });

  test("mean the same however their unit is chosen", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 100_000 }), (n) => {
        expect(isSame(`${n}m`, `${n * 60}`, { kind: "duration" })).toBe(true);
        expect(isSame(`${n}s`, `${n * 1_000}ms`, { kind: "duration" })).toBe(true);
        expect(isSame(`${n}Gi`, `${n * 1_024}Mi`, { kind: "bytes" })).toBe(true);
        expect(isSame(`${n}`, `${n * 1_000}m`, { kind: "cpu" })).toBe(true);
        expect(isSame(`${n}s`, `${n + 1}s`, { kind: "duration" })).toBe(false);
      }),
    );
  });
});
