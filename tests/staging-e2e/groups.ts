/** Splits a number of things into groups of at most `size`, in the fewest groups. */
export function groups(total: number, size: number): number[] {
  const full = Array.from({ length: Math.floor(total / size) }, () => size);
  return total % size === 0 ? full : [...full, total % size];
}
