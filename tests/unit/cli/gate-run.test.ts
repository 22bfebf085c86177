import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type GateRun, runGate } from "../../../src/cli/gate/gate-run.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import type { Provision } from "../../../src/fixtures/provision.ts";
import { type Clock, systemClock } from "../../../src/ground/clock.ts";
import { reportSchema } from "../../../src/harness/report/schema.ts";
import { loadSettings } from "../../../src/harness/settings/load-settings.ts";
import { proves } from "../../catalogue/proves.ts";
import { sampleTarget } from "../report/sample.ts";

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "gapproof-test-"));
});

afterEach(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

function provisionOf(onDispose: () => void): Provision {
  return {
    state: "ready",
    target: sampleTarget,
    provided: {
      runId: "test",
      seed: 7,
      scale: 0.5,
      contract: defaultContract,
      target: sampleTarget,
      credentials: { environment: "test" },
      testHeaders: false,
      stateDir,
    },
    async [Symbol.asyncDispose]() {
      onDispose();
    },
  };
}

async function gateRun(overrides: Partial<GateRun> & Pick<GateRun, "provision">): Promise<GateRun> {
  return {
    settings: await loadSettings({
      cwd: stateDir,
      env: {},
      flags: { envFile: false, seed: "7" },
    }),
    options: {
      phases: ["deployment-validation"],
      pattern: undefined,
      isFiltered: false,
      retry: 0,
      maxDurationMs: 20_000,
      preflight: true,
      diagnose: false,
    },
    files: {
      root: import.meta.dirname,
      globs: { "deployment-validation": ["fixtures/first.fixture.ts"] },
    },
    clock: systemClock,
    interrupted: new AbortController().signal,
    ...overrides,
  };
}

describe("gate run", () => {
  test("reports what the checks did, and stops what was started", proves("R07"), async () => {
    let disposed = 0;
    const provision = async (): Promise<Provision> =>
      provisionOf(() => {
        disposed += 1;
      });
    const report = await runGate(await gateRun({ provision }));
    expect(reportSchema.safeParse(report).error).toBeUndefined();
    expect(report).toMatchObject({
      verdict: "fail",
      run: { seed: 7, scale: 0.5, exitCode: 1, end: "finished" },
      target: { http: sampleTarget.http, source: "explicit" },
      contract: { id: defaultContract.id },
    });
    expect(report.checks).toHaveLength(4);
    expect(disposed).toBe(1);
  });

  test("says when and in which environment it ran, on which URLs", proves("R07"), async () => {
    const provision = async (): Promise<Provision> => provisionOf(() => undefined);
    const gate = await gateRun({ provision });
    const settings = { ...gate.settings, environment: "staging" };
    const { run, target } = await runGate({ ...gate, settings });
    expect(run.environment).toBe("staging");
    expect(new Date(run.startedAt).toISOString()).toBe(run.startedAt);
    const { http, ws, source, trail } = sampleTarget;
    expect(target).toMatchObject({ http, ws, source, trail });
  });

  test("says aloud that nobody was asked who answers", proves("H48"), async () => {
    const provision = async (): Promise<Provision> => provisionOf(() => undefined);
    const asking = await gateRun({ provision });
    const bypassing = { ...asking, options: { ...asking.options, preflight: false } };
    const warning = "--no-preflight: nobody was asked who answers before the checks ran";
    expect((await runGate(bypassing)).warnings).toContain(warning);
    expect((await runGate(asking)).warnings).not.toContain(warning);
  });

  test.for([
    [{ pattern: "zzz" }, "--test-name-pattern must match"],
    [{ tagsFilter: "nonsense" }, "--tags-filter must be"],
  ] as const)("refuses %o before it looks for a target", async ([filter, words]) => {
    let asked = 0;
    const provision = async (): Promise<Provision> => {
      asked += 1;
      return provisionOf(() => undefined);
    };
    const gate = await gateRun({ provision });
    const options = { ...gate.options, ...filter, isFiltered: true };
    await expect(runGate({ ...gate, options })).rejects.toThrow(words);
    expect(asked).toBe(0);
  });

  test("says that it is about a part when waits are limited, and what it was given", async () => {
    const provision = async (): Promise<Provision> => provisionOf(() => undefined);
    const gate = await gateRun({ provision, given: ["--max-wait", "5s"] });
    const report = await runGate({ ...gate, settings: { ...gate.settings, maxWaitMs: 5000 } });
    expect(reportSchema.safeParse(report).error).toBeUndefined();
    expect(report.run).toMatchObject({ filter: { maxWaitMs: 5000 }, given: ["--max-wait", "5s"] });
    expect(report.warnings).toContainEqual(expect.stringMatching(/^filtered: .*--max-wait/));
    const plain = await runGate(await gateRun({ provision }));
    expect(plain.run).not.toHaveProperty("filter");
  });

  test("is blocked without a target, and runs nothing", proves("R15"), async () => {
    const blocked = { state: "blocked", reason: "refused", advice: [], trail: [], warnings: [] };
    const report = await runGate(await gateRun({ provision: async () => blocked as never }));
    expect(reportSchema.safeParse(report).error).toBeUndefined();
    expect(report).toMatchObject({ verdict: "blocked", run: { exitCode: 4 }, checks: [] });
  });

  test("interrupted while it looks for a target, stops what starts too late", async () => {
    const person = new AbortController();
    let arrive: (late: Provision) => void = () => undefined;
    const provision = (): Promise<Provision> => {
      queueMicrotask(() => person.abort());
      return new Promise((resolve) => {
        arrive = resolve;
      });
    };
    const report = await runGate(await gateRun({ provision, interrupted: person.signal }));
    expect(report).toMatchObject({ verdict: "inconclusive", run: { exitCode: 130 } });
    await new Promise<void>((resolve) => arrive(provisionOf(resolve)));
    expect(reportSchema.safeParse(report).error).toBeUndefined();
  });

  test("fails when looking for a target takes all the time there is", async () => {
    const clock: Clock = {
      ...systemClock,
      after(_delayMs, callback) {
        queueMicrotask(callback);
        return () => undefined;
      },
    };
    const provision = (): Promise<Provision> => new Promise(() => undefined);
    const report = await runGate(await gateRun({ provision, clock }));
    expect(report).toMatchObject({ verdict: "fail", reasons: ["--max-duration ran out"] });
  });
});
