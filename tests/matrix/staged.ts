import type { Quirk } from "../../src/fixtures/faults/fault.ts";
import type { ProvidedRun } from "../../src/fixtures/provided-run.ts";

/** A backend with its quirks, and the run that checks are given to test it. */
export interface Stage extends AsyncDisposable {
  readonly run: ProvidedRun;
}

/** Long promises are kept this much faster. */
export const scale = 0.01;

/** How a backend is started that keeps them so. */
export const pace = { heartbeatMs: 15_000 * scale, idleMs: 360_000 * scale } as const;

/** Names a run by what its backend is played with; several are named by the first. */
export function runIdOf([first]: readonly Quirk[]): string {
  return `matrix-${(first?.id ?? "nothing").replaceAll(".", "-")}`;
}
