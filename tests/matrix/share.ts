/** What one worker of the matrix runs. */
export interface Share {
  readonly seed: number;
  readonly quirks: readonly {
    readonly id: string;
    /** Ids; all of them unless given. */
    readonly checks?: readonly string[];
  }[];
}

declare module "vitest" {
  interface ProvidedContext {
    gapproofShare: Share;
  }
}
