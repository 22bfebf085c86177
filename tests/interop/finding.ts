import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { defaultContract } from "../../src/contract/default.ts";
import { type Report, reportSchema } from "../../src/harness/report/schema.ts";
import type { TrailEntry } from "../../src/harness/target/target.ts";
import { Command } from "../detection/command.ts";
import type { PrivateEngine } from "./private-engine.ts";

export interface Resolved {
  readonly code: number | null;
  readonly http: string | null;
  readonly source: string | null;
  readonly services: { readonly auth: string | null };
  readonly warnings: readonly string[];
  readonly trail: readonly TrailEntry[];
}

/**
 * What the command line finds through an engine.
 *
 * @param prepare - fills the folder the command runs in
 */
export async function resolve(
  engine: PrivateEngine,
  args: readonly string[] = [],
  prepare?: (cwd: string) => void,
): Promise<Resolved> {
  // Under CI, so that nothing is made up when no container is the backend.
  const env = { ...engine.env, CI: "true" };
  using command = new Command(["resolve", "--json", ...args], env, prepare);
  const { code, stdout, stderr } = await command.finished;
  if (code === 2 || stdout === "") throw new Error(stderr);
  return { ...JSON.parse(stdout), code };
}

export function entryOf({ trail }: Resolved, container: string): TrailEntry | undefined {
  return trail.find((entry) => entry.container === container);
}

/** Waits until somebody answers HTTP on a port of this machine. */
export async function untilUp(port: number): Promise<void> {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(`http://127.0.0.1:${port}/health`).catch(() => undefined);
    if (answer !== undefined) return;
    await sleep(100);
  }
  throw new Error(`nothing answers on port ${port}`);
}

/** A config file with another contract: the backend's place, or the settings it must publish. */
export function contractIn(cwd: string, place: object, settings: object = {}): void {
  const { services } = defaultContract;
  const contract = {
    ...defaultContract,
    services: { ...services, backend: { ...services.backend, ...place } },
    settings: { ...defaultContract.settings, ...settings },
  };
  writeFileSync(join(cwd, "gapproof.config.json"), JSON.stringify({ contract }));
}

export function reportOf(text: string): Report {
  return reportSchema.parse(JSON.parse(text));
}
