/** A point in time as servers write it (ISO 8601, seconds, milliseconds) in milliseconds; NaN for anything else. */
export function instantOf(value: unknown): number {
  if (typeof value === "string") return Date.parse(value);
  if (typeof value !== "number") return Number.NaN;
  // Seconds pass this number in the year 5138, milliseconds passed it in 1973.
  return value < 1e11 ? value * 1000 : value;
}
