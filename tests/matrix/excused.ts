/** A check or a fault that the matrix does not hold to its rules, and why not. */
export interface Excuse {
  readonly id: string;
  readonly reason: string;
}

export const excused: readonly Excuse[] = [];
