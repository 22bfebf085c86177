import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import * as z from "zod";
import type { Outcome } from "./score.ts";

const file = join(import.meta.dirname, "diagnosis.named.json");

const schema = z.record(z.string(), z.string());

/** Fault to the cause its diagnosis named first, or what it said instead; as the benchmark last recorded it. */
export type Named = Readonly<Record<string, string>>;

export function readNamed(): Named {
  return schema.parse(JSON.parse(readFileSync(file, "utf8")));
}

/** Records what was said of each fault. */
export function writeNamed(outcomes: readonly Outcome[]): void {
  const said = outcomes
    .map((outcome): readonly [string, string] => [outcome.played[0] ?? "", saidOf(outcome)])
    .toSorted(([a], [b]) => a.localeCompare(b));
  writeFileSync(file, `${JSON.stringify(Object.fromEntries(said), undefined, 2)}\n`);
}

function saidOf({ diagnosis: { healthy, abstained, causes } }: Outcome): string {
  if (healthy) return "nothing is wrong";
  return abstained ? "cannot say" : (causes[0]?.id ?? "cannot say");
}
