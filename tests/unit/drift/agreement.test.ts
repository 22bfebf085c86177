import { describe, expect, test } from "vitest";
import type { Reading } from "../../../src/contract/keys/quantity.ts";
import { agreementOf } from "../../../src/harness/drift/agreement.ts";
import {
  type Measured,
  type SettingValue,
  settingOf,
  showValue,
} from "../../../src/harness/drift/setting.ts";

const seconds: Reading = { kind: "duration" };
const bytes: Reading = { kind: "bytes" };

const about240: Measured = {
  ...{ kind: "measured", unit: "ms", told: "240 s" },
  ...{ low: 180_000, high: 264_000 },
};
const atLeast300: Measured = { kind: "measured", unit: "ms", told: "300 s", low: 300_000 };
const mebibyte: Measured = {
  ...{ kind: "measured", unit: "bytes", told: "1048576 bytes" },
  ...{ low: 1_048_576, high: 1_048_576 },
};

describe("what a branch says and what was measured", () => {
  test.each([
    ["360", about240, seconds, "different"],
    ["4m", about240, seconds, "same"],
    ["180", about240, seconds, "same"],
    ["264", about240, seconds, "same"],
    ["179", about240, seconds, "different"],
    ["265", about240, seconds, "different"],
    [
      "240",
      { ...about240, low: 216_000, high: 264_000 },
      { kind: "duration", unit: "ms" },
      "different",
    ],
    ["360", atLeast300, seconds, "incomparable"],
    ["300", atLeast300, seconds, "incomparable"],
    ["240", atLeast300, seconds, "different"],
    ["1Mi", mebibyte, bytes, "same"],
    ["1M", mebibyte, bytes, "different"],
  ] as const)("%s and %o are, as %o, %s", (...[text, measured, reading, kind]) => {
    expect(agreementOf(said(text), measured, reading).kind).toBe(kind);
    expect(agreementOf(measured, said(text), reading).kind).toBe(kind);
  });

  test("differ where the one is no quantity of what the other measures", () => {
    expect(agreementOf(said("soon"), about240, seconds)).toEqual({
      kind: "different",
      why: '"soon" is no duration',
    });
  });

  test("are not compared where the key is read as something else", () => {
    expect(agreementOf(said("240"), about240, { kind: "number" })).toEqual({
      kind: "incomparable",
      why: "nobody can compare them: the key is read as number, and measured as duration",
    });
  });

  test("are not compared where the branch keeps its value elsewhere", () => {
    const kept: SettingValue = { kind: "reference", to: "config-map" };
    expect(agreementOf(kept, about240, seconds).kind).toBe("incomparable");
    expect(agreementOf(about240, kept, seconds).kind).toBe("incomparable");
  });

  test("say how far the measurement went where that decides nothing", () => {
    expect(agreementOf(said("360"), atLeast300, seconds)).toMatchObject({
      why: "nobody can compare them: it was seen to be 300 s at least, and no further",
    });
  });
});

describe("a secret", () => {
  const secret = settingOf("JWT_SECRET", "canary-1", { file: "a.env" }).value;
  const blank = settingOf("JWT_SECRET", " ", { file: "a.env" }).value;
  const reference: SettingValue = { kind: "reference", to: "secretKeyRef jwt/latest" };
  const unknown: SettingValue = { kind: "unknown", because: "needs JWT_SECRET" };

  test.each([
    ["a text", secret, said("plain"), "different"],
    ["its own text under another name", secret, said("canary-1 "), "same"],
    ["a blank text", secret, said(""), "different"],
    ["nothing", secret, blank, "different"],
    ["a text that is there, when it is not", blank, said("plain"), "different"],
    ["a blank text, when it is not there", blank, said(""), "same"],
    ["a reference", secret, reference, "incomparable"],
    ["a reference, when it is not there", blank, reference, "different"],
    ["what nobody knows", secret, unknown, "incomparable"],
  ] as const)("and %s are compared", (...[, one, other, kind]) => {
    expect(agreementOf(one, other, { kind: "text" }).kind).toBe(kind);
    expect(agreementOf(other, one, { kind: "text" }).kind).toBe(kind);
  });

  test("that is kept elsewhere is not nothing, and may be the text beside it", () => {
    expect(agreementOf(reference, said(" "), { kind: "text" }).kind).toBe("different");
    expect(agreementOf(reference, said("x"), { kind: "text" }).kind).toBe("incomparable");
  });
});

test.each([
  ["≈ 240 s (measured)", about240],
  ["at least 300 s (measured)", atLeast300],
  ["1048576 bytes (measured)", mebibyte],
] as const)("a measured value is shown as %s", (shown, measured) => {
  expect(showValue(measured)).toBe(shown);
});

function said(text: string): SettingValue {
  return { kind: "text", text };
}
