import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import type { BranchAnswer, BranchCheck } from "../../../src/cli/gate/gate-plan.ts";
import { type GateRun, runGate } from "../../../src/cli/gate/gate-run.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import type { Provision } from "../../../src/fixtures/provision.ts";
import { systemClock } from "../../../src/ground/clock.ts";
import type { OwnedGap } from "../../../src/harness/gate/gaps/reported-gap.ts";
import { loadSettings } from "../../../src/harness/settings/load-settings.ts";
import { sampleCheck, sampleTarget } from "../report/sample.ts";

/** Checks of the fixture: `login` passes and `backend.answers` fails, on a backend that says who it is. */
async function planned(more: Partial<GateRun>, filtered?: string): Promise<GateRun> {
  const stateDir = mkdtempSync(join(tmpdir(), "gapproof-plan-"));
  onTestFinished(() => rmSync(stateDir, { recursive: true }));
  const target = {
    ...sampleTarget,
    identity: { service: "s", status: "healthy", revision: "r1", reference: false },
  };
  const ready: Provision = {
    ...{ state: "ready", target },
    provided: {
      ...{ runId: "test", seed: 7, scale: 1, contract: defaultContract, target, stateDir },
      ...{ credentials: { environment: "test" }, testHeaders: false },
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
  return {
    settings: await loadSettings({ cwd: stateDir, env: {}, flags: { envFile: false, seed: "7" } }),
    options: {
      ...{ phases: ["deployment-validation"], pattern: filtered, retry: 0, preflight: true },
      ...{ isFiltered: filtered !== undefined, maxDurationMs: 20_000, diagnose: false },
    },
    files: {
      root: join(import.meta.dirname, "../cli"),
      globs: { "deployment-validation": ["fixtures/first.fixture.ts"] },
    },
    ...{ provision: () => Promise.resolve(ready), clock: systemClock },
    ...{ interrupted: new AbortController().signal, ...more },
  };
}

const gap: OwnedGap = {
  ...{ id: "gap", checks: ["backend.answers"], cause: "http-error", minConfidence: 0.5 },
  ...{ since: "2026-11-01", times: 1, owner: "realtime" },
};
const following = { gaps: [gap], earlierOn: () => ({}) };

function branch(asked: BranchCheck[], more: Partial<BranchAnswer> = {}) {
  return async (question: BranchCheck): Promise<BranchAnswer> => {
    asked.push(question);
    const checks = [sampleCheck({ id: "backend.answers", journey: "auth" })];
    return {
      ...{ checks, journeys: [], build: { from: "build", revision: "r2" }, isReference: false },
      ...{ warnings: [], ...more },
    };
  };
}

describe("a run with a plan", () => {
  test("asks the branch's own build for the checks of gaps that are there, within its time", async () => {
    const asked: BranchCheck[] = [];
    const plan = { mode: "prove", gaps: { mode: "prove", ...following }, branch: branch(asked) };
    const report = await runGate(await planned({ plan } as Partial<GateRun>));
    expect(asked.map(({ checks }) => [...checks])).toEqual([["backend.answers"]]);
    expect(asked[0]?.limitMs).toBeLessThan(20_000);
    expect(report).toMatchObject({
      branch: { from: "build", revision: "r2" },
      gaps: [{ state: "wrong-reason", nature: "deployment-gap" }],
    });
  });

  test("takes the backend that comes along for nobody's branch", async () => {
    const plan = {
      ...{ mode: "prove", gaps: { mode: "prove", ...following } },
      branch: branch([], { isReference: true }),
    };
    const report = await runGate(await planned({ plan } as Partial<GateRun>));
    expect(report.gaps).toMatchObject([{ nature: "unknown" }]);
    expect(report.warnings.join("\n")).toContain("own reference backend, and not the branch's");
  });

  test("is undecided when a filter leaves out who would ask for the expected revision", async () => {
    const gate = await planned({}, "login");
    const settings = { ...gate.settings, expectedRevision: "r9" };
    const report = await runGate({ ...gate, settings });
    expect(report).toMatchObject({ verdict: "inconclusive", run: { exitCode: 3 } });
    expect(report.reasons).toEqual([
      "--expect-revision: the filter leaves out the check that asks who answers; --wait counts it",
    ]);
    expect(await runGate(gate)).toMatchObject({ verdict: "pass" });
  });

  test("tests nothing when the expected revision did not take over", async () => {
    const rollout = { state: "incomplete", because: "after 9 s: r1 answers" } as const;
    const plan = { mode: "verify", gaps: { mode: "verify", ...following }, rollout };
    const report = await runGate(await planned({ plan } as Partial<GateRun>));
    expect(report).toMatchObject({ verdict: "fail", checks: [], rollout });
    expect(report.reasons[0]).toBe("after 9 s: r1 answers");
    expect(report.gaps).toMatchObject([{ state: "unmeasured" }]);
  });

  test("says that a gap names a check that there is not", async () => {
    const misspelt = { ...gap, checks: ["backend.answer"] };
    const plan = { mode: "verify", gaps: { mode: "verify", ...following, gaps: [misspelt] } };
    const report = await runGate(await planned({ plan } as Partial<GateRun>, "login"));
    expect(report.warnings).toContain("gap gap names a check that there is not: backend.answer");
  });
});
