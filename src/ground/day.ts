/** The day of a moment, in UTC, as `2026-11-22`: what dates without a time are compared with. */
export function dayOf(moment: Date): string {
  return moment.toISOString().slice(0, 10);
}
