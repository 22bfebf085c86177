import { afterAll, describe, inject } from "vitest";
import type { CheckOptions } from "../../src/fixtures/check.ts";
import { testAgainst } from "../../src/fixtures/test.ts";
import { Admission } from "./admission.ts";
import { quirkNamed } from "./quirks.ts";
import { type RecordedCheck, recorded } from "./recording.ts";
import type { Encounter } from "./share.ts";
import { type Stage, setStage } from "./stage.ts";
import { wantedOf } from "./wanted.ts";

declare global {
  interface ImportMeta {
    glob(patterns: readonly string[], options: { readonly eager: true }): unknown;
  }
}

import.meta.glob(
  [
    "../deployment-validation/**/*.test.ts",
    "../golden-path-recovery/**/*.test.ts",
    "../staging-e2e/**/*.test.ts",
  ],
  { eager: true },
);

const { encounters, seed, atOnce } = inject("gapproofShare");
const admission = new Admission(atOnce);

/** In an order that is no file's, so that what a fault kills is met early. */
const mixed = recorded
  .map((check, n) => ({ check, at: (n * 0.618) % 1 }))
  .sort((left, right) => left.at - right.at)
  .map(({ check }) => check);

for (const encounter of encounters) {
  // Where few are left alive, and where few are looked at, there is nothing to be measured in peace.
  const isWhole = encounter.enough === undefined && encounter.checks === undefined;
  const isCrowded = isWhole || encounter.quirks.length > 1;
  const pace = isCrowded ? {} : { concurrent: true };
  const rank = rankIn(encounter, isCrowded);
  const wanted = wantedOf(encounter, mixed, ({ options }) => idOf(options)).toSorted(
    (left, right) => rank(left) - rank(right),
  );
  if (wanted.length === 0) continue;
  describe.concurrent(encounter.id, () => {
    let stage: Promise<Stage> | undefined;
    const line = admission.line(encounter.enough);
    const runOf = async (): Promise<Stage["run"]> => {
      stage ??= setStage(encounter.quirks.map(quirkNamed), encounter.seed ?? seed);
      return (await stage).run;
    };
    for (const { title, options, body } of wanted) {
      const isAlone = (isCrowded ? options.concurrent : true) === false;
      const isNeeded = encounter.first?.includes(idOf(options)) ?? false;
      const test = testAgainst(async ({ task, skip }, { onCleanup }) => {
        if (!(await line.enter({ isAlone, isNeeded }))) skip("enough have died");
        onCleanup(() => line.leave(task.result?.state === "fail"));
        try {
          return await runOf();
        } catch (error) {
          // Vitest cleans up after no fixture that failed; the rest of the line would wait for ever.
          line.leave(true);
          throw error;
        }
      });
      test(title, { ...options, ...pace, tags: [] }, body);
    }
    afterAll(async () => {
      // One that never started was the end of every check, and says so there; one that does not stop is said here.
      const started = await stage?.catch(() => undefined);
      await started?.[Symbol.asyncDispose]();
    });
  });
}

/**
 * Those that measure, and must be alone with their backend, go first and one by one: last, they would be all
 * that is left in the end. Then those that are meant to die, and those that are likely to.
 */
function rankIn(
  { first = [], likely = [] }: Encounter,
  isCrowded: boolean,
): (check: RecordedCheck) => number {
  return ({ options }) => {
    if (isCrowded && options.concurrent === false) return -2;
    const id = idOf(options);
    if (first.includes(id)) return -1;
    const place = likely.indexOf(id);
    return place < 0 ? likely.length : place;
  };
}

function idOf({ meta }: RecordedCheck["options"]): string {
  const declared: Partial<CheckOptions> = meta?.gapproof?.check ?? {};
  return declared.id ?? "";
}
