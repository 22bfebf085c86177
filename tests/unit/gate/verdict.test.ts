import { readFileSync } from "node:fs";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { exitCodeMeanings } from "../../../src/ground/exit-code.ts";
import { skipKinds } from "../../../src/harness/gate/check.ts";
import { checkStates } from "../../../src/harness/gate/check-result.ts";
import {
  decideVerdict,
  modes,
  otherwise,
  runEnds,
  type TargetOutcome,
  type VerdictEvidence,
  verdictRules,
} from "../../../src/harness/gate/verdict.ts";
import { proves } from "../../catalogue/proves.ts";

const passed = { id: "a", state: "passed" } as const;
const failed = { id: "b", state: "failed" } as const;
const flaky = { id: "c", state: "flaky" } as const;
const incapable = {
  id: "d",
  state: "skipped",
  skip: { kind: "capability", reason: "no stream" },
} as const;
const dependent = {
  id: "e",
  state: "skipped",
  skip: { kind: "precondition", reason: "needs backend" },
} as const;
const fallback = { state: "fallback", reason: "TEST_BACKEND_URL lost" } as const;
const blocked = { state: "blocked", reason: "connection refused" } as const;

function evidence(overrides: Partial<VerdictEvidence> = {}): VerdictEvidence {
  return {
    target: { state: "ready" },
    end: "finished",
    checks: [passed],
    unhandledErrors: [],
    ...overrides,
  };
}

describe("verdict", () => {
  test.for([
    ["all green", {}, "pass", 0],
    ["green with a capability skip", { checks: [passed, incapable] }, "pass", 0],
    ["one failed", { checks: [passed, failed] }, "fail", 1],
    ["flaky", { checks: [passed, flaky] }, "inconclusive", 3],
    ["flaky and failed", { checks: [flaky, failed] }, "fail", 1],
    ["no checks", { checks: [] }, "fail", 1],
    ["only skips", { checks: [incapable, incapable] }, "inconclusive", 3],
    ["a failed check in quarantine", { checks: [passed, failed], aside: ["b"] }, "pass", 0],
    ["a flaky check in quarantine", { checks: [passed, flaky], aside: ["c"] }, "pass", 0],
    ["nothing but quarantine", { checks: [failed], aside: ["b"] }, "inconclusive", 3],
    [
      "a failed check beside one in quarantine",
      { checks: [failed, flaky], aside: ["c"] },
      "fail",
      1,
    ],
    ["a lost precondition", { checks: [passed, dependent] }, "inconclusive", 3],
    ["an unhandled error", { unhandledErrors: ["boom"] }, "fail", 1],
    ["out of time", { end: "timed-out" }, "fail", 1],
    ["fallback", { target: fallback }, "inconclusive", 3],
    ["fallback and failed", { target: fallback, checks: [failed] }, "fail", 1],
    ["blocked", { target: blocked, checks: [] }, "blocked", 4],
    ["interrupted", { end: "interrupted" }, "inconclusive", 130],
    ["interrupted and failed", { end: "interrupted", checks: [failed] }, "inconclusive", 130],
    [
      "interrupted before a target",
      { end: "interrupted", target: { state: "unresolved" }, checks: [] },
      "inconclusive",
      130,
    ],
  ] as const)(
    "of a run with %s",
    proves("R03", "R04", "R05", "R15"),
    ([, overrides, verdict, exitCode]) => {
      expect(decideVerdict(evidence(overrides))).toMatchObject({ verdict, exitCode });
    },
  );

  test("names what decided first and everything else after it", () => {
    const { reasons } = decideVerdict(
      evidence({ target: fallback, checks: [failed, flaky], unhandledErrors: ["boom\nat line 1"] }),
    );
    expect(reasons).toEqual([
      "1 check failed: b",
      "outside any check: boom",
      "TEST_BACKEND_URL lost",
      "1 check passed only after a retry: c",
    ]);
  });

  test("claims of rates that pass what they rule out, and no more", () => {
    const passes = { n: 59, of: "trials", decision: "pass", because: "" } as const;
    const journeys = ["websocket", "golden-path"].map((id) => ({ id, ...passes }));
    expect(decideVerdict(evidence({ mode: "watch", checks: [], journeys })).reasons).toEqual([
      "an unacceptable rate is ruled out for websocket, golden-path",
    ]);
  });

  test("names five checks at most", () => {
    const checks = Array.from({ length: 7 }, (_, n) => ({ id: `x${n}`, state: "failed" as const }));
    expect(decideVerdict(evidence({ checks })).reasons).toEqual([
      "7 checks failed: x0, x1, x2, x3, x4 and 2 more",
    ]);
  });
});

