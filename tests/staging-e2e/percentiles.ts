/** The median and the two upper percentiles of some measurements, by nearest rank. */
export function percentiles(values: readonly number[]): Record<"p50" | "p95" | "p99", number> {
  const sorted = values.toSorted((a, b) => a - b);
  const rank = (share: number): number =>
    sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
  return { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) };
}
