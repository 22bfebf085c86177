import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { onTestFinished } from "vitest";
import { runProgram } from "../../../src/cli/program.ts";
import { RecordingIo } from "./recording-io.ts";

const branch = fileURLToPath(new URL("../drift/issue-128", import.meta.url));

/** What the plan of issue 128 deploys with. */
export const script: string = readFileSync(join(branch, "deploy_to_gcp.py"), "utf8");

/** Patterns of a team whose deployment is a Python script. */
const patterns = [
  { pattern: String.raw`"(?<key>WEBSOCKET_\w+)":\s*"(?<value>[^"]*)"` },
  { pattern: String.raw`^(?<key>backend_\w+)\s*=\s*"(?<value>[^"]*)"` },
];

/** A configuration that deploys by a script, and whatever else it says. */
export function deploys(file: string, more: object = {}): Record<string, string> {
  const drift = { expected: [{ file, patterns }], ...more };
  return { "gapproof.config.json": JSON.stringify({ drift }) };
}

export interface DriftRun {
  /** Beside the branch's own. */
  readonly files?: Record<string, string>;
  readonly env?: Record<string, string>;
  readonly interrupted?: AbortSignal;
  /** Hears every word on standard error. */
  readonly onErr?: (text: string) => void;
}

/** `gapproof drift` in a folder of its own with the branch of issue 128 in it. */
export async function drifting(
  argv: readonly string[],
  { files = {}, env = {}, onErr, ...more }: DriftRun = {},
): Promise<RecordingIo> {
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-drift-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  cpSync(branch, cwd, { recursive: true });
  for (const [name, content] of Object.entries(files)) writeFileSync(join(cwd, name), content);
  // Whatever engine this machine has, its containers are not what is tested here.
  const io = new RecordingIo({
    cwd,
    env: { DOCKER_HOST: "unix:///nowhere/engine.sock", ...env },
    ...more,
  });
  const { err } = io;
  io.err = (text) => {
    err.call(io, text);
    onErr?.(text);
  };
  await runProgram(io, ["drift", ...argv]);
  return io;
}
