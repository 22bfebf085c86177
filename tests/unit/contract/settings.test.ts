import { describe, expect, test } from "vitest";
import { missingCapability } from "../../../src/contract/capability.ts";
import { defineContract } from "../../../src/contract/contract.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import { settingsIn } from "../../../src/harness/diagnosis/probes/front-settings.ts";
import { publishedSettings } from "../../../src/harness/drift/deployed/published.ts";
import { violationsOf } from "../../../src/harness/drift/readiness/judge-readiness.ts";
import { branchOf } from "../drift/readiness-branch.ts";

const planned = defineContract({ ...defaultContract, settings: { required: ["workers"] } });

describe("a plan for files alone", () => {
  test("needs no place where settings are published", () => {
    expect(planned.settings).toMatchObject({ read: [], revision: [], required: ["workers"] });
    const branch = branchOf({ "b.env": "A=1\n" }, planned);
    expect(violationsOf("carries-required", branch, { contract: planned })).toMatchObject([
      { key: "workers" },
    ]);
  });

  test("promises nothing of what runs, and asks nobody", async () => {
    expect(missingCapability(planned, "settings")).toContain("does not promise settings");
    expect(missingCapability(defaultContract, "settings")).toBeUndefined();
    expect(settingsIn(planned, { config: {} })).toBeUndefined();
    const wire = { call: () => expect.unreachable("nobody is asked") };
    expect(await publishedSettings(planned, { wire, isScaled: false })).toEqual([]);
  });

  test("says where the revision stands, once it says where settings do", () => {
    const settings = { required: [], read: ["config"] };
    expect(() => defineContract({ ...defaultContract, settings })).toThrow(
      "contract.settings.revision breaks a rule: must say where the revision stands",
    );
  });

  test("can be left out of a contract that begins with the default one", () => {
    const { settings } = defineContract({ ...defaultContract, settings: undefined });
    expect(settings).toBeUndefined();
  });
});
