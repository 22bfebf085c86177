import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { phases } from "../src/harness/gate/check.ts";
import { median } from "./median.ts";

export interface WallFigures {
  readonly rounds: number;
  readonly tests: number;
  readonly emptyMs: number;
  readonly gateMs: number;
  readonly ratio: number;
}

const packageRoot = join(import.meta.dirname, "../..");
const cli = join(import.meta.dirname, "../src/cli/main.js");
const vitest = join(packageRoot, "node_modules/vitest/vitest.mjs");

/** The gate's wall time against as many empty Vitest tests, in as many files, in alternating rounds. */
export async function gateAgainstEmptyTests(rounds: number): Promise<WallFigures> {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-bench-"));
  // Below the package, so that the empty tests find vitest.
  const empty = mkdtempSync(join(packageRoot, "node_modules/.cache-gapproof-bench-"));
  try {
    const gate = (): number => wall([cli, "gate", "--target", "embedded"], folder);
    gate();
    const report = JSON.parse(readFileSync(join(folder, "gapproof-report/report.json"), "utf8"));
    const tests: number = report.checks.length;
    writeEmptyTests(empty, tests);
    const args = [vitest, "run", "--root", empty, "--pool", "threads", "--no-isolate"];
    const pairs = Array.from({ length: rounds }, () => [wall(args, empty), gate()] as const);
    return {
      rounds,
      tests,
      emptyMs: median(pairs.map(([bare]) => bare)),
      gateMs: median(pairs.map(([, gated]) => gated)),
      ratio: median(pairs.map(([bare, gated]) => gated / bare)),
    };
  } finally {
    rmSync(folder, { recursive: true });
    rmSync(empty, { recursive: true });
  }
}

function wall(args: readonly string[], cwd: string): number {
  const start = performance.now();
  execFileSync(process.execPath, args, { cwd, stdio: "ignore" });
  return performance.now() - start;
}

/** Spread over one file per phase, as the gate's start-up cost is per phase too. */
function writeEmptyTests(folder: string, tests: number): void {
  writeFileSync(join(folder, "vitest.config.js"), "export default { test: { exclude: [] } };\n");
  for (const [index, phase] of phases.entries()) {
    const count = Math.floor((tests + phases.length - 1 - index) / phases.length);
    const lines = Array.from({ length: count }, (_, n) => `test("${phase} ${n}", async () => {});`);
    writeFileSync(
      join(folder, `${phase}.test.js`),
      `import { test } from "vitest";\n${lines.join("\n")}\n`,
    );
  }
}
