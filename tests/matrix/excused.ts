/** A fault that nobody is expected to notice, or a check that nothing is expected to kill, and why. */
export interface Excuse {
  readonly id: string;
  readonly reason: string;
}

/** Fewer than five. */
export const excused: readonly Excuse[] = [];
