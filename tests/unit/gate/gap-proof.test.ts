import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { type CauseId, causes } from "../../../src/ground/cause.ts";
import { checkStates } from "../../../src/harness/gate/check-result.ts";
import { gapStates } from "../../../src/harness/gate/gaps/gap-facts.ts";
import type { DeclaredGap, GapRun } from "../../../src/harness/gate/gaps/gap-run.ts";
import {
  gapRules,
  gapState,
  otherwiseUnmeasured,
} from "../../../src/harness/gate/gaps/gap-state.ts";
import {
  anonymousRun,
  closed,
  gap,
  journeyGap,
  rateGap,
  regressed,
  result,
  run,
} from "./gaps-stage.ts";

/** Everything that looks like proof and is none. */
const wrongReasons: readonly (readonly [string, GapRun])[] = [
  ...causes
    .filter(({ id }) => id !== "app-stall")
    .slice(0, 12)
    .map(({ id }) => [`${id}`, run({ causes: [{ id, confidence: 1 }] })] as const),
  ...(
    ["http-error", "half-open", "cold-start", "draining", "saturation", "token-lost"] as const
  ).map(
    (explainedBy) =>
      [
        `one explained by ${explainedBy}`,
        run({ checks: [result("a", "failed", { explainedBy }), result("b")] }),
      ] as const,
  ),
  ...(["half-open", "saturation", "draining", "cold-start"] as const).map(
    (id) =>
      [
        `unexplained beside ${id}`,
        run({
          causes: [
            { id: "app-stall", confidence: 0.8 },
            { id, confidence: 0.7 },
          ],
        }),
      ] as const,
  ),
  ...[0, 0.1, 0.25, 0.4, 0.49, 0.4999, Number.NaN].map(
    (confidence) =>
      [`confidence ${confidence}`, run({ causes: [{ id: "app-stall", confidence }] })] as const,
  ),
  ...(["passed", "skipped", "flaky"] as const).flatMap((state) => [
    [`one ${state}`, run({ checks: [result("a"), result("b", state)] })] as const,
    [`all ${state}`, run({ checks: [result("a", state), result("b", state)] })] as const,
  ]),
  ["abstained", run({ causes: [] })],
  ["unreachable", run({ reached: false })],
  ["unreachable and abstained", run({ reached: false, causes: [] })],
  ["of no revision", anonymousRun()],
  ["of an empty revision", run({ revision: " " })],
  ["one is missing", run({ checks: [result("a")] })],
  ["nothing ran", run({ checks: [] })],
  ["others ran", run({ checks: [result("c")] })],
  ["one failed now and then", run({ checks: [result("a"), result("b"), result("b", "passed")] })],
];

describe("a wrong reason", () => {
  test("comes in more than forty kinds", () => {
    expect(new Set(wrongReasons.map(([title]) => title)).size).toBe(wrongReasons.length);
    expect(wrongReasons.length).toBeGreaterThanOrEqual(40);
  });

  test.for(wrongReasons)("is no proof: %s", ([, said]) => {
    const { state, because } = gapState(gap, { mode: "prove", run: said });
    expect(state).not.toBe("proven");
    expect(because).not.toBe("");
  });
});

const anyCause = fc.constantFrom<CauseId>("app-stall", "http-error", "half-open");
/** Mostly what it takes for a proof, so that not only refusals are tried. */
const anyCheck = fc
  .record({
    id: fc.constantFrom("a", "b", "c"),
    state: fc.oneof(
      { weight: 3, arbitrary: fc.constant("failed" as const) },
      { weight: 1, arbitrary: fc.constantFrom(...checkStates) },
    ),
    explainedBy: fc.option(
      fc.oneof(
        { weight: 3, arbitrary: fc.constant("app-stall" as const) },
        { weight: 1, arbitrary: anyCause },
      ),
      { nil: undefined },
    ),
  })
  .map(({ id, state, explainedBy }) =>
    result(id, state, explainedBy === undefined ? {} : { explainedBy }),
  );
const anyRun: fc.Arbitrary<GapRun> = fc.record({
  checks: fc.array(anyCheck, { maxLength: 4 }),
  causes: fc.uniqueArray(
    fc.record({ id: anyCause, confidence: fc.constantFrom(0, 0.49, 0.5, 0.9) }),
    { selector: ({ id }) => id },
  ),
  revision: fc.constantFrom("rev-7", "rev-7", ""),
  reached: fc.constantFrom(true, true, false),
  today: fc.constantFrom("2026-11-22", "2026-12-24"),
  rates: fc.constantFrom(
    {},
    ...(["pass", "fail"] as const).map((decision) => ({ "too-rare": { decision } })),
  ),
});
const anyGap = fc.constantFrom(gap, { ...gap, times: 3 }, journeyGap, rateGap);
const anyMode = fc.constantFrom("prove" as const, "verify" as const);
const anyEarlier = fc.constantFrom(undefined, closed, regressed);
const anyEvidence = fc.record({ mode: anyMode, run: anyRun, earlier: anyEarlier });

describe("whatever a run says", () => {
  test("proof takes the declared cause, sure enough, of failures on a revision one knows", () => {
    let proofs = 0;
    fc.assert(
      fc.property(anyGap, anyEvidence, (declared, evidence) => {
        const { state, observedCause } = gapState(declared, evidence);
        if (state !== "proven") return;
        proofs += 1;
        const { mode, run: said } = evidence;
        const cause = said.causes.find(({ id }) => id === declared.cause);
        expect(cause?.confidence).toBeGreaterThanOrEqual(declared.minConfidence);
        expect([mode, said.reached, said.revision]).toEqual(["prove", true, "rev-7"]);
        expect(failuresOf(declared, said)).toBe(true);
        if (declared.checks !== undefined) expect(observedCause).toBe(declared.cause);
      }),
      { numRuns: 2000 },
    );
    expect(proofs).toBeGreaterThan(0);
  });

  test("what was closed is never open or expired after a deployment", () => {
    fc.assert(
      fc.property(anyGap, anyEvidence, (declared, evidence) => {
        const { state } = gapState(declared, { ...evidence, mode: "verify", earlier: closed });
        expect(["closed", "regressed", "blocked", "unmeasured"]).toContain(state);
      }),
    );
  });

  test("every state is reached, and only the last one says that a gap is proven", () => {
    const decided = new Set<string>();
    fc.assert(
      fc.property(anyGap, anyEvidence, (declared, evidence) => {
        decided.add(gapState(declared, evidence).state);
      }),
      { numRuns: 2000 },
    );
    expect([...decided].sort()).toEqual([...gapStates].sort());
    expect(gapRules.filter(({ state }) => state === "proven")).toEqual([gapRules.at(-1)]);
    expect(otherwiseUnmeasured.state).toBe("unmeasured");
  });
});

/** Whether all named checks failed, or one of the journey. */
function failuresOf({ checks }: DeclaredGap, said: GapRun): boolean {
  if (checks === undefined) return said.checks.some(({ state }) => state === "failed");
  return checks.every((id) => {
    const results = said.checks.filter((check) => check.id === id);
    return results.length > 0 && results.every(({ state }) => state === "failed");
  });
}
