import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { writeBranchFiles } from "../../../src/cli/serve/branch-files.ts";
import { faultsNamed } from "../../../src/cli/serve/fault-list.ts";
import { faults } from "../../../src/fixtures/faults/index.ts";
import { configSchema } from "../../../src/harness/settings/config.ts";

const chosen = faultsNamed(["manifest.says-an-old-value"], faults);

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-serve-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return folder;
}

test("what it would be deployed from is written with the fault in it, beside a configuration", async () => {
  const cwd = newFolder();
  await writeBranchFiles({ faults: chosen, folder: "deploy", revision: "abc1234", cwd });
  const backend = readFileSync(join(cwd, "deploy", "backend.yaml"), "utf8");
  expect(backend).toContain('WEBSOCKET_CONNECTION_TIMEOUT, value: "240"');
  expect(backend).toContain(":abc1234\n");
  const config = JSON.parse(readFileSync(join(cwd, "deploy", "gapproof.config.json"), "utf8"));
  expect(configSchema.parse(config).drift?.expected).toEqual([{ file: "backend.yaml" }]);
});

test("a fault that shows in files alone is refused where nobody asked for them", async () => {
  const asked = { faults: chosen, folder: undefined, revision: "abc1234", cwd: "/" };
  await expect(writeBranchFiles(asked)).rejects.toThrow(/--fault .*--branch-files/);
  await expect(writeBranchFiles({ ...asked, faults: [] })).resolves.toBeUndefined();
});

test("files that somebody else wrote there are left alone", async () => {
  const cwd = newFolder();
  const asked = { faults: chosen, folder: ".", revision: "abc1234", cwd };
  writeFileSync(join(cwd, "auth.yaml"), "mine");
  await expect(writeBranchFiles(asked)).rejects.toThrow(/--branch-files .*auth\.yaml/);
  expect(readFileSync(join(cwd, "auth.yaml"), "utf8")).toBe("mine");
  rmSync(join(cwd, "auth.yaml"));
  await writeBranchFiles(asked);
  await expect(writeBranchFiles(asked)).resolves.toBeUndefined();
});

test("a folder that cannot be written to is refused by its option", async () => {
  const cwd = newFolder();
  writeFileSync(join(cwd, "taken"), "");
  const asked = { faults: chosen, folder: "taken", revision: "abc1234", cwd };
  await expect(writeBranchFiles(asked)).rejects.toThrow(/--branch-files .*"taken"/);
});
