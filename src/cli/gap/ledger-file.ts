import type { GapHistory } from "../../harness/gate/gaps/gap-facts.ts";
import {
  appendEvent,
  eventOf,
  hasMeasured,
  readLedger,
  stateOf,
} from "../../harness/gate/gaps/ledger.ts";
import type { Report } from "../../harness/report/report.ts";
import { KeptFile } from "../kept-file.ts";

/**
 * What earlier runs left of gaps in an environment; nothing where there is no ledger yet.
 *
 * @throws ConfigurationError for a ledger that cannot be read, or not be added to
 */
export async function earlierIn(
  file: string,
  ids: readonly string[],
  environment: string,
): Promise<Readonly<Record<string, GapHistory>>> {
  const ledger = new KeptFile(file, "--ledger");
  const events = readLedger(await ledger.read(), file);
  await ledger.checkWritable();
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
 * @throws ConfigurationError for a ledger that cannot be written
 */
export async function recordGaps(file: string, { gaps = [], run }: Report): Promise<number> {
  const measured = gaps.filter(({ state }) => hasMeasured(state));
  if (measured.length === 0) return 0;
  const stamp = { at: new Date(run.startedAt), on: run.environment, run: run.id };
  await new KeptFile(file, "--ledger").change((before) =>
    measured.reduce((text, gap) => appendEvent(text, eventOf(gap, stamp)), before),
  );
  return measured.length;
}
