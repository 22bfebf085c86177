import { appendFile } from "node:fs/promises";
import { ConfigurationError, explain } from "../../ground/errors.ts";
import type { GapHistory } from "../../harness/gate/gaps/gap-facts.ts";
import {
  eventOf,
  type GapEvent,
  hasMeasured,
  linesAfter,
  readLedger,
  stateOf,
} from "../../harness/gate/gaps/ledger.ts";
import type { Report } from "../../harness/report/report.ts";
import { KeptFile } from "../kept-file.ts";

/**
 * Everything on record; nothing where there is no ledger yet.
 *
 * @throws {@link ConfigurationError} for a ledger that cannot be read, or not be added to
 */
export async function eventsIn(file: string): Promise<readonly GapEvent[]> {
  const ledger = new KeptFile(file, "--ledger");
  const events = readLedger(await ledger.read(), file);
  await ledger.checkWritable();
  return events;
}

/** Where something was measured. */
interface Measured {
  readonly environment: string;
  readonly http: string;
}

/** What earlier runs left of gaps in a place. */
export function earlierIn(
  events: readonly GapEvent[],
  ids: readonly string[],
  { environment: on, http }: Measured,
): Readonly<Record<string, GapHistory>> {
  const target = hostOf(http);
  const known = ids.flatMap((id) => {
    const history = stateOf(id, events, { on, target });
    return history === undefined ? [] : [[id, history] as const];
  });
  return Object.fromEntries(known);
}

/**
 * Adds what a run measured of its gaps to the ledger. A gap it did not measure leaves no line: what was known of it
 * is known still. Lines are added at the end and nothing is written anew, so that of two runs both leave theirs.
 *
 * @returns how many lines were added
 * @throws {@link ConfigurationError} for a ledger that cannot be written
 */
export async function recordGaps(
  file: string,
  { gaps = [], run, target: { http } }: Report,
): Promise<number> {
  const measured = gaps.filter(({ state }) => hasMeasured(state));
  if (measured.length === 0 || http === null) return 0;
  const at = new Date(run.startedAt);
  const stamp = { at, on: run.environment, target: hostOf(http), run: run.id };
  const events = measured.map((gap) => eventOf(gap, stamp));
  const before = await new KeptFile(file, "--ledger").read();
  try {
    await appendFile(file, linesAfter(before, events));
  } catch (cause) {
    const rule = `must be a file that can be written: ${explain(cause)}`;
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError("--ledger", rule, { received: file, cause });
  }
  return measured.length;
}

/** Ports come and go with containers; whoever listens on this machine is one place. */
function hostOf(http: string): string {
  const { hostname } = new URL(http);
  return /^(?:127\.|\[::1\]$|localhost$)/.test(hostname) ? "localhost" : hostname;
}
