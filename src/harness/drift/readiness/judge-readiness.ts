import type { Severity } from "../../../contract/keys/key-rules.ts";
import { redactDeep } from "../../../ground/redact.ts";
import type { Branch } from "../branch.ts";
import { knownOf } from "../known.ts";
import { lookAtAddresses } from "./addresses.ts";
import { lookAtBreaker } from "./breaker.ts";
import { lookAtBuild } from "./build.ts";
import { lookAtDevelopment } from "./development.ts";
import { lookAtFiles } from "./files.ts";
import { lookAtLimits } from "./limits.ts";
import type { Finding, Look } from "./look.ts";
import { lookAtMarkers } from "./markers.ts";
import { lookAtIngress, lookAtTimeouts } from "./order.ts";
import { lookAtEnvironmentPlan, lookAtPlan, lookAtRequired } from "./plan.ts";
import { lookAtScale } from "./scale.ts";
import { lookAtSecrets } from "./secrets.ts";
import { lookAtSharing } from "./sharing.ts";
import { type ReadinessQuestion, type Subject, subjectOf } from "./subject.ts";
import { type ReadinessRule, readinessRules, speaksAgainst, type Violation } from "./violation.ts";

const rules: Readonly<Record<ReadinessRule, (subject: Subject) => Look>> = {
  "files-read": lookAtFiles,
  "carries-required": lookAtRequired,
  "carries-plan": lookAtPlan,
  "fits-environment": lookAtEnvironmentPlan,
  "timeouts-ordered": lookAtTimeouts,
  "ingress-outlasts": lookAtIngress,
  "scales-as-declared": lookAtScale,
  "breaker-sane": lookAtBreaker,
  "is-not-development": lookAtDevelopment,
  "addresses-own": lookAtAddresses,
  "secrets-referenced": lookAtSecrets,
  "services-agree": lookAtSharing,
  "build-named": lookAtBuild,
  "markers-present": lookAtMarkers,
  "limits-ordered": lookAtLimits,
};

/** What one rule finds in a branch, and what it could not look at. Pure. */
export function lookBy(
  rule: ReadinessRule,
  branch: Branch,
  question: ReadinessQuestion,
): Look<Violation> {
  const { found, ...look } = rules[rule](subjectOf(branch, question));
  const told = found.map((finding) => ({
    ...asViolation(rule, finding),
    ...borneOf(finding, branch, question),
  }));
  return redactDeep({ ...look, found: told });
}

/** In one order, whatever rule wrote it. */
function asViolation(rule: ReadinessRule, finding: Finding): Violation {
  const { because, cause, severity, service, key, from, remedy } = finding;
  return {
    ...{ rule, because, cause, severity },
    ...(service === undefined ? {} : { service }),
    ...(key === undefined ? {} : { key }),
    ...(from === undefined ? {} : { from }),
    remedy,
  };
}

/** What makes a branch break one rule, but for what is borne; nothing where it keeps it, or where there is nothing to look at. Pure. */
export function violationsOf(
  rule: ReadinessRule,
  branch: Branch,
  question: ReadinessQuestion,
): readonly Violation[] {
  return lookBy(rule, branch, question).found.filter(speaksAgainst);
}

function borneOf(
  { key }: Finding,
  { rules: keys }: Branch,
  { known = [], today = "" }: ReadinessQuestion,
): Pick<Violation, "known"> {
  const borne =
    key === undefined ? undefined : knownOf(keys.of(key).name, { rules: keys, known, today });
  return borne === undefined ? {} : { known: borne };
}

const severities: readonly Severity[] = ["critical", "major", "minor"];

/** Everything that makes a branch unfit to be deployed, worst first, then in the order of the rules. Pure. */
export function judgeReadiness(branch: Branch, question: ReadinessQuestion): readonly Violation[] {
  return worstFirst(readinessRules.flatMap((rule) => violationsOf(rule, branch, question)));
}

/** Violations of several rules as they are told. */
export function worstFirst(violations: readonly Violation[]): readonly Violation[] {
  return violations.toSorted(
    (one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity),
  );
}
