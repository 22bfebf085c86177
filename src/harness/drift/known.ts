import type { KeyRules } from "../../contract/keys/key-rules.ts";

/** What a team knows of and bears, until a day. */
export interface KnownDrift {
  readonly key: string;
  readonly reason: string;
  /** The last day it is borne, as `2026-12-31`. */
  readonly until: string;
}

/** What is borne, and which day it is. */
export interface Bearing {
  readonly rules: KeyRules;
  readonly known: readonly KnownDrift[];
  /** Today, as `2026-11-22`. */
  readonly today: string;
}

/** That something is known, why it is borne, and whether it still is. */
export interface Known {
  readonly reason: string;
  readonly until: string;
  readonly isExpired: boolean;
}

/**
 * What is known of a key.
 *
 * @param name - one of the names of {@link KeyRules}
 */
export function knownOf(name: string, { rules, known, today }: Bearing): Known | undefined {
  const borne = known.find(({ key }) => rules.of(key).name === name);
  if (borne === undefined) return undefined;
  const { reason, until } = borne;
  return { reason, until, isExpired: until < today };
}
