import { describe, expect, test } from "vitest";
import { shareOf } from "../matrix/costs.ts";
import type { Ending } from "../matrix/ending.ts";
import { coveringPairs } from "../matrix/expected.ts";
import { fastChecks, missedBy } from "../matrix/fast.ts";
import { expectedFindings, fastFindings, findings } from "../matrix/findings.ts";
import type { How } from "../matrix/how.ts";
import { type FaultKills, isSpecific, killsOf } from "../matrix/kills.ts";
import { composeMatrix, type Matrix } from "../matrix/matrix.ts";
import { renderMatrix } from "../matrix/matrix-text.ts";
import { sabotaged } from "../matrix/sabotage.ts";

function fault(id: string): Omit<FaultKills, "killed"> {
  return { id, family: "http", cause: "http-error" };
}

function ending(quirk: string, check: string, how?: How): Ending {
  const state = how === undefined ? "passed" : "failed";
  return { quirk, check, state, durationMs: 10, why: "because", ...(how && { how }) };
}

const checks = ["a", "b", "c", "d", "e", "f", "g", "h"];

/** The first two take a tenth of the time of all. */
const costs = Object.fromEntries(checks.map((id) => [id, "ab".includes(id) ? 5 : 15]));

/** Every check on the healthy backend and on each fault, dying as told. */
function matrixOf(
  deaths: Readonly<Record<string, Readonly<Record<string, How>>>>,
  more: { readonly expected?: Record<string, string[]>; readonly fast?: string[] } = {},
): Matrix {
  const faults = Object.keys(deaths).filter((id) => id !== "healthy");
  const endings = ["healthy", ...faults].flatMap((quirk) =>
    checks.map((check) => ending(quirk, check, deaths[quirk]?.[check])),
  );
  const { expected = {}, fast = [] } = more;
  return composeMatrix({
    seed: 1,
    durationMs: 5,
    faults: faults.map(fault),
    endings,
    expected,
    fast,
    costs,
  });
}

describe("the matrix", () => {
  test("counts a kill by assertion and one by timeout, and none that was blocked", () => {
    const matrix = matrixOf({ x: { a: "assertion" }, y: { b: "timeout" }, z: { c: "blocked" } });
    expect(matrix.checks.filter(({ killedBy }) => killedBy.length > 0)).toEqual([
      { id: "a", killedBy: ["x"] },
      { id: "b", killedBy: ["y"] },
    ]);
    expect(matrix.survivors).toEqual(["z"]);
  });

  test("gives no check credit for a fault that kills more than a quarter of them", () => {
    const broad = matrixOf({ x: { a: "assertion", b: "assertion", c: "assertion" } });
    expect(broad.toothless).toEqual(checks);
    expect(broad.survivors).toEqual([]);
    const narrow = matrixOf({ x: { a: "assertion", b: "assertion" } });
    expect(narrow.toothless).toEqual(["c", "d", "e", "f", "g", "h"]);
  });

  test("calls it a false alarm when a check fails and nothing is wrong", () => {
    const { falseAlarms } = matrixOf({ healthy: { d: "assertion" } });
    expect(falseAlarms).toEqual(["healthy: d: because"]);
  });

  test("misses a kill that is meant to be, of what was run and nothing else", () => {
    const expected = { a: ["x"], b: ["x", "elsewhere"], gone: ["x"] };
    expect(matrixOf({ x: { a: "assertion", b: "blocked" } }, { expected }).missing).toEqual([
      "x: b",
    ]);
  });

  test("measures the fast checks against all by what each costs in peace", () => {
    expect(matrixOf({}, { fast: ["a", "b"] }).fastShare).toBe(0.1);
  });

  test("says nothing of their share when one of all was never measured", () => {
    expect(shareOf(["a"], ["a", "new"], costs)).toBeNull();
  });

  test("says nothing of their share when not all checks were run", () => {
    const matrix = matrixOf({}, { fast: ["a"], expected: { elsewhere: ["x"] } });
    expect(matrix.fastShare).toBeNull();
    expect(fastFindings(matrix)).toEqual(["how long the fast checks take was not measured"]);
    expect(renderMatrix(matrix)).not.toMatch("fast checks take");
  });

  test("judges a fault that met few checks among these, and not by those it blocked", () => {
    const dressed = { ...fault("x"), dress: {} };
    const met = (...hows: (How | undefined)[]) =>
      killsOf(
        [dressed],
        hows.map((how, n) => ending("x", String(n), how)),
      );
    const two = met("assertion", "timeout", "blocked", ...Array(6).fill(undefined));
    expect(two).toMatchObject([{ met: 9 }]);
    expect(two.map((one) => isSpecific(one, 260))).toEqual([true]);
    const three = met("assertion", "timeout", "assertion", ...Array(6).fill(undefined));
    expect(three.map((one) => isSpecific(one, 260))).toEqual([false]);
  });
});

