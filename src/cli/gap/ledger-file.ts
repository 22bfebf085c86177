import { readFile, writeFile } from "node:fs/promises";
import { ConfigurationError, explain } from "../../ground/errors.ts";
import type { GapHistory } from "../../harness/gate/gaps/gap-facts.ts";
import {
  appendEvent,
  eventOf,
  hasMeasured,
  readLedger,
  stateOf,
} from "../../harness/gate/gaps/ledger.ts";
import type { Report } from "../../harness/report/report.ts";

/**
 * What earlier runs left of gaps in an environment; nothing where there is no ledger yet.
 *
 * @throws {@link ConfigurationError} for a ledger that cannot be read
 */
export async function earlierIn(
  file: string,
  ids: readonly string[],
  environment: string,
): Promise<Readonly<Record<string, GapHistory>>> {
  const events = readLedger(await textOf(file), file);
  const known = ids.flatMap((id) => {
    const history = stateOf(id, events, environment);
    return history === undefined ? [] : [[id, history] as const];
  });
  return Object.fromEntries(known);
}

/**
 * Adds what a run measured of its gaps to the ledger. A gap it did not measure leaves no line: what was known of it
 * is known still.
 *
 * @returns how many lines were added
 * @throws {@link ConfigurationError} for a ledger that cannot be written
 */
export async function recordGaps(file: string, { gaps = [], run }: Report): Promise<number> {
  const measured = gaps.filter(({ state }) => hasMeasured(state));
  if (measured.length === 0) return 0;
  const stamp = { at: new Date(run.startedAt), on: run.environment, run: run.id };
  const before = await textOf(file);
  const after = measured.reduce((text, gap) => appendEvent(text, eventOf(gap, stamp)), before);
  try {
    await writeFile(file, after);
  } catch (cause) {
    throw unusable(file, "written", cause);
  }
  return measured.length;
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "";
    throw unusable(file, "read", cause);
  }
}

function unusable(file: string, how: "read" | "written", cause: unknown): ConfigurationError {
  const rule = `must be a file that can be ${how}: ${explain(cause)}`;
  return new ConfigurationError("--ledger", rule, { received: file, cause });
}
