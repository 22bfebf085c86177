import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { inject } from "vitest";

export const root: string = join(import.meta.dirname, "../..");

/** Makes `gapproof` importable in a folder, as after an installation, from the code built for these tests. */
export function install(folder: string): void {
  const built = join(dirname(inject("cli")), "../..");
  const installed = join(folder, "node_modules/gapproof");
  mkdirSync(installed, { recursive: true });
  symlinkSync(built, join(installed, "dist"));
  symlinkSync(join(root, "node_modules/vitest"), join(folder, "node_modules/vitest"));
  writeFileSync(join(installed, "package.json"), readFileSync(join(root, "package.json")));
}
