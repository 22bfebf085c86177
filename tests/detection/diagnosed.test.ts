import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { faults, startFaulty } from "../../src/fixtures/faults/index.ts";
import { reportSchema } from "../../src/harness/report/schema.ts";
import { run } from "./command.ts";

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
