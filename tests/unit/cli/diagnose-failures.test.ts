import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { diagnoseFailures } from "../../../src/cli/gate/diagnose-failures.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import type { Backend } from "../../../src/fixtures/backend/index.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import type { Provision } from "../../../src/fixtures/provision.ts";
import { loadSettings } from "../../../src/harness/settings/load-settings.ts";
import { failedCheck, sampleTarget } from "../report/sample.ts";

function readyOn({ url: http, wsUrl: ws }: Pick<Backend, "url" | "wsUrl">): Provision {
  const target = { ...sampleTarget, ...{ http, ws, remote: false, services: {} } };
  return {
    ...{ state: "ready", target },
    provided: {
      ...{ runId: "test", seed: 7, scale: 1, contract: defaultContract, target },
      ...{ credentials: { environment: "test" }, testHeaders: false, stateDir: tmpdir() },
    },
    [Symbol.asyncDispose]: () => Promise.resolve(),
  };
}

async function settingsWith(env: Readonly<Record<string, string>> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-test-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  return await loadSettings({ cwd, env, flags: { envFile: false } });
}

const interrupted = new AbortController().signal;

async function broken(id: string): Promise<Backend> {
  const backend = await startFaulty(faults.filter((fault) => fault.id === id));
  onTestFinished(() => backend.stop());
  return backend;
}

describe("diagnosing what made checks fail", () => {
  test("ends at its limit with a diagnosis that says so", async () => {
    const ready = readyOn(await broken("handshake.selects-nothing"));
    const settings = await settingsWith();
    const { diagnoses, warnings } = await diagnoseFailures({
      ...{ ready, settings, interrupted, checks: [failedCheck], limitMs: 1 },
    });
    expect(diagnoses).toMatchObject([
      { healthy: false, cutShort: expect.stringMatching(/0\.001 s/) },
    ]);
    expect(warnings).toEqual([]);
  });

  test("says that it was interrupted when it was, and not that it took long", async () => {
    const ready = readyOn(await broken("handshake.selects-nothing"));
    const settings = await settingsWith();
    const person = new AbortController();
    const { diagnoses, warnings } = await diagnoseFailures({
      ...{ ready, settings, interrupted: person.signal, checks: [failedCheck] },
      onProgress: () => person.abort(),
    });
    expect(diagnoses).toEqual([]);
    expect(warnings).toEqual(["the failures were not diagnosed: that was interrupted"]);
  });

  test("looks at the direct URL that the environment's variables name", async () => {
    const ready = readyOn(await broken("handshake.selects-nothing"));
    await using direct = await startFaulty([]);
    const settings = await settingsWith({ TEST_DIRECT_URL: direct.url });
    const { diagnoses } = await diagnoseFailures({
      ...{ ready, settings, interrupted, checks: [failedCheck] },
    });
    expect(diagnoses[0]?.target.direct).toBe(direct.url);
    // What only the public address does is the edge's.
    expect(diagnoses[0]?.causes[0]).toMatchObject({ id: "selection-stripped" });
  });

  test("goes on without a direct URL that is misspelt, and says so", async () => {
    const ready = readyOn(await broken("handshake.selects-nothing"));
    const settings = await settingsWith({ TEST_DIRECT_URL: "ftp://a.example" });
    const { diagnoses, warnings } = await diagnoseFailures({
      ...{ ready, settings, interrupted, checks: [failedCheck] },
    });
    expect(diagnoses[0]?.causes[0]?.id).toBe("never-negotiates");
    expect(warnings).toEqual([expect.stringMatching(/not looked at directly: .*TEST_DIRECT_URL/)]);
  });
});
