import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import { runProgram } from "../../../src/cli/program.ts";
import { RecordingIo } from "../cli/recording-io.ts";

/** A secret nobody is to see again. */
export const canary = "canaryB1rdOfYellowFeathers";

/** Files of a folder, by name. */
export type Planted = Readonly<Record<string, string>>;

/** Patterns of a team whose deployment is a script. */
export const patterns = [{ pattern: String.raw`"(?<key>\w+)": "(?<value>[^"]*)"` }];

// Whatever engine this machine has, its containers are not what is tested here.
export const env = { DOCKER_HOST: "unix:///nowhere/engine.sock", CANARY_TOKEN: canary };

export function folderWith(files: Planted): string {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-canary-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return folder;
}

/** What `gapproof drift` says, as a text and in JSON. */
export async function driftOf(cwd: string, argv: readonly string[]): Promise<string> {
  const said: string[] = [];
  for (const more of [[], ["--json"]]) {
    const io = new RecordingIo({ cwd, env });
    await runProgram(io, ["drift", ...argv, ...more]);
    said.push(io.stdout, io.stderr);
  }
  return said.join("\n");
}
