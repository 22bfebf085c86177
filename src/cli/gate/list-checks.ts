import type { Phase } from "../../harness/gate/check.ts";
import { checkId, otherJourney } from "../../harness/report/check-outcome.ts";
import type { PhaseFiles } from "./phase-files.ts";
import { collectChecks, matchingChecks } from "./select-checks.ts";
import { createInstance } from "./vitest-instance.ts";

/** A check as its file declares it. */
export interface ListedCheck {
  readonly id: string;
  readonly phase: string;
  readonly journey: string;
  readonly rows: readonly string[];
  readonly title: string;
}

export interface ListRequest {
  readonly files: PhaseFiles;
  readonly phases: readonly Phase[];
  readonly pattern: string | undefined;
}

/**
 * Every check the phases would run.
 *
 * @throws ConfigurationError when the pattern matches nothing
 */
export async function listChecks(request: ListRequest): Promise<readonly ListedCheck[]> {
  const { files, phases, pattern } = request;
  const vitest = await createInstance({ files, phases, retry: 0, reporters: [] });
  try {
    vitest.provide("gapproofSigns", "gapproof-list");
    const tests = await collectChecks(vitest);
    const chosen = pattern === undefined ? tests : matchingChecks(tests, pattern);
    return chosen.map((test) => {
      const declared = test.meta().gapproof?.check;
      return {
        id: checkId(test),
        phase: test.project.name,
        journey: declared?.journey ?? otherJourney,
        rows: declared?.rows ?? [],
        title: test.fullName,
      };
    });
  } finally {
    await vitest.close();
  }
}

/** The list for people: id, journey and title in columns, under their phase. */
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
        .map(({ id, journey, title }) =>
          ["", id.padEnd(idWidth), journey.padEnd(journeyWidth), title].join("  "),
        );
      return [phase, ...lines, ""].join("\n");
    })
    .join("\n");
}
