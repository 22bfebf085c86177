/** What every command of the matrix is told. */
export interface MatrixOptions {
  readonly seed: number;
  readonly workers: number;
}

export interface RunOptions extends MatrixOptions {
  readonly faults?: readonly string[];
  readonly checks?: readonly string[];
  readonly verbose: boolean;
  readonly exhaustive: boolean;
  readonly update: boolean;
  readonly reportDir: string;
}

export function matches(id: string, parts: readonly string[] | undefined): boolean {
  return parts === undefined || parts.some((part) => id.includes(part));
}