const anyCheck = fc
  .record({
    id: fc.string({ minLength: 1 }),
    state: fc.constantFrom(...checkStates),
    kind: fc.constantFrom(...skipKinds),
  })
  .map(({ id, state, kind }) =>
    state === "skipped" ? { id, state, skip: { kind, reason: "why" } as const } : { id, state },
  );
const anyTarget: fc.Arbitrary<TargetOutcome> = fc.constantFrom(
  { state: "ready" } as const,
  fallback,
  blocked,
);
const anyEvidence: fc.Arbitrary<VerdictEvidence> = fc.record({
  target: anyTarget,
  end: fc.constantFrom(...runEnds),
  checks: fc.array(anyCheck),
  unhandledErrors: fc.array(fc.string()),
});

describe("laws of the verdict", () => {
  test(
    "a pass means: all of it ran, some of it passed, none of it is in doubt",
    proves("R03"),
    () => {
      fc.assert(
        fc.property(anyEvidence, (run) => {
          const { verdict } = decideVerdict(run);
          const isClean =
            run.target.state === "ready" &&
            run.end === "finished" &&
            run.unhandledErrors.length === 0 &&
            run.checks.some(({ state }) => state === "passed") &&
            run.checks.every(
              ({ state, skip }) =>
                state === "passed" || (state === "skipped" && skip?.kind !== "precondition"),
            );
          expect(verdict === "pass").toBe(isClean);
        }),
      );
    },
  );

  test("exit code 0 means pass, and pass means exit code 0", proves("R03"), () => {
    fc.assert(
      fc.property(anyEvidence, (run) => {
        const { verdict, exitCode } = decideVerdict(run);
        expect(exitCode === 0).toBe(verdict === "pass");
      }),
    );
  });

  test("another failed check never makes a verdict better", () => {
    fc.assert(
      fc.property(anyEvidence, (run) => {
        const worse = decideVerdict({ ...run, checks: [...run.checks, failed] });
        const better = decideVerdict(run);
        expect(worse.verdict).not.toBe("pass");
        if (better.verdict === "fail") expect(worse.verdict).toBe("fail");
      }),
    );
  });

  test("there is always a reason", () => {
    fc.assert(
      fc.property(anyEvidence, (run) => {
        expect(decideVerdict(run).reasons.length).toBeGreaterThan(0);
      }),
    );
  });
});

describe("docs/verdict.md", () => {
  const page = readFileSync(new URL("../../../docs/verdict.md", import.meta.url), "utf8");

  test("quotes the precedence table as the code holds it", () => {
    const rows = [...verdictRules, otherwise].map(
      ({ when, modes: of, verdict, exitCode }, index) => {
        const commands = of.length === modes.length ? "all" : of.join(", ");
        return `| ${index + 1} | ${when} | ${commands} | ${verdict} | ${exitCode} |`;
      },
    );
    expect(tableAfter(page, "| # | when |")).toEqual(rows);
  });

  test("names every kind of skip", () => {
    const kinds = tableAfter(page, "  | kind | the check").map((line) => line.split("`")[1]);
    expect(kinds).toEqual([...skipKinds].sort());
  });

  test("gives every exit code the meaning the code gives it", () => {
    const rows = Object.entries(exitCodeMeanings).map(([code, text]) => `| ${code} | ${text} |`);
    expect(tableAfter(page, "| code | meaning |")).toEqual(rows);
  });
});

function tableAfter(page: string, heading: string): readonly string[] {
  const lines = page.split("\n");
  const start = lines.findIndex((line) => line.startsWith(heading)) + 2;
  const length = lines.slice(start).findIndex((line) => !line.trimStart().startsWith("|"));
  return lines.slice(start, start + length);
}
