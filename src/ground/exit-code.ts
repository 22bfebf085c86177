/**
 * One meaning each, for every command.
 *
 * | code | meaning |
 * |---|---|
 * | 0 | as expected |
 * | 1 | not as expected: failed checks, drift, gap not proven, not ready |
 * | 2 | usage or configuration |
 * | 3 | inconclusive; also: a declared target lost and another was tested |
 * | 4 | blocked: unreachable, unhealthy, or not the expected backend |
 * | 130 | interrupted |
 */
export type ExitCode = 0 | 1 | 2 | 3 | 4 | 130;

/** The exit codes in words, for `--help` and the documents. */
export const exitCodeMeanings: Readonly<Record<ExitCode, string>> = {
  0: "as expected",
  1: "not as expected (failed checks, drift, gap not proven, not ready)",
  2: "usage or configuration",
  3: "inconclusive (also: a declared target lost and another was tested)",
  4: "blocked (unreachable, unhealthy, not the expected backend)",
  130: "interrupted",
};
