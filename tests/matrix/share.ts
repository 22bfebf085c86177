/** A backend with its quirks, and which checks are run against it. */
export interface Encounter {
  /** What endings call it. */
  readonly id: string;
  /** Ids of what it is played with, all at once. */
  readonly quirks: readonly string[];
  /** Ids; all of them unless given. */
  readonly checks?: readonly string[] | undefined;
  /** Parts of ids; everything unless given. */
  readonly like?: readonly string[] | undefined;
  /** Ids of checks that go first. */
  readonly first?: readonly string[] | undefined;
  /** Ids of checks that go next. */
  readonly likely?: readonly string[] | undefined;
  /** Ends the encounter when so many checks have died: more of them would say nothing new. */
  readonly enough?: number | undefined;
  /** Of everything random here. @default the share's */
  readonly seed?: number | undefined;
}

/** What one worker of the matrix runs. */
interface Share {
  readonly seed: number;
  readonly encounters: readonly Encounter[];
  /** Checks that may be under way at once. @default as many as the event loop has time for */
  readonly atOnce?: number | undefined;
}

declare module "vitest" {
  interface ProvidedContext {
    gapproofShare: Share;
  }
}
