import type { Evidence } from "./evidence.ts";
import type { Finding } from "./finding.ts";

/**
 * Says which cause some evidence speaks for.
 *
 * Pure, and silent about everything but evidence: no rule knows a fault. It reads what it needs, cheapest
 * first, and returns as soon as it is ruled out, so that no probe is asked for in vain.
 */
export interface Rule {
  /** Unique; what the rule is about, as a noun phrase. */
  readonly name: string;
  /** Judges what others leave unexplained: after them, and with what they found. @default false */
  readonly last?: boolean;
  /** @param found - by the others; empty but for a last one */
  judge(evidence: Evidence, found?: readonly Finding[]): Finding | readonly Finding[] | undefined;
}
