import type { Fault } from "../../fixtures/faults/index.ts";
import { type Cause, type CauseId, causeOf, causes } from "../../ground/cause.ts";
import { type Knowledge, knowledgeOf } from "../../harness/diagnosis/knowledge.ts";
import type { ListedCheck } from "../gate/list-checks.ts";
import { needsDeployment } from "../serve/fault-list.ts";

/** A fault that has a cause. */
interface Example {
  readonly id: string;
  readonly title: string;
  /** Command that plays it; `null` where only a deployment can have it. */
  readonly play: string | null;
}

export interface CauseExplanation extends Cause, Knowledge {
  readonly kind: "cause";
  /** Others of its observational class. */
  readonly alike: readonly CauseId[];
  readonly faults: readonly Example[];
}

export interface FaultExplanation extends Example {
  readonly kind: "fault";
  readonly family: string;
  readonly cause: Cause;
  readonly parameters: Fault["parameters"];
  /** Where such a defect was seen on a running system; `null` where it is made up. */
  readonly seen: string | null;
}

export interface CheckExplanation extends ListedCheck {
  readonly kind: "check";
}

/** What there is to say about one id. A value. */
export type Explanation = CauseExplanation | FaultExplanation | CheckExplanation;

/** A cause by its id or by its row of the taxonomy, whichever way it is written: `H4`. */
export function causeNamed(name: string): CauseId | undefined {
  const word = name.toLowerCase();
  return causes.find(({ id, taxonomy }) => [id, taxonomy.toLowerCase()].includes(word))?.id;
}

export function explainCause(id: CauseId, faults: readonly Fault[]): CauseExplanation {
  const knowledge = knowledgeOf(id);
  const alike = causes
    .map((cause) => cause.id)
    .filter(
      (other) =>
        other !== id && knowledgeOf(other).observationalClass === knowledge.observationalClass,
    );
  const own = faults.filter(({ cause }) => cause === id).map(exampleOf);
  return { kind: "cause", ...causeOf(id), ...knowledge, alike, faults: own };
}

export function explainFault(fault: Fault): FaultExplanation {
  const { family, cause, parameters, seen = null } = fault;
  return { kind: "fault", ...exampleOf(fault), family, cause: causeOf(cause), parameters, seen };
}

export function explainCheck(check: ListedCheck): CheckExplanation {
  return { kind: "check", ...check };
}

function exampleOf(fault: Fault): Example {
  const { id, title } = fault;
  return { id, title, play: needsDeployment(fault) ? null : `gapproof serve --fault ${id}` };
}
