import type { CauseId } from "../../ground/cause.ts";
import type { EvidenceItem } from "./finding.ts";

/** A cause named by a diagnosis. */
export interface DiagnosedCause {
  readonly id: CauseId;
  /** Row of the taxonomy: `H2`. */
  readonly taxonomy: string;
  /** Causes of one class look alike to a client without a direct URL or an echo of headers. */
  readonly class: string;
  readonly layer: string;
  /** 0 to 1. */
  readonly confidence: number;
  readonly summary: string;
  readonly evidence: readonly EvidenceItem[];
  /** Others of its class that the evidence does not rule out. */
  readonly orElse: readonly CauseId[];
  readonly remedy: string;
}

/** Causes that are left, and what would tell them apart. */
export interface Alternative {
  readonly causes: readonly CauseId[];
  readonly experiment: string;
}

/** One probe, as it was run. */
export interface ProbeRecord {
  /** Its letter in the alphabet of probes, such as `P4`. */
  readonly id: string;
  readonly name: string;
  readonly durationMs: number;
  /** What it saw in one line, or why it could not be run. */
  readonly saw: string;
}

/** What is wrong, as far as the evidence says. A value: everything in it is redacted and can be JSON. */
export interface Diagnosis {
  /** Somebody answered at the address; otherwise there is nothing to talk to. */
  readonly reached: boolean;
  readonly healthy: boolean;
  /** Surest first. */
  readonly causes: readonly DiagnosedCause[];
  /** Something is wrong, and the evidence does not say what; or not enough of it could be gathered. */
  readonly abstained: boolean;
  readonly alternatives: readonly Alternative[];
  /** What is not as it should be, whatever its cause. */
  readonly symptoms: readonly string[];
  readonly probes: readonly ProbeRecord[];
  /** Clients that cannot connect because of what the handshake looks like. */
  readonly lockedOut: readonly LockedOut[];
  readonly target: { readonly http: string; readonly ws: string; readonly direct?: string };
  /** Why probing ended before everything was tried, as a sentence. */
  readonly cutShort?: string;
}

/** A kind of client, and why it cannot connect. */
export interface LockedOut {
  readonly client: string;
  readonly because: string;
}
