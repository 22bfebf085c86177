import type { RunSaw } from "../../probes/runs/run-saw.ts";

/** What comes no further apart comes at once. Milliseconds. */
export const atOnceMs = 100;

/** What comes after the longest silence of a run. Milliseconds. */
export interface Burst {
  readonly silenceMs: number;
  readonly count: number;
  /** From the first of these events to the last. */
  readonly spreadMs: number;
  /** The same by the server's own stamps; absent where it stamps nothing. */
  readonly stampedMs?: number;
}

export function burstAfterSilence({ events, stampsMs = [] }: RunSaw): Burst {
  const moments = events.map(([, , atMs]) => atMs);
  const gaps = moments.map((at, n) => at - (moments[n - 1] ?? 0));
  const silenceMs = Math.max(0, ...gaps);
  const from = gaps.indexOf(silenceMs);
  const after = moments.slice(Math.max(0, from));
  const stamps = stampsMs.slice(Math.max(0, from)).filter((stamp) => stamp !== null);
  return {
    ...{ silenceMs, count: after.length, spreadMs: spreadOf(after) },
    ...(stamps.length < 2 ? {} : { stampedMs: spreadOf(stamps) }),
  };
}

/** Stamps tell what the way here did: events that were made as they came were held back by nobody. */
export function isHeldBack({ spreadMs, stampedMs }: Burst): boolean {
  if (stampedMs === undefined) return spreadMs <= atOnceMs;
  return stampedMs > 2 * spreadMs + atOnceMs;
}

function spreadOf(moments: readonly number[]): number {
  return moments.length === 0 ? 0 : Math.max(...moments) - Math.min(...moments);
}
