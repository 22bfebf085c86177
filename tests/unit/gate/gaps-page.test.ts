import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { gapStates } from "../../../src/harness/gate/gaps/gap-facts.ts";
import { gapRules, otherwiseUnmeasured } from "../../../src/harness/gate/gaps/gap-state.ts";
import { readLedger, stateOf } from "../../../src/harness/gate/gaps/ledger.ts";
import { impactOf } from "../../../src/harness/gate/impact/impact.ts";
import { impactTable } from "../../../src/harness/gate/impact/impact-table.ts";
import type { JourneyRate } from "../../../src/harness/gate/journeys.ts";
import { decideRate } from "../../../src/harness/gate/rates/rate-decision.ts";
import { impactLines } from "../../../src/harness/report/impact-text.ts";
import { painter } from "../../../src/harness/report/paint.ts";
import type { ResolvedConfig } from "../../../src/harness/settings/config.ts";
import { loadConfigFile } from "../../../src/harness/settings/config-file.ts";

const page = read("docs/gaps.md");

function read(file: string): string {
  return readFileSync(new URL(`../../../${file}`, import.meta.url), "utf8");
}

function blockWith(beginning: string): string {
  const all = [...page.matchAll(/^```\w*\n([\s\S]*?)^```$/gm)].map(([, text = ""]) => text);
  return all.find((text) => text.startsWith(beginning)) ?? "";
}

/** The example, loaded as a person's own file would be. */
async function example(): Promise<ResolvedConfig> {
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-gaps-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const index = new URL("../../../src/index.ts", import.meta.url).pathname;
  const text = blockWith("// gapproof.config.ts").replace('from "gapproof"', `from "${index}"`);
  writeFileSync(join(cwd, "gapproof.config.ts"), text);
  return (await loadConfigFile(cwd)).config;
}

describe("docs/gaps.md", () => {
  test("quotes how a gap comes to stand as the code holds it", () => {
    const rows = [...gapRules, otherwiseUnmeasured].map(
      ({ modes, when, state }, index) =>
        `| ${index + 1} | ${when} | ${modes.join(", ")} | ${state} |`,
    );
    expect(page).toContain(
      `| # | when | commands | state |\n|---|---|---|---|\n${rows.join("\n")}\n\n`,
    );
  });

  test("names every state a gap can be in", () => {
    for (const state of gapStates) expect(page).toContain(` ${state} |`);
  });

  test("has an example that is a configuration, with every field of a gap", async () => {
    const { gaps = [], expectations, quarantine, impact, ledger } = await example();
    expect(gaps.map(({ id }) => id)).toEqual(["upgrade-stripped", "websocket-rate", "p1-023"]);
    const keys = new Set(gaps.flatMap((gap) => Object.keys(gap)));
    expect([...keys].toSorted()).toEqual(
      [
        ...["id", "checks", "journey", "cause", "minConfidence", "since", "until", "owner"],
        ...["plan", "times", "rate"],
      ].toSorted(),
    );
    for (const key of keys) expect(page).toMatch(new RegExp(`^\\|.*\`${key}\``, "m"));
    expect(gaps[1]).toMatchObject({ minConfidence: 0.5, times: 1 });
    expect([expectations?.length, quarantine?.length, ledger]).toEqual([
      ...[3, 1, "gapproof-ledger.jsonl"],
    ]);
    expect(impact).toMatchObject({ valuePerYear: 500_000, exposure: 0.4 });
  });

  test("names only checks and journeys that exist in its example", async () => {
    const { gaps = [], expectations = [], quarantine = [], impact } = await example();
    const catalogue = read("docs/catalogue.md");
    const checks = [...gaps, ...expectations].flatMap(({ checks: ids = [] }) => ids);
    for (const id of [...checks, ...quarantine.map(({ check }) => check)])
      expect(catalogue).toContain(`| \`${id}\` |`);
    const journeys = [...gaps, ...expectations].flatMap(({ journey }) => journey ?? []);
    for (const id of [...journeys, ...Object.keys(impact?.weights ?? {})])
      expect(Object.keys(defaultContract.targets)).toContain(id);
  });

  test("has a ledger that can be read", () => {
    const events = readLedger(blockWith('{"v":1'));
    expect(
      stateOf("upgrade-stripped", events, { on: "staging", target: "staging.example.com" }),
    ).toEqual({
      ...{ state: "closed", wasClosed: true, passes: 3 },
    });
    for (const key of new Set(events.flatMap((event) => Object.keys(event))))
      expect(page).toMatch(new RegExp(`^\\|.*\`${key}\`.*\\|`, "m"));
  });

  test("says of a rate no more than what is proven", () => {
    const few = decideRate({ successes: 25, trials: 25, target: 0.9, mode: "run" });
    expect(page.replaceAll(/\s+/g, " ")).toContain(`*${few.because}*`);
    for (const [n, proven] of [
      [59, 0.95],
      [299, 0.99],
    ] as const) {
      const { low } = decideRate({ ...{ successes: n, trials: n, target: 1 }, mode: "run" });
      expect(low).toBeGreaterThanOrEqual(proven);
      expect(page).toContain(`${n} of ${n}`);
    }
  });

  test("shows what its example puts at risk as a report does", async () => {
    const { impact: inputs } = await example();
    const journeys = [walked("golden-path", 84, 100), walked("websocket", 80, 200)];
    const impact = impactOf(inputs, journeys, { sequential: false });
    if (impact === undefined) throw new Error("the example has no impact");
    const table = impactTable({ checks: [], impact, tiers: {} });
    const view = { paint: painter(false), width: 110 };
    const shown = blockWith("value at risk").trimEnd().split("\n");
    expect(impactLines({ impact: { ...impact, table } }, view)).toEqual(shown);
  });
});

/** A journey of which so many walks went well. */
function walked(id: string, successes: number, n: number): JourneyRate {
  return {
    ...{ id, successes, n, rate: successes / n, of: "trials", target: null },
    ...decideRate({ successes, trials: n, target: 0.9, mode: "samples", samples: n }),
    certainty: 0.95,
  } as JourneyRate;
}
