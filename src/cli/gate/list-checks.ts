import type { TestCase } from "vitest/node";
import type { CheckOptions } from "../../fixtures/check.ts";
import type { CauseId } from "../../ground/cause.ts";
import type { Phase } from "../../harness/gate/check.ts";
import { checkId, otherJourney } from "../../harness/report/check-outcome.ts";
import type { PhaseFiles } from "./phase-files.ts";
import { type CheckFilter, collectChecks } from "./select-checks.ts";
import { createInstance } from "./vitest-instance.ts";

/** A check as its file declares it. */
export interface ListedCheck {
  readonly id: string;
  readonly phase: string;
  readonly journey: string;
  readonly rows: readonly string[];
  readonly title: string;
  readonly tags: readonly string[];
  /** What the contract must promise, or the run must have. */
  readonly capabilities: readonly string[];
  /** Preconditions that checks of an earlier phase establish. */
  readonly needs: readonly string[];
  /** Long promise it waits for; `null` is none. */
  readonly waits: string | null;
  /** What one thinks of when it fails, strongest first. */
  readonly suspects: readonly CauseId[];
  /** Where it stands, seen from the folder of the phase files. */
  readonly file: string;
}

export interface ListRequest extends CheckFilter {
  readonly files: PhaseFiles;
  readonly phases: readonly Phase[];
}

/**
 * Every check the phases would run.
 *
 * @throws ConfigurationError naming a filter that matches nothing or that nobody can read
 */
export async function listChecks(request: ListRequest): Promise<readonly ListedCheck[]> {
  const { files, phases, tagsFilter } = request;
  const vitest = await createInstance({ files, phases, tagsFilter, retry: 0, reporters: [] });
  try {
    vitest.provide("gapproofSigns", "gapproof-list");
    return (await collectChecks(vitest, request)).map(listed);
  } finally {
    await vitest.close();
  }
}

function listed(test: TestCase): ListedCheck {
  const declared: Partial<CheckOptions> = test.meta().gapproof?.check ?? {};
  const { journey = otherJourney, rows = [], capabilities = [], needs = [], waits } = declared;
  const { suspects = [] } = declared;
  return {
    ...{ id: checkId(test), phase: test.project.name, journey, rows, title: test.fullName },
    ...{ tags: test.options.tags ?? [], capabilities, needs, waits: waits ?? null },
    ...{ suspects, file: test.module.relativeModuleId },
  };
}

/** What a filter or a limit on waits would go by. */
function groupsOf({ tags, waits }: ListedCheck): string {
  const words = [...tags, ...(waits === null ? [] : [`waits for ${waits}`])];
  return words.length === 0 ? "" : `  [${words.join(", ")}]`;
}

/** The list for people: id, journey and title in columns, tags and waits behind, under their phase. */
export function renderList(checks: readonly ListedCheck[]): string {
  const phases = [...new Set(checks.map(({ phase }) => phase))];
  const [idWidth, journeyWidth] = [
    Math.max(0, ...checks.map(({ id }) => id.length)),
    Math.max(0, ...checks.map(({ journey }) => journey.length)),
  ];
  return phases
    .map((phase) => {
      const lines = checks
        .filter((check) => check.phase === phase)
        .map((check) => {
          const { id, journey, title } = check;
          const columns = ["", id.padEnd(idWidth), journey.padEnd(journeyWidth), title];
          return `${columns.join("  ")}${groupsOf(check)}`;
        });
      return [phase, ...lines, ""].join("\n");
    })
    .join("\n");
}