describe("what is found wrong with a matrix", () => {
  test("is nothing when every fault is noticed and every check can die", () => {
    const deaths = Object.fromEntries(
      checks.map((check) => [`of-${check}`, { [check]: "assertion" as const }]),
    );
    expect(findings(matrixOf(deaths))).toEqual([]);
  });

  test("is a survivor, a toothless check, a false alarm and a missing kill, one sentence each", () => {
    const { survivors, falseAlarms, missing, ...matrix } = matrixOf(
      { healthy: { h: "timeout" }, x: {}, y: { a: "assertion" } },
      { expected: { b: ["y"] } },
    );
    expect(findings({ ...matrix, survivors, falseAlarms, missing, toothless: ["b"] })).toEqual([
      "no check notices fault x",
      "no fault that spares most checks kills b",
      "false alarm on healthy: h: because",
      "a kill that is meant to be was not seen: y: b",
    ]);
  });

  test("is more than four excuses", () => {
    const excused = checks.slice(0, 5).map((id) => ({ id, reason: "none" }));
    const matrix = { ...matrixOf({}), toothless: [], excused };
    expect(findings(matrix)).toEqual(["5 excuses; 4 are allowed"]);
  });

  test("is a check, a fault or a name in the expected kills that has no counterpart", () => {
    const known = [{ id: "x" }, { id: "y" }] as never;
    expect(expectedFindings({ a: ["x"], old: ["z"] }, known, ["a", "b"])).toEqual([
      "b is meant to die of nothing",
      "old is no check",
      "z is no fault",
      "fault y is meant to kill nothing",
    ]);
  });
});

describe("the fast checks", () => {
  const { faults } = matrixOf({
    x: { a: "assertion", b: "assertion" },
    y: { b: "assertion", c: "assertion" },
    z: { c: "timeout", d: "assertion" },
    nobody: { e: "blocked" },
  });

  test("notice together what all notice", () => {
    expect(fastChecks(faults, () => 10)).toEqual(["b", "d"]);
    expect(
      missedBy(
        fastChecks(faults, () => 10),
        faults,
      ),
    ).toEqual([]);
  });

  test("are cheap ones where there is a choice", () => {
    expect(fastChecks(faults, (check) => (check === "b" ? 1000 : 10))).toEqual(["a", "c", "d"]);
  });

  test("are wrong when they miss a fault or take more than a quarter of the time", () => {
    const matrix = matrixOf(
      { x: { a: "assertion" }, y: { b: "timeout" } },
      { fast: ["a", "c", "d"] },
    );
    expect(fastFindings(matrix)).toEqual([
      "the fast checks do not notice fault y",
      "the fast checks take 35.0 % of the time of all",
    ]);
  });
});

describe("the subset", () => {
  test("lets each check die once and each fault kill once, with few pairs", () => {
    const pairs = coveringPairs(
      { a: ["x", "y"], b: ["x"], c: ["x", "z"], d: ["w", "v"] },
      () => true,
    );
    expect(pairs).toEqual([
      { check: "a", fault: "x" },
      { check: "b", fault: "x" },
      { check: "c", fault: "z" },
      { check: "d", fault: "w" },
      { check: "a", fault: "y" },
      { check: "d", fault: "v" },
    ]);
  });
});

describe("the subset's faults", () => {
  test("are those that spare most, where a check is meant to die of one", () => {
    const pairs = coveringPairs({ a: ["broad", "x"], b: ["broad"] }, (fault) => fault === "x");
    expect(pairs).toEqual([
      { check: "a", fault: "x" },
      { check: "b", fault: "broad" },
    ]);
  });
});

describe("a deed", () => {
  const sabotage = {
    check: "a",
    deed: "early return",
    file: "a.test.ts",
    from: "await go();",
    to: "return;",
  };

  test("is done where its text stands", () => {
    expect(sabotaged("x; await go(); y;", sabotage)).toBe("x; return; y;");
  });

  test.for(["nothing", "await go(); await go();"])(
    "is refused where it stands not once: %s",
    (text) => {
      expect(() => sabotaged(text, sabotage)).toThrow(
        /holds the text \d times, not once: await go/,
      );
    },
  );
});
