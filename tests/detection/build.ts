import { execFileSync } from "node:child_process";
import { mkdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import type { TestProject } from "vitest/node";

declare module "vitest" {
  interface ProvidedContext {
    /** Compiled command line, built from the sources as they are now. */
    cli: string;
  }
}

/**
 * Compiles the package afresh, because these tests run the command line as people do: in a process
 * of its own, from compiled code. `dist/` may be older than the sources under test.
 */
export function setup(project: TestProject): () => void {
  const root = join(import.meta.dirname, "../..");
  // Below node_modules, so that the compiled code finds its packages and git does not see it.
  const outDir = join(root, "node_modules/.cache/gapproof", `cli-${process.pid}`);
  mkdirSync(outDir, { recursive: true });
  const tsc = join(root, "node_modules/typescript/bin/tsc");
  execFileSync(process.execPath, [tsc, "-p", "tsconfig.build.json", "--outDir", outDir], {
    cwd: root,
    stdio: ["ignore", "inherit", "inherit"],
  });
  project.provide("cli", join(outDir, "src/cli/main.js"));
  return function removeBuild() {
    rmSync(outDir, { recursive: true, force: true });
  };
}
