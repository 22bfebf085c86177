import type { ServiceName } from "../../../contract/contract.ts";
import { redactDeep } from "../../../ground/redact.ts";
import type { Branch } from "../branch.ts";
import type { Platform } from "../setting-set.ts";
import { lookBy, worstFirst } from "./judge-readiness.ts";
import type { ReadinessQuestion } from "./subject.ts";
import { type ReadinessRule, readinessRules, speaksAgainst, type Violation } from "./violation.ts";

/** What came of one rule. */
interface RuleOutcome {
  readonly id: ReadinessRule;
  /** Nothing breaks it, as far as anybody looked. */
  readonly kept: boolean;
  /** There was something that could have broken it. */
  readonly looked: boolean;
  /** What was out of sight, and why. */
  readonly unseen: readonly string[];
}

/** A file that was read for the verdict. */
interface ReadFile {
  readonly file: string;
  /** The service it is deployed with, or what else it is of the branch. */
  readonly of: ServiceName | "workflow" | "marker";
  readonly platform?: Platform;
}

/** Whether a branch is fit to be deployed, and by what that is known. */
export interface ReadyReport {
  readonly ready: boolean;
  /** Worst first. */
  readonly violations: readonly Violation[];
  /** What is known, and borne for now. */
  readonly borne: readonly Violation[];
  /** In the order of the rules. */
  readonly rules: readonly RuleOutcome[];
  readonly files: readonly ReadFile[];
}

/** Asks every rule of a branch. Pure. */
export function readyReport(branch: Branch, question: ReadinessQuestion): ReadyReport {
  const looks = readinessRules.map((id) => ({ id, look: lookBy(id, branch, question) }));
  const found = worstFirst(looks.flatMap(({ look }) => look.found));
  const violations = found.filter(speaksAgainst);
  return {
    ready: violations.length === 0,
    violations,
    borne: found.filter((violation) => !speaksAgainst(violation)),
    rules: looks.map(({ id, look }) => ({
      ...{ id, kept: !look.found.some(speaksAgainst), looked: look.isLooked, unseen: look.unseen },
    })),
    files: filesOf(branch, question),
  };
}

/** As `--json` prints it. */
export function readyJson(report: ReadyReport): string {
  return `${JSON.stringify(redactDeep(report), undefined, 2)}\n`;
}

function filesOf(branch: Branch, { workflows, markers = [] }: ReadinessQuestion): ReadFile[] {
  const deployed = Object.entries(branch.services).flatMap(([service, { sources }]) =>
    sources.map(({ name, platform }): ReadFile => {
      const file = { file: name, of: service as ServiceName };
      return platform === undefined ? file : { ...file, platform };
    }),
  );
  const broken = new Set(workflows?.unreadable.map(({ file }) => file));
  const read = (workflows?.files ?? []).filter((file) => !broken.has(file));
  const marked = new Set(markers.flatMap(({ file, found }) => (found === "no-file" ? [] : [file])));
  return [
    ...deployed,
    ...read.map((file): ReadFile => ({ file, of: "workflow" })),
    ...[...marked].map((file): ReadFile => ({ file, of: "marker" })),
  ];
}
