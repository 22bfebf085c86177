/**
 * Ids of the checks that together notice every fault of the library. Computed and rewritten by
 * `npm run matrix -- --update`: a greedy cover, small and not proven to be the smallest.
 */
export const fastChecks: readonly string[] = [];
