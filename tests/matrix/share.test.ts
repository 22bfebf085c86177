import { afterAll, describe, inject } from "vitest";
import type { CheckOptions } from "../../src/fixtures/check.ts";
import { testAgainst } from "../../src/fixtures/test.ts";
import { Admission } from "./admission.ts";
import { quirkNamed } from "./quirks.ts";
import { type RecordedCheck, recorded } from "./recording.ts";
import "./share.ts";
import { type Stage, setStage } from "./stage.ts";

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

const admission = new Admission();
const { quirks, seed } = inject("gapproofShare");

for (const { id, checks } of quirks) {
  describe.concurrent(id, () => {
    let stage: Promise<Stage> | undefined;
    const test = testAgainst(async () => {
      stage ??= setStage(quirkNamed(id), seed);
      return (await stage).run;
    });
    for (const check of recorded.filter((one) => isWanted(one, checks))) {
      test(check.title, { ...check.options, concurrent: true, tags: [] }, check.body);
    }
    test.aroundEach(async (runTest) => {
      await admission.run(runTest);
    });
    afterAll(async () => {
      await (await stage)?.[Symbol.asyncDispose]();
    });
  });
}

function isWanted({ options }: RecordedCheck, wanted: readonly string[] | undefined): boolean {
  return wanted === undefined || wanted.includes(idOf(options));
}

function idOf({ meta }: RecordedCheck["options"]): string {
  const declared: Partial<CheckOptions> = meta?.gapproof?.check ?? {};
  return declared.id ?? "";
}
