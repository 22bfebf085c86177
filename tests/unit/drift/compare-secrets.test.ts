import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { KeyRules } from "../../../src/contract/keys/key-rules.ts";
import { compare, counts, type Drift } from "../../../src/harness/drift/compare.ts";
import { type Setting, type SettingValue, settingOf } from "../../../src/harness/drift/setting.ts";
import { SettingSet, type SettingSource } from "../../../src/harness/drift/setting-set.ts";

const { settings } = defaultContract;
const rules = new KeyRules({
  ...defaultContract,
  settings: settings && {
    ...settings,
    ...{ required: ["jwt_secret_key"], expected: {} },
    keys: {
      jwt_secret_key: { severity: "critical", aliases: ["jwt_secret"] },
      agent_timeout_ms: { severity: "major", aliases: [] },
      slow_timeout_ms: { severity: "major", unit: "s", aliases: [] },
    },
  },
});

const inStore: SettingValue = { kind: "reference", to: "secretKeyRef jwt/latest" };
const fromShell: SettingValue = { kind: "unknown", because: "needs JWT_SECRET_KEY" };

describe("a critical secret that both sides have", () => {
  test.each([
    ["and the deployment has blank", inStore, ""],
    ["and the deployment has another", "one-secret", "another-secret"],
    ["and the deployment has blank, as text by another name", "one-secret", ""],
  ])("counts as different %s", (_, expected, deployed) => {
    const found = compared({ JWT_SECRET_KEY: expected }, { jwt_secret: deployed });
    expect(found).toMatchObject([{ key: "jwt_secret_key", state: "different", isSecret: true }]);
    expect(found.filter(counts)).toHaveLength(1);
  });

  test("counts where the one side keeps it elsewhere and the other shows it", () => {
    const found = compared({ JWT_SECRET_KEY: inStore }, { JWT_SECRET_KEY: "in-plain-sight" });
    expect(found).toMatchObject([
      { state: "unpublished", note: expect.stringContaining("one side says where it is kept") },
    ]);
    expect(found.filter(counts)).toHaveLength(1);
  });

  test("does not count where whoever starts compose fills it in", () => {
    const nowhere = compared({ JWT_SECRET_KEY: fromShell }, {}, { isComplete: false });
    expect(nowhere).toMatchObject([
      { state: "unpublished", isSecret: true, note: "a secret: nobody publishes it" },
    ]);
    expect(nowhere.filter(counts)).toEqual([]);
    const there = compared({ JWT_SECRET_KEY: fromShell }, { JWT_SECRET_KEY: "filled-in" });
    expect(there.filter(counts)).toEqual([]);
    // A deployment without it was started by somebody who forgot.
    expect(
      compared({ JWT_SECRET_KEY: fromShell }, { JWT_SECRET_KEY: "" }).filter(counts),
    ).toHaveLength(1);
  });
});

describe("one file on both sides", () => {
  const same = { JWT_SECRET: "aaaa-aaaa", JWT_SECRET_KEY: "bbbb-bbbb", AGENT_TIMEOUT_MS: "5000" };

  test("is equal, though two names of one key say different things", () => {
    expect(compared(same, same)).toEqual([]);
  });

  test("contradicts itself where it says one name twice", () => {
    const [found] = compared(
      { JWT_SECRET: "aaaa-aaaa" },
      { "jwt-secret": "cccc-cccc", JWT_SECRET: "aaaa-aaaa" },
    );
    expect(found).toMatchObject({ note: expect.stringMatching(/^deployed, line 1 says secret #/) });
  });
});

test("a name says its unit where the contract says none", () => {
  expect(
    compared(
      { AGENT_TIMEOUT_MS: "5000", JWT_SECRET: "x" },
      { AGENT_TIMEOUT_MS: "5s", JWT_SECRET: "x" },
    ),
  ).toEqual([]);
  expect(rules.of("slow_timeout_ms").reading).toEqual({ kind: "duration", unit: "s" });
});

describe("a deployment that names a map nobody showed", () => {
  test("does not lack what may stand in there", () => {
    const found = compared(
      { JWT_SECRET_KEY: "x", A_TIMEOUT: "5" },
      { JWT_SECRET_KEY: "x" },
      { unseen: ["ConfigMap settings"] },
    );
    expect(found).toEqual([
      expect.objectContaining({
        ...{ key: "a_timeout", state: "unpublished" },
        note: "it may stand in ConfigMap settings, which is not in deployed",
      }),
    ]);
  });
});

type Values = Readonly<Record<string, string | SettingValue>>;

function compared(
  expected: Values,
  deployed: Values,
  more: Partial<SettingSource> = {},
): readonly Drift[] {
  const sides = {
    expected: new SettingSet([sourceOf("branch", expected)], rules),
    deployed: new SettingSet([{ ...sourceOf("deployed", deployed), ...more }], rules),
  };
  return compare(sides, { rules, known: [], today: "2026-11-22" }).drift;
}

function sourceOf(name: string, values: Values): SettingSource {
  const all = Object.entries(values).map(([key, value], at): Setting => {
    const from = { file: name, line: at + 1 };
    return typeof value === "string" ? settingOf(key, value, from) : { key, value, from };
  });
  return { name, settings: all, isComplete: true };
}
