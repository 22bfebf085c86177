/** Later than this share of a run means: when it was as good as over. A burst comes at 0.95 and more. */
export const notYetTheEnd = 0.75;

/** Shorter than this share of a run means: all at once. */
export const noMoment = 0.1;
