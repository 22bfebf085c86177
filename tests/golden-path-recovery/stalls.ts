/** Later than this share of a run means: when it was as good as over. A burst comes at 0.95 and more. */
export const notYetTheEnd = 0.75;

/** Shorter than this share of a run means: all at once. */
export const noMoment = 0.1;

/** A slow run is told at a steady pace; a longer silence than this share of it was the machine's. */
const steady = 0.3;

const mostAttempts = 3;

/**
 * Tries again when an attempt tells nothing: a machine that stalls for a second is no judge of a run that
 * takes one. The last attempt counts, whatever it was.
 *
 * @param isTelling - whether the attempt was in time for what it is to show
 */
export async function undisturbed<T>(
  attempt: () => Promise<T>,
  isTelling: (result: T) => boolean,
): Promise<T> {
  let result = await attempt();
  for (let n = 1; n < mostAttempts && !isTelling(result); n += 1) result = await attempt();
  return result;
}

/** Whether things came at a steady pace. @param moments - milliseconds since they were asked for */
export function isSteady(moments: readonly number[]): boolean {
  const gaps = moments.map((moment, n) => moment - (moments[n - 1] ?? 0));
  return Math.max(...gaps) < (moments.at(-1) ?? Number.NaN) * steady;
}
