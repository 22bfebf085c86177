/** Limits around the checks that no contract holds. Milliseconds. */
export interface RunLimits {
  /** When a single test is given up, whatever it waits for. */
  readonly testMs: number;
  /** When the whole run is ended: `--max-duration`. */
  readonly suiteMs: number;
}

/** As the gate has them when nobody says otherwise. */
export const usualRunLimits: RunLimits = { testMs: 150_000, suiteMs: 15 * 60_000 };
