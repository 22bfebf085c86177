import { monitorEventLoopDelay } from "node:perf_hooks";

/** Later than this share of a run means: when it was as good as over. A burst comes at 0.95 and more. */
export const notYetTheEnd = 0.75;

/** Shorter than this share of a run means: all at once. */
export const noMoment = 0.1;

/** Less than this share of a promised slowness means: not slow. A clock may be coarse, a run quick. */
export const slowEnough = 0.5;

/**
 * A loop that is late by more was held up. Ours is late by some milliseconds while checks run side by
 * side; the steps of a slow run are about a hundred apart, so a longer pause can change their picture.
 */
const stallMs = 150;

/** How often the loop is looked at; a turn that is in time is counted as late by this. */
const resolution = 10;

const mostAttempts = 3;

/**
 * Tries again when our own process was held up during an attempt: whoever looked away is no judge of
 * when things came. What came of the attempt is no reason. The last attempt counts, whatever it was.
 */
export async function undisturbed<T>(attempt: () => Promise<T>): Promise<T> {
  let { result, latestMs } = await watched(attempt);
  for (let n = 1; n < mostAttempts && latestMs > stallMs; n += 1) {
    ({ result, latestMs } = await watched(attempt));
  }
  return result;
}

/** @returns what came of it, and by how much our event loop was late at its worst meanwhile */
async function watched<T>(
  attempt: () => Promise<T>,
): Promise<{ readonly result: T; readonly latestMs: number }> {
  const delays = monitorEventLoopDelay({ resolution });
  delays.enable();
  try {
    const result = await attempt();
    return { result, latestMs: delays.max / 1e6 - resolution };
  } finally {
    delays.disable();
  }
}
