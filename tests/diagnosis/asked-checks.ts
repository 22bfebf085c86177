import type { ChecksSaw } from "../../src/harness/diagnosis/probes/checks-saw.ts";
import { fastChecks } from "../../src/harness/gate/fast-checks.ts";
import type { Ending } from "../matrix/ending.ts";
import { playOnce } from "../matrix/rounds.ts";

export interface Asked {
  /** What the encounter is called. */
  readonly id: string;
  readonly quirks: readonly string[];
}

/** Runs the suite's fast checks against backends whose wire looked sound. */
export async function askChecks(
  asked: readonly Asked[],
  options: { readonly seed: number; readonly workers: number },
): Promise<ReadonlyMap<string, ChecksSaw>> {
  const encounters = asked.map(({ id, quirks }) => ({ id, quirks, checks: fastChecks }));
  const endings = await playOnce(options, encounters);
  const of = (id: string): readonly Ending[] => endings.filter(({ quirk }) => quirk === id);
  return new Map(asked.map(({ id }) => [id, sawOf(of(id))]));
}

function sawOf(endings: readonly Ending[]): ChecksSaw {
  return {
    failed: endings
      .filter(({ state }) => state === "failed")
      .map(({ check, journey, suspects, codes, why }) => ({
        ...{ id: check, title: check, journey, suspects, codes, said: why },
      })),
    passed: endings
      .filter(({ state }) => state === "passed")
      .map(({ check, suspects }) => ({ id: check, suspects })),
  };
}
