import type { ServiceName } from "../../../contract/contract.ts";
import type { Severity } from "../../../contract/keys/key-rules.ts";
import type { CauseId } from "../../../ground/cause.ts";
import type { Known } from "../known.ts";
import type { Origin } from "../setting.ts";

/** The rules a branch must keep to be fit to be deployed, in the order they are looked at. */
export const readinessRules = [
  "files-read",
  "carries-required",
  "carries-plan",
  "fits-environment",
  "timeouts-ordered",
  "ingress-outlasts",
  "scales-as-declared",
  "breaker-sane",
  "is-not-development",
  "addresses-own",
  "secrets-referenced",
  "services-agree",
  "build-named",
  "markers-present",
  "limits-ordered",
] as const;

export type ReadinessRule = (typeof readinessRules)[number];

/** One thing that makes a branch unfit to be deployed. */
export interface Violation {
  readonly rule: ReadinessRule;
  /** One sentence with what is wrong, the figures, and the inequality where there is one. Redacted. */
  readonly because: string;
  /** What a diagnosis would call it. */
  readonly cause: CauseId;
  /** How bad it is: it orders what is told, and no violation is too small to count. */
  readonly severity: Severity;
  readonly service?: ServiceName;
  /** Plain name of the setting. */
  readonly key?: string;
  readonly from?: Origin;
  /** What to do about it. */
  readonly remedy: string;
  /** It is known of this key and borne, or was. */
  readonly known?: Known;
}

/** What still speaks against deploying: not what is known and borne. */
export function speaksAgainst({ known }: Violation): boolean {
  return known === undefined || known.isExpired;
}
