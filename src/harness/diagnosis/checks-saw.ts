import type { CheckResult } from "../gate/check-result.ts";
import type { ChecksSaw } from "./probes/checks-saw.ts";

/** What the results of checks tell a diagnosis. Skipped ones tell nothing, flaky ones worked in the end. */
export function checksSaw(results: readonly CheckResult[]): ChecksSaw {
  return {
    failed: results
      .filter(({ state }) => state === "failed")
      .map(({ id, title, journey, suspects, attempts }) => ({
        ...{ id, title, journey, suspects },
        codes: attempts.at(-1)?.codes ?? [],
        said: attempts.at(-1)?.errors[0] ?? "",
      })),
    passed: results
      .filter(({ state }) => state === "passed" || state === "flaky")
      .map(({ id, suspects }) => ({ id, suspects })),
  };
}
