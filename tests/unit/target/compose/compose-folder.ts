import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Machine } from "../../../../src/harness/settings/machine.ts";
import type { Target, TrailEntry } from "../../../../src/harness/target/target.ts";
import { type Asked, found, resolvingUnprobed } from "../asked.ts";

type Files = Readonly<Record<string, string>>;

/** A machine without engines, in a folder with these files, gone when the test ends. */
export function folderWith(files: Files, env: Machine["env"] = {}): Machine {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-compose-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), text);
  }
  return { folder, env, engineSockets: [] };
}

/** What a search that asks nobody makes of the files. */
export function targetFrom(
  files: Files,
  asked: Asked & { env?: Machine["env"] } = {},
): Promise<Target> {
  const { env, ...rest } = asked;
  return found(resolvingUnprobed({ machine: folderWith(files, env), ...rest }));
}

export function composeIn({ trail }: { readonly trail: readonly TrailEntry[] }): readonly string[] {
  return trail
    .filter(({ via }) => via === "compose-file")
    .map(({ variable, url, state, reason }) =>
      [variable, url, state, reason].filter((word) => word !== undefined).join(" | "),
    );
}

export function service(name: string, ...ports: readonly string[]): string {
  return `services:\n  ${name}:\n    ports:\n${ports.map((port) => `      - ${port}\n`).join("")}`;
}
