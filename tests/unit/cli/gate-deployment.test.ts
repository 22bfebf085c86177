import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { runGate } from "../../../src/cli/gate/gate-run.ts";
import { writeBranchFiles } from "../../../src/cli/serve/branch-files.ts";
import { faultsNamed } from "../../../src/cli/serve/fault-list.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { provision } from "../../../src/fixtures/provision.ts";
import { systemClock } from "../../../src/ground/clock.ts";
import type { Report } from "../../../src/harness/report/report.ts";
import { reportSchema } from "../../../src/harness/report/schema.ts";
import { renderTerminal } from "../../../src/harness/report/terminal.ts";
import { loadSettings } from "../../../src/harness/settings/load-settings.ts";

interface Deployed {
  /** What is wrong with what runs. */
  readonly running?: readonly string[];
  /** What is wrong with the files of the branch. */
  readonly branch?: readonly string[];
  readonly pattern: string;
}

/** The gate, as a team runs it: files of the branch in its folder, and a backend somewhere. */
async function gateOn({ running = [], branch = [], pattern }: Deployed): Promise<Report> {
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-gate-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  const files = { folder: ".", revision: "embedded", cwd };
  await writeBranchFiles({ faults: faultsNamed(branch, faults), ...files });
  await using backend = await startFaulty(faultsNamed(running, faults), {
    requestsPerMinute: 1_000_000,
  });
  return await runGate({
    settings: await loadSettings({
      ...{ cwd, env: {} },
      flags: { target: backend.url, expectRevision: "embedded", seed: "7" },
    }),
    options: {
      ...{ phases: ["deployment-validation"], pattern, isFiltered: true, retry: 0 },
      ...{ maxDurationMs: 60_000, preflight: true, diagnose: false },
    },
    files: {
      root: join(import.meta.dirname, "../../.."),
      globs: {
        "deployment-validation": ["tests/deployment-validation/{deployed,manifest}.test.ts"],
      },
    },
    ...{ provision, clock: systemClock, interrupted: new AbortController().signal },
  });
}

const whatRuns = "deployment\\.(runs-what|answers-as)";

test("a deployment that is as the branch says has no drift, and one revision answers", async () => {
  const report = await gateOn({ pattern: whatRuns });
  expect(reportSchema.safeParse(report).error).toBeUndefined();
  expect(report.checks.map(({ state }) => state)).toEqual(["passed", "passed"]);
  expect(report.drift?.equal).toContain("websocket_connection_timeout");
  expect(report.census).toMatchObject({ state: "as-expected", ws: { asked: 29, failed: 0 } });
  const text = renderTerminal(report);
  expect(text).toMatch(/^drift {5}none: \d+ settings run as the branch says$/m);
  expect(text).toMatch(/^revision {2}embedded answers 29 connections over HTTP/m);
});

test("drift, a stale WebSocket and unfit files are told side by side, each with its place", async () => {
  const report = await gateOn({
    running: ["deployment.runs-with-old-settings", "edge.upgrades-to-an-older-revision"],
    branch: ["manifest.inverts-its-timeouts", "manifest.holds-a-literal-secret"],
    pattern: `${whatRuns}|^manifest\\.`,
  });
  const failed = report.checks.filter(({ state }) => state === "failed");
  expect(failed.map(({ id }) => id).toSorted()).toEqual([
    "deployment.answers-as-expected-revision",
    "deployment.runs-what-the-branch-deploys",
    "manifest.holds-no-secret",
    "manifest.orders-its-timeouts",
  ]);
  expect(report.drift?.drift).toContainEqual(
    expect.objectContaining({
      ...{ key: "websocket_connection_timeout", state: "different" },
      ...{ expected: "360", deployed: "240" },
      from: { file: "backend.yaml", line: expect.any(Number) },
    }),
  );
  expect(report.census).toMatchObject({ state: "websocket-stale" });
  const text = renderTerminal(report);
  expect(text).toMatch(/expected {2}360 .*backend\.yaml, line \d+\n.*deployed {2}240/);
  const said = JSON.stringify(report);
  expect(said).toMatch(/agent_execution_timeout 25.* < .*websocket_receive_timeout 18/);
  expect(`${said}${text}`).not.toContain("n0t-a-real-secret");
});
