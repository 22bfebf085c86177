import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { KeyRules } from "../../../src/contract/keys/key-rules.ts";
import { type Comparison, compare, counts } from "../../../src/harness/drift/compare.ts";
import { type Setting, settingOf } from "../../../src/harness/drift/setting.ts";
import { SettingSet, type SettingSource } from "../../../src/harness/drift/setting-set.ts";

const { settings } = defaultContract;
/** Requires one key and knows another by two names. */
const rules = new KeyRules({
  ...defaultContract,
  settings: settings && {
    ...settings,
    ...{ required: ["ping_timeout"], expected: {}, ascending: [] },
    keys: {
      backend_memory: { kind: "bytes", severity: "critical", aliases: ["memory"] },
      gone: { severity: "major", aliases: [] },
      store_token: { severity: "critical", aliases: [] },
    },
  },
});

describe("a comparison of what should run with what does", () => {
  test("finds nothing where both mean the same, however they are written", () => {
    const { drift, equal } = compared(
      { PING_TIMEOUT: "360", memory: "4Gi", DEBUG: "false" },
      { ping_timeout: "6m", backend_memory: "4096Mi", debug: "0" },
    );
    expect({ drift, equal }).toEqual({
      drift: [],
      equal: ["backend_memory", "debug", "ping_timeout"],
    });
  });

  test("says of each key what is wrong, worst first, and where both sides say so", () => {
    const { drift } = compared(
      { PING_TIMEOUT: "5", memory: "4Gi", gone: "x", NAME: "a" },
      { memory: "1Gi", NAME: "b", MORE: "c" },
    );
    expect(drift).toMatchObject([
      {
        key: "backend_memory",
        state: "different",
        expected: "4Gi",
        deployed: "1Gi",
        severity: "critical",
      },
      { key: "ping_timeout", state: "missing", expected: "5", severity: "critical" },
      { key: "gone", state: "missing", severity: "major" },
      { key: "more", state: "extra", deployed: "c", severity: "minor" },
      { key: "name", state: "different", severity: "minor" },
    ]);
    expect(drift[0]).toMatchObject({
      from: { file: "branch.env", line: 2 },
      deployedFrom: { file: "deployed.env", line: 1 },
    });
  });

  test("calls a key unpublished where the deployment tells only part of what it has", () => {
    const { drift } = compared({ PING_TIMEOUT: "5" }, {}, { isComplete: false });
    expect(drift).toMatchObject([{ key: "ping_timeout", state: "unpublished" }]);
  });

  test("misses a required key that neither side has", () => {
    expect(compared({}, {}).drift).toMatchObject([
      { key: "ping_timeout", state: "missing", note: "required, and nobody sets it" },
    ]);
  });

  test("takes no value for a quantity that is none, and says so", () => {
    const { drift } = compared({ PING_TIMEOUT: "5" }, { PING_TIMEOUT: "soon" });
    expect(drift).toMatchObject([{ state: "different", note: '"soon" is no duration' }]);
  });

  test("says when the deployment contradicts itself, though the last word is right", () => {
    const { drift } = compared(
      { PING_TIMEOUT: "5" },
      { PING_TIMEOUT: "5" },
      {
        before: { PING_TIMEOUT: "9" },
      },
    );
    expect(drift).toMatchObject([
      { state: "different", deployed: "5", note: "published, line 1 says 9" },
    ]);
  });

  test("tells secrets apart, and shows none", () => {
    const same = compared(
      { PING_TIMEOUT: "5", JWT_SECRET: "canary-1" },
      { PING_TIMEOUT: "5", JWT_SECRET: "canary-1" },
    );
    const other = compared(
      { PING_TIMEOUT: "5", JWT_SECRET: "canary-1" },
      { PING_TIMEOUT: "5", JWT_SECRET: "canary-2" },
    );
    expect(same.drift).toEqual([]);
    expect(other.drift).toMatchObject([{ key: "jwt_secret", state: "different" }]);
    expect(JSON.stringify(other)).not.toContain("canary");
  });

  test("counts no secret that nobody publishes, though it must be there", () => {
    const expected = { PING_TIMEOUT: "5", STORE_TOKEN: "canary-1" };
    const { drift } = compared(expected, { ping_timeout: "5" }, { isComplete: false });
    expect(drift).toMatchObject([
      {
        ...{ key: "store_token", state: "unpublished", severity: "critical", isSecret: true },
        note: "a secret: nobody publishes it",
      },
    ]);
    expect(drift.filter(counts)).toEqual([]);
    // Whoever tells all there is and has none lacks it.
    expect(compared(expected, { ping_timeout: "5" }).drift.filter(counts)).toMatchObject([
      { key: "store_token", state: "missing" },
    ]);
  });

  test.each([
    ["secretKeyRef store/token", "anything", false],
    ["configMapKeyRef store/token", "api_key", false],
    ["configMapKeyRef store/plain", "anything", true],
  ])("counts %s, the value of %s that nobody publishes: %s", (to, key, isCounted) => {
    const kept: Setting = { key, value: { kind: "reference", to }, from: { file: "service.yaml" } };
    const strict = new KeyRules({
      ...defaultContract,
      settings: settings && { ...settings, required: [key], expected: {}, keys: {} },
    });
    const expected = { name: "service.yaml", settings: [kept], isComplete: true };
    const { drift } = compare(
      { expected: new SettingSet([expected], strict), deployed: new SettingSet([], strict) },
      { rules: strict, known: [], today: "2026-11-22" },
    );
    expect(drift).toMatchObject([{ key, state: "unpublished", severity: "critical" }]);
    expect(drift.some(counts)).toBe(isCounted);
  });

  test("bears known drift until its last day, and no longer", () => {
    const known = [{ key: "PING_TIMEOUT", reason: "the old balancer", until: "2026-11-22" }];
    const on = (today: string) =>
      compared({ PING_TIMEOUT: "5" }, { PING_TIMEOUT: "9" }, { known, today }).drift.filter(counts);
    expect(on("2026-11-22")).toEqual([]);
    expect(on("2026-11-23")).toMatchObject([
      { known: { reason: "the old balancer", isExpired: true } },
    ]);
  });
});

interface More {
  readonly isComplete?: boolean;
  readonly before?: Readonly<Record<string, string>>;
  readonly known?: readonly { key: string; reason: string; until: string }[];
  readonly today?: string;
}

function compared(
  expected: Readonly<Record<string, string>>,
  deployed: Readonly<Record<string, string>>,
  { isComplete = true, before = {}, known = [], today = "2026-11-22" }: More = {},
): Comparison {
  const published = { ...sourceOf("published", before), isComplete: false };
  return compare(
    {
      expected: new SettingSet([sourceOf("branch.env", expected)], rules),
      deployed: new SettingSet(
        [published, { ...sourceOf("deployed.env", deployed), isComplete }],
        rules,
      ),
    },
    { rules, known, today },
  );
}

function sourceOf(name: string, values: Readonly<Record<string, string>>): SettingSource {
  const all = Object.entries(values).map(
    ([key, text], at): Setting => settingOf(key, text, { file: name, line: at + 1 }),
  );
  return { name, settings: all, isComplete: true };
}
