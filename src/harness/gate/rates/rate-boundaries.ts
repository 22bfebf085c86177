/** Which counts decide after so many trials; `null` where none can. They never meet: `failAt < passAt`. */
export interface RateBoundaries {
  /** So many successes or more are a pass. */
  readonly passAt: number | null;
  /** So many successes or fewer are a fail. */
  readonly failAt: number | null;
}

/** What the boundaries make of a count; nothing when it lies between them. */
export function settle(
  { passAt, failAt }: RateBoundaries,
  successes: number,
): "pass" | "fail" | undefined {
  if (failAt !== null && successes <= failAt) return "fail";
  if (passAt !== null && successes >= passAt) return "pass";
  return undefined;
}

/** For people: `pass at ≥ 29, fail at ≤ 24`. */
export function boundaryWords({ passAt, failAt }: RateBoundaries): string {
  const pass = passAt === null ? "no pass yet" : `pass at ≥ ${passAt}`;
  const fail = failAt === null ? "no fail yet" : `fail at ≤ ${failAt}`;
  return `${pass}, ${fail}`;
}
