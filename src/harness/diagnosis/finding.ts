import type { CauseId } from "../../ground/cause.ts";
import type { ProbeName } from "./sightings.ts";

/** One thing a probe saw that speaks for a cause. Redacted. */
export interface EvidenceItem {
  readonly probe: ProbeName;
  /** What was seen, as a fact. */
  readonly text: string;
  /** Bytes on the wire, side by side. */
  readonly sent?: string;
  readonly received?: string;
}

/** A cause that the evidence speaks for. */
export interface Finding {
  readonly cause: CauseId;
  /**
   * 0 to 1. From {@link namedFrom} on the cause is named; what lies below is an alternative that an
   * experiment would have to tell from others.
   */
  readonly confidence: number;
  readonly evidence: readonly EvidenceItem[];
  /** Causes this evidence does not tell from the named one. */
  readonly others?: readonly CauseId[];
  /** Nothing behind it can be seen: no further probe is run. @default false */
  readonly blocks?: boolean;
  /** Seen elsewhere than on the wire, and no reason to look there no longer. @default false */
  readonly aside?: boolean;
  /** What would tell them apart. */
  readonly experiment?: string;
}

/** Confidence from which a cause is named. */
export const namedFrom = 0.5;

/** Confidence from which a cause stands out: nobody looks for another explanation of the same. */
export const certainFrom = 0.85;
