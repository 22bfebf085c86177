/** What every benchmark is told. */
export interface BenchOptions {
  readonly seed: number;
  readonly workers: number;
  /** Regular expression on fault ids. */
  readonly faults: string;
  readonly checks: boolean;
  readonly secret: boolean;
  readonly verbose: boolean;
  /** Records what is said of each fault. */
  readonly update: boolean;
}
