import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadSettings } from "../../../src/harness/settings/load-settings.ts";
import { proves } from "../../catalogue/proves.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "gapproof-judgement-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

/** Settings with this config file, lying in a folder of its own if one is named. */
function load(config?: object, folder = ".") {
  mkdirSync(join(cwd, folder), { recursive: true });
  const file = join(cwd, folder, "gapproof.config.json");
  if (config !== undefined) writeFileSync(file, JSON.stringify(config));
  return loadSettings({ cwd, env: {}, flags: config === undefined ? {} : { config: file } });
}

const impact = { valuePerYear: 500_000, weights: { websocket: 1 }, exposure: 0.4 };
const delivery = { id: "delivery", tags: ["p1"], passing: { least: 4 }, of: 5 };
const quarantined = { check: "a", owner: "realtime", until: "2026-12-31", reason: "issue 128" };
const gap = { id: "late", checks: ["a"], cause: "app-stall", since: "2026-11-22", owner: "me" };

describe("what is made of the results", () => {
  test("is nothing beyond the checks unless the config says so", async () => {
    const settings = await load();
    expect(settings.gaps).toEqual([]);
    for (const part of ["impact", "expectations", "quarantine", "history"])
      expect(settings).not.toHaveProperty(part);
  });

  test("comes from the config, with its defaults", async () => {
    const settings = await load({
      impact,
      expectations: [delivery],
      quarantine: [quarantined],
      gaps: [gap],
    });
    expect(settings.impact).toEqual({ ...impact, currency: "USD" });
    expect(settings.expectations).toEqual([{ ...delivery, when: "always" }]);
    expect(settings.quarantine).toEqual([quarantined]);
    expect(settings.gaps).toEqual([{ ...gap, minConfidence: 0.5, times: 1 }]);
  });
});

describe("files that outlive a run", () => {
  test("are a ledger in the working folder, and no history", async () => {
    expect(await load()).toMatchObject({ ledger: join(cwd, "gapproof-ledger.jsonl") });
  });

  test("lie beside the config file, wherever it is", async () => {
    const { ledger } = await load({}, "config");
    expect(ledger).toBe(join(cwd, "config", "gapproof-ledger.jsonl"));
    const named = await load({ ledger: "../gaps.jsonl", history: "nights.jsonl" }, "config");
    expect(named.ledger).toBe(join(cwd, "gaps.jsonl"));
    expect(named.history).toBe(join(cwd, "config", "nights.jsonl"));
  });

  test.for(["ledger", "history"])("refuse a blank %s", async (key) => {
    await expect(load({ [key]: "" })).rejects.toThrow(`breaks a rule at ${key}`);
  });
});

describe("impact of a config", () => {
  test.for([
    [{ weights: { a: 0.5, b: 0.4 } }, 'weights: must sum to 1, got "0.9"'],
    [{ weights: { a: 1.5, b: -0.5 } }, 'weights: must each lie between 0 and 1, got "1.5"'],
    [{ weights: {} }, 'weights: must sum to 1, got "0"'],
    [{ exposure: undefined }, "exposure: "],
    [{ exposure: 0 }, "exposure: "],
    [{ exposure: 1.1 }, "exposure: "],
    [{ valuePerYear: 0 }, "valuePerYear: "],
    [{ period: "year" }, 'impact: Unrecognized key: "period"'],
  ] as const)("refuses %o", proves("V09"), async ([wrong, rule]) => {
    const where = rule.startsWith("impact") ? "" : "impact.";
    await expect(load({ impact: { ...impact, ...wrong } })).rejects.toThrow(
      `breaks a rule at ${where}${rule}`,
    );
  });

  test("takes three thirds for a whole", async () => {
    const weights = { a: 0.333333, b: 0.333333, c: 0.333334 };
    expect((await load({ impact: { ...impact, weights } })).impact?.weights).toEqual(weights);
  });
});

describe("expectations of a config", () => {
  test.for([
    ["nothing to hold", { passing: {} }, ".passing: must say least, most or above, got none"],
    [
      "no choice",
      { tags: undefined },
      ": must name exactly one of checks, tags, journey, phase, got none",
    ],
    [
      "two choices",
      { journey: "websocket" },
      ": must name exactly one of checks, tags, journey, phase, got tags and journey",
    ],
    ["a least that is always met", { passing: { least: 0 } }, ".passing.least: "],
    ["less than none", { passing: { most: -1 } }, ".passing.most: "],
    ["more than everything", { passing: { above: 1 } }, ".passing.above: "],
    [
      "more than there are",
      { passing: { least: 6 } },
      '.passing.least: must not exceed of (5), got "6"',
    ],
    [
      "bounds that cross",
      { passing: { least: 3, most: 2 } },
      ".passing.least: must not exceed most, got 3 and 2",
    ],
    ["an unknown time", { when: "later" }, ".when: "],
    ["an unknown phase", { tags: undefined, phase: "warm-up" }, ".phase: "],
    ["half a check", { of: 4.5 }, ".of: "],
    [
      "other than it names",
      { tags: undefined, checks: ["a"] },
      '.of: must be as many as checks are named (1), got "5"',
    ],
    [
      "a check twice",
      { tags: undefined, checks: ["a", "a"], of: 2, passing: { most: 0 } },
      '.checks: must name each once, got "a" twice',
    ],
  ] as const)("refuse %s", proves("R02"), async ([, wrong, rule]) => {
    await expect(load({ expectations: [{ ...delivery, ...wrong }] })).rejects.toThrow(
      `breaks a rule at expectations.0${rule}`,
    );
  });

  test("refuse one id twice", async () => {
    await expect(load({ expectations: [delivery, delivery] })).rejects.toThrow(
      'breaks a rule at expectations.1.id: must be unique, got "delivery" twice',
    );
  });
});

describe("a quarantine of a config", () => {
  test.for([
    ["no day", { until: "soon" }, "until"],
    ["no owner", { owner: "" }, "owner"],
    ["no reason", { reason: undefined }, "reason"],
  ] as const)("refuses %s", async ([, wrong, field]) => {
    await expect(load({ quarantine: [{ ...quarantined, ...wrong }] })).rejects.toThrow(
      `breaks a rule at quarantine.0.${field}: `,
    );
  });

  test("refuses one check twice", async () => {
    await expect(load({ quarantine: [quarantined, quarantined] })).rejects.toThrow(
      'breaks a rule at quarantine.1.check: must be unique, got "a" twice',
    );
  });
});
