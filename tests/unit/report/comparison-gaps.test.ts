import { describe, expect, test } from "vitest";
import { compareReports } from "../../../src/harness/report/comparison/compare-reports.ts";
import {
  gapChangeRules,
  otherwiseOpen,
} from "../../../src/harness/report/comparison/gap-change.ts";
import {
  answeredBy,
  compared,
  reportAfter,
  reportBefore,
  reportedGap,
  type Said,
} from "./comparison-stage.ts";

const [before, after] = [reportBefore(), reportAfter()];

/** What a gap was and is, which rule speaks of it, and what it is then called. */
const gaps = [
  ["proven", "unasked", 0, "unmeasured"],
  ["proven", "absent", 1, "gone"],
  ["closed", "absent", 1, "gone"],
  ["closed", "regressed", 2, "regressed"],
  ["proven", "regressed", 2, "regressed"],
  ["absent", "regressed", 2, "regressed"],
  ["absent", "open", 3, "new"],
  ["absent", "closed", 3, "new"],
  ["closed", "closed", 4, "closed-before"],
  ["doubted", "closed", 5, "closed-unproven"],
  ["doubted", "open", 12, "still-open"],
  ["standing", "closed", 6, "closed-unproven"],
  ["standing", "open", 12, "still-open"],
  ["proven", "closed", 7, "closed"],
  ["open", "closed", 8, "closed-unproven"],
  ["wrong-reason", "closed", 8, "closed-unproven"],
  ["expired", "closed", 8, "closed-unproven"],
  ["unmeasured", "closed", 8, "closed-unproven"],
  ["regressed", "closed", 8, "closed-unproven"],
  ["proven", "unmeasured", 9, "unmeasured"],
  ["proven", "blocked", 9, "unmeasured"],
  ["closed", "unmeasured", 9, "unmeasured"],
  ["closed", "passing", 10, "unmeasured"],
  ["closed", "open", 11, "regressed"],
  ["closed", "proven", 11, "regressed"],
  ["closed", "expired", 11, "regressed"],
  ["proven", "proven", 12, "still-open"],
  ["proven", "passing", 12, "still-open"],
  ["proven", "expired", 12, "still-open"],
  ["open", "wrong-reason", 12, "still-open"],
  ["unmeasured", "open", 12, "still-open"],
] as const;

const doubted = { verdict: "inconclusive", reasons: ["another backend was tested"] } as const;
const standing = { target: after.target };

/** `doubted`: proven by a run that was no pass. `standing`: proven, at the revision that answers after as well. */
function saidOf(state: (typeof gaps)[number][0 | 1]): Said {
  if (state === "doubted") return { gaps: [reportedGap("proven")], ...doubted };
  if (state === "standing") return { gaps: [reportedGap("proven")], ...standing };
  if (state === "unasked") return { gaps: undefined } as unknown as Said;
  if (state === "absent") return { gaps: [] };
  return { gaps: [state === "passing" ? reportedGap("open", { passes: 1 }) : reportedGap(state)] };
}

describe("what came of a gap", () => {
  test.for(gaps)("that was %s and is %s, by rule %i: %s", ([was, is, at, transition]) => {
    const [before, after] = [saidOf(was), saidOf(is)];
    const sides = {
      ...{ before: before.gaps?.[0], after: after.gaps?.[0], looked: after.gaps !== undefined },
      doubt: was === "doubted" ? "ended as inconclusive" : undefined,
      unchanged: was === "standing" ? "rev-b" : undefined,
    };
    const rules = [...gapChangeRules, otherwiseOpen];
    expect(rules.findIndex(({ applies }) => applies(sides))).toBe(at);
    const [change] = compared(before, after).gaps;
    expect(change).toMatchObject({ id: "stalled", transition, owner: "team-a" });
    expect(change?.because).not.toContain("undefined");
  });

  test("has an example for every rule", () => {
    const seen = new Set(gaps.map(([, , at]) => at));
    expect(seen.size).toBe(gapChangeRules.length + 1);
  });
});

describe("a gap that was proven and is closed", () => {
  test.for(["inconclusive", "fail"] as const)(
    "was not shown to be closed by the deployment where BEFORE ended as %s",
    (verdict) => {
      const comparison = compared({ verdict, reasons: ["another backend was tested"] }, {});
      expect(comparison).toMatchObject({
        ...{ verdict: "inconclusive", exitCode: 3, gaps: [{ transition: "closed-unproven" }] },
        reasons: [
          `1 gap is closed, and not shown to be by the deployment: stalled: it was proven before by a run that ended as ${verdict} (another backend was tested)`,
        ],
      });
    },
  );

  test("was not closed by the deployment where the revision has not changed", () => {
    const comparison = compareReports(before, answeredBy(after, "rev-a"));
    expect(comparison).toMatchObject({
      ...{ verdict: "inconclusive", exitCode: 3, gaps: [{ transition: "closed-unproven" }] },
      reasons: [
        "1 gap is closed, and not shown to be by the deployment: stalled: the revision has not changed (rev-a): whatever closed it was not the deployment",
      ],
    });
  });

  test.for([
    ["before", answeredBy(before), after],
    ["after", before, answeredBy(after)],
    ["on either side", answeredBy(before), answeredBy(after)],
  ] as const)("is closed where nobody knows the revision %s", ([, was, is]) => {
    expect(compareReports(was, is)).toMatchObject({
      ...{ verdict: "pass", gaps: [{ transition: "closed" }] },
    });
  });
});

describe("one revision on both sides", () => {
  const drifting = (deployed: string) => ({
    drift: [
      {
        ...({ key: "heartbeat", state: "different" } as const),
        ...{ expected: "15", deployed },
        severity: "critical",
      } as const,
    ],
    ...{ equal: [], expectedFrom: ["deploy.yaml"], deployedFrom: ["the backend"] },
  });
  const proven = { gaps: [reportedGap("proven")], drift: drifting("20") };
  const closed = { gaps: [reportedGap("closed")] };
  const transition = (drift: ReturnType<typeof drifting>) =>
    compareReports(
      answeredBy(reportBefore(proven), "rev-b"),
      answeredBy(reportAfter({ ...closed, drift }), "rev-b"),
    ).gaps[0]?.transition;

  test("is no other build, unless it runs with other settings than before", () => {
    expect(transition(drifting("20"))).toBe("closed-unproven");
    expect(transition(drifting("15"))).toBe("closed");
  });
});
