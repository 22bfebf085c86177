/** What is known of a limit. */
export interface SizesKnown {
  /** Largest size that was taken; 0 while none was. */
  readonly taken: number;
  /** Smallest size that was refused; infinite while none was. */
  readonly refused: number;
}

interface Search {
  /** A message cannot be shorter. */
  readonly least: number;
  readonly expected: number;
  /** Nothing longer is tried. */
  readonly most: number;
}

/** How exact a limit is to be that is not the expected one: a part of it. */
const grain = 1 / 64;

/** The size to try next; undefined when nothing more is to be found out. Pure. */
export function nextSize(
  { taken, refused }: SizesKnown,
  { least, expected, most }: Search,
): number | undefined {
  const untried = (bytes: number): boolean => bytes > taken && bytes < refused;
  // Whether it is taken at all, what is expected, a byte more, and the most as the last.
  if (taken === 0) return untried(least) ? least : undefined;
  const goal = [expected, expected + 1, most].find((bytes) => bytes <= most && untried(bytes));
  if (goal !== undefined) return goal;
  if (refused === Number.POSITIVE_INFINITY || refused - taken <= Math.max(1, taken * grain))
    return undefined;
  return Math.floor((taken + refused) / 2);
}
