import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { branchOf, branchSawOf } from "../../../src/cli/diagnose/branch-of.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import { layBranch } from "../../../src/fixtures/branch-folder.ts";
import type { Quirk } from "../../../src/fixtures/faults/fault.ts";
import { faults, manifestsOf, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { diagnoseAgain } from "../../../src/harness/diagnosis/diagnose.ts";
import { Evidence, isNotRun } from "../../../src/harness/diagnosis/evidence.ts";
import { investigate } from "../../../src/harness/diagnosis/investigation.ts";
import { Labs } from "../../../src/harness/diagnosis/labs.ts";
import type { Probe } from "../../../src/harness/diagnosis/probe.ts";
import { branch } from "../../../src/harness/diagnosis/probes/branch.ts";
import { front } from "../../../src/harness/diagnosis/probes/front.ts";
import { parseRecording, Recorder } from "../../../src/harness/diagnosis/recording.ts";
import { rules } from "../../../src/harness/diagnosis/rules/index.ts";
import { subjectOf } from "./lab-of.ts";

async function laid(quirks: readonly Quirk[]) {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-branch-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return { branch: await layBranch(manifestsOf(quirks), folder), contract: defaultContract };
}

function faultOf(id: string): Quirk {
  const fault = faults.find((one) => one.id === id);
  if (fault === undefined) throw new RangeError(`there is no fault ${id}`);
  return fault;
}

describe("the files of a branch", () => {
  test("break no rule where they are as planned", async () => {
    expect(branchOf(await laid([]))).toEqual({ violations: [] });
  });

  test("are not there where no run names one", async () => {
    const { branch: files, contract } = await laid([]);
    expect(branchOf({ contract })).toBeUndefined();
    const config = { ...files.config, expected: [], siblings: { auth: [], frontend: [] } };
    expect(branchOf({ contract, branch: { ...files, config } })).toBeUndefined();
  });

  test("tell what breaks a rule with its cause, its key, and its file and line", async () => {
    const saw = branchOf(await laid([faultOf("manifest.says-an-old-value")]));
    expect(saw?.violations[0]).toMatchObject({ cause: "manifest-unplanned" });
    expect(saw?.violations[0]?.place).toMatch(/^backend\.yaml:\d+$/);
    expect(saw?.violations[0]?.key).toMatch(/timeout/);
  });

  test("hold no secret that was found in them", async () => {
    const fault = faultOf("manifest.holds-a-literal-secret");
    const text = JSON.stringify(branchOf(await laid([fault])));
    expect(text).toContain("secret-in-manifest");
    expect(text).not.toContain(fault.deploys?.[0]?.to.replace("value: ", ""));
  });

  test("differ from what runs where both say a value, and nobody bears the difference", () => {
    const from = { file: "backend.yaml", line: 7 };
    const one = { state: "different", severity: "major", expected: "360", from } as const;
    const known = { reason: "soon", until: "2030-01-01" };
    const { drift } = branchSawOf([], {
      drift: [
        { ...one, key: "idle", deployed: "240" },
        { ...one, key: "borne", deployed: "1", known: { ...known, isExpired: false } },
        { ...one, key: "overdue", deployed: "2", known: { ...known, isExpired: true } },
        { ...one, key: "unpublished", state: "unpublished" },
      ],
      equal: ["memory", "cpu"],
    });
    expect(drift?.different.map(({ key }) => key)).toEqual(["idle", "overdue"]);
    expect(drift?.different[0]).toMatchObject({ deployed: "240", place: "backend.yaml:7" });
    expect(drift?.equal).toBe(2);
  });
});

describe("a diagnosis of a branch", () => {
  test("names what stands in its files, and does so again from a recording", async () => {
    const subject = { branch: branchOf(await laid([faultOf("manifest.says-an-old-value")])) };
    await using backend = await startFaulty([], { seed: 1 });
    await using labs = new Labs(subjectOf(backend, subject));
    const recorder = new Recorder();
    const diagnosis = await investigate(labs.carry, {
      ...{ probes: [branch, front] as readonly Probe[], rules },
      target: { http: backend.url, ws: backend.wsUrl },
      ...{ patience: { company: 3, companyMs: 400 }, onSeen: recorder.note },
    });
    expect(diagnosis.causes.map(({ id }) => id)).toEqual(["manifest-unplanned"]);
    expect(diagnosis.causes[0]?.evidence[0]?.text).toMatch(/backend\.yaml.*\d+/);
    expect(diagnosis.probes[0]).toMatchObject({ id: "P18", name: "branch" });
    const text = JSON.stringify(recorder.recording(diagnosis.target, new Date()));
    const again = await diagnoseAgain(parseRecording(text, "seen.json"));
    expect(again.causes).toEqual(diagnosis.causes);
  });

  test("runs no probe of files where nobody named one", async () => {
    await using backend = await startFaulty([], { seed: 1 });
    await using labs = new Labs(subjectOf(backend));
    const { saw } = await labs.carry(branch as Probe, new Evidence());
    expect(isNotRun(saw) && saw.notRun).toBe("no file of the branch was named");
  });
});
