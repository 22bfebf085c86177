import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { isSame, type Kind, readQuantity } from "../../../src/contract/keys/quantity.ts";

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

  test("of any length and spelling mean the same, part by part", () => {
    const amount = fc.integer({ min: 0, max: 999 });
    const blank = fc.constantFrom("", " ", "  ");
    const [hour, minute, second] = [
      fc.constantFrom("h", "hr", "hour", "hours", "H"),
      fc.constantFrom("m", "min", "mins", "minute", "minutes", "M"),
      fc.constantFrom("s", "sec", "secs", "second", "seconds", "S"),
    ];
    const parts = fc.tuple(amount, hour, amount, minute, amount, second, blank);
    fc.assert(
      fc.property(parts, ([h, hours, m, minutes, s, seconds, gap]) => {
        const text = `${h}${gap}${hours}${gap}${m}${minutes}${gap}${s}${seconds}`;
        const sum = h * 3_600 + m * 60 + s;
        expect(readQuantity(text, { kind: "duration" })).toBe(sum * 1_000);
        expect(isSame(text, `${sum * 1_000}ms`, { kind: "duration" })).toBe(true);
      }),
    );
  });

  test("of bytes and processors mean what their unit says, in any case of letters", () => {
    const units = [
      ["", 1],
      ["B", 1],
      ["k", 1e3],
      ["KB", 1e3],
      ["Ki", 1_024],
      ["kib", 1_024],
      ["M", 1e6],
      ["Mi", 1_024 ** 2],
      ["G", 1e9],
      ["GiB", 1_024 ** 3],
      ["Ti", 1_024 ** 4],
    ] as const;
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 4_000 }),
        fc.constantFrom(...units),
        (n, [unit, of]) => {
          expect(readQuantity(`${n}${unit}`, { kind: "bytes" })).toBe(n * of);
          expect(readQuantity(`${n / 8}`, { kind: "cpu" })).toBe(n * 125);
        },
      ),
    );
  });

  test("are none where a text is longer than any, and that is found soon", () => {
    for (const kind of ["duration", "bytes", "cpu", "number"] as const) {
      expect(readQuantity("1".repeat(5_000_000), { kind })).toBeUndefined();
      expect(readQuantity("__proto__", { kind })).toBeUndefined();
      expect(readQuantity("5constructor", { kind })).toBeUndefined();
    }
    expect(readQuantity("constructor", { kind: "flag" })).toBeUndefined();
  });
});
