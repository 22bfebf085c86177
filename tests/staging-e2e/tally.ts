import { explain } from "../../src/ground/errors.ts";

/** What came of many tries. */
export interface Tally {
  readonly tries: number;
  /** Why the others did not succeed, as they came. */
  readonly failures: readonly string[];
  /** How many they are, and the first of them, in words. */
  readonly complaint: string;
  /** Of those that succeeded, 0 to 1. */
  readonly share: number;
}

/** One try: why it failed, or nothing when it did not. Throwing is failing. */
export type Try = (n: number) => Promise<string | undefined>;

/**
 * Tries something many times, all at once or some at a time, and counts.
 *
 * @param width - how many at a time (@default all)
 */
export async function tally(tries: number, attempt: Try, width: number = tries): Promise<Tally> {
  const failures: string[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let n = next++; n < tries; n = next++) {
      const why = await attempt(n).catch(explain);
      if (why !== undefined) failures.push(why);
    }
  };
  await Promise.all(Array.from({ length: Math.min(width, tries) }, work));
  const because = failures.length === 0 ? "" : `, first: ${failures[0]}`;
  const complaint = `${failures.length} of ${tries} failed${because}`;
  return { tries, failures, complaint, share: 1 - failures.length / tries };
}
