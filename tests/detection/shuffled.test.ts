import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { phases } from "../../src/harness/gate/check.ts";
import { proves } from "../catalogue/proves.ts";
import { root } from "./installation.ts";

test(
  "every check passes in any order: the phases shuffled, all at once",
  proves("M14"),
  async () => {
    const folder = mkdtempSync(join(tmpdir(), "gapproof-shuffled-"));
    const result = join(folder, "result.json");
    const { PATH = "", HOME = "" } = process.env;
    const child = spawn(
      process.execPath,
      [
        ...[join(root, "node_modules/vitest/vitest.mjs"), "run", "--mode", "hermetic"],
        ...phases.flatMap((phase) => ["--project", phase]),
        ...["--sequence.shuffle", "--reporter", "json", "--outputFile", result],
      ],
      { cwd: root, env: { PATH, HOME }, stdio: ["ignore", "ignore", "pipe"] },
    );
    try {
      const [code] = await once(child, "close");
      const { numPassedTests, startTime, testResults } = JSON.parse(readFileSync(result, "utf8"));
      const failed = (testResults as TestFile[])
        .flatMap(({ assertionResults }) => assertionResults)
        .filter(({ status }) => status === "failed");
      // Vitest shuffles by the time it starts, so the time is what repeats the order.
      expect(failed, `--sequence.shuffle --sequence.seed=${startTime}`).toEqual([]);
      expect(code).toBe(0);
      expect(numPassedTests).toBeGreaterThan(200);
    } finally {
      child.kill("SIGKILL");
      rmSync(folder, { recursive: true, force: true });
    }
  },
);

interface TestFile {
  readonly assertionResults: readonly { readonly status: string; readonly title: string }[];
}
