import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { faults, startFaulty } from "../../src/fixtures/faults/index.ts";
import { reportSchema } from "../../src/harness/report/schema.ts";
import { Command, run } from "./command.ts";
import { dumbServer } from "./serving.ts";

test("a gate says once why its checks failed, and of each which cause explains it", async () => {
  const fault = faults.filter(({ id }) => id === "handshake.selects-nothing");
  await using backend = await startFaulty(fault);
  const folder = mkdtempSync(join(tmpdir(), "gapproof-diagnosed-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const where = ["--target", backend.url, "--report-dir", join(folder, "report")];
  const { code, stdout } = await run(["gate", "--fast", "--json", ...where]);
  expect(code).toBe(1);
  const { diagnoses = [], checks } = reportSchema.parse(JSON.parse(stdout));
  expect(diagnoses).toHaveLength(1);
  expect(diagnoses[0]?.causes.map(({ id }) => id)).toEqual(["never-negotiates"]);
  const failed = checks.filter(({ state }) => state === "failed");
  expect(failed.length).toBeGreaterThan(20);
  // What is left over would be a second mystery, and there is only one fault.
  expect(failed.filter(({ explainedBy }) => explainedBy === undefined)).toEqual([]);
});

test.for(["SIGINT", "SIGTERM"] as const)(
  "a diagnosis ends with 130 at the first %s, in one sentence",
  async (signal) => {
    let interrupt = (): void => undefined;
    // It never answers: whatever is under way when the signal comes would take long to end.
    await using hanging = await dumbServer(() => interrupt());
    using diagnosis = new Command(["diagnose", hanging.url, "--no-env-file"]);
    interrupt = () => void diagnosis.process.kill(signal);
    const startMs = performance.now();
    const { code, stdout, stderr } = await diagnosis.finished;
    expect([code, stdout, stderr]).toEqual([130, "", "the diagnosis was interrupted\n"]);
    expect(performance.now() - startMs).toBeLessThan(10_000);
  },
);
