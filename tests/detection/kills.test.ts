import { describe, expect, test } from "vitest";
import { shareOf } from "../matrix/costs.ts";
import type { Ending } from "../matrix/ending.ts";
import { fastChecks, missedBy } from "../matrix/fast.ts";
import { expectedFindings, fastFindings, findings, partFindings } from "../matrix/findings.ts";
import type { How } from "../matrix/how.ts";
import { type FaultKills, isSpecific, killsOf } from "../matrix/kills.ts";
import { composeMatrix, type Matrix } from "../matrix/matrix.ts";
import { renderMatrix } from "../matrix/matrix-text.ts";

function fault(id: string): Omit<FaultKills, "killed"> {
  return { id, family: "http", cause: "http-error" };
}

function ending(quirk: string, check: string, how?: How): Ending {
  const state = how === undefined ? "passed" : "failed";
  const said = { why: "because", journey: "", suspects: [], codes: [] };
  return { quirk, check, state, durationMs: 10, ...said, ...(how && { how }) };
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
    const narrow = matrixOf(
      { x: { a: "assertion", b: "assertion" } },
      { expected: { a: ["x"], b: ["x"] } },
    );
    expect(narrow.toothless).toEqual(["c", "d", "e", "f", "g", "h"]);
  });

  test("calls a check toothless that dies only of what it is not meant to die of", () => {
    const matrix = matrixOf({ x: { a: "assertion" }, y: {} }, { expected: { a: ["y"], b: ["y"] } });
    expect(matrix.toothless).toContain("a");
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
      killsOf({
        faults: [dressed],
        endings: hows.map((how, n) => ending("x", String(n), how)),
        checks,
      });
    const two = met("assertion", "timeout", "blocked", ...Array(6).fill(undefined));
    expect(two).toMatchObject([{ met: 9 }]);
    expect(two.map((one) => isSpecific(one, 260))).toEqual([true]);
    const three = met("assertion", "timeout", "assertion", ...Array(6).fill(undefined));
    expect(three.map((one) => isSpecific(one, 260))).toEqual([false]);
  });

  test("takes who was not asked again for dead: it is no kill, and makes a fault no narrower", () => {
    const all = Array.from({ length: 8 }, (_, n) => String(n));
    const endings = all.slice(0, 6).map((check, n) => {
      return n === 0 ? ending("x", check, "assertion") : ending("x", check);
    });
    const judged = (assumed: readonly string[]) =>
      killsOf({ faults: [fault("x")], endings, checks: all, assumed: new Map([["x", assumed]]) });
    const [one] = judged(["6", "7"]);
    expect(one).toMatchObject({ assumed: ["6", "7"], killed: [{ check: "0" }] });
    expect(one).not.toHaveProperty("unmet");
    expect(one && isSpecific(one, 8)).toBe(false);
    expect(judged(["6"])).toMatchObject([{ unmet: ["7"] }]);
  });

  const many = Array.from({ length: 40 }, (_, n) => `check-${n}`);
  const played = (deaths: number, passes = 0): readonly FaultKills[] =>
    killsOf({
      faults: [fault("x")],
      endings: many
        .slice(0, deaths + passes)
        .map((check, n) => ending("x", check, n < deaths ? "assertion" : undefined)),
      checks: many,
      broad: new Set(["x"]),
    });

  test.for<[string, number, number]>([
    ["met fewer than say that it still is", 4, 0],
    ["met nobody, since the names are gone", 0, 0],
    ["let one live and was not played on", 5, 1],
  ])(
    "does not take a fault for specific that was known to be broad and %s",
    ([, deaths, passes]) => {
      const [sampled] = played(deaths, passes);
      expect(sampled?.unmet).toHaveLength(40 - deaths - passes);
      expect(sampled && isSpecific(sampled, 40)).toBe(false);
    },
  );

  test("believes five deaths and no survivor, and a whole run", () => {
    expect(played(5)).toMatchObject([{ isBroad: true }]);
    const [narrowed] = played(5, 35);
    expect(narrowed).not.toHaveProperty("unmet");
    expect(narrowed && isSpecific(narrowed, 40)).toBe(true);
  });

  test("finds fault with whom a fault did not meet", () => {
    const matrix = composeMatrix({
      ...{ seed: 1, durationMs: 5, expected: { a: ["x"], b: ["x"] }, fast: [], costs },
      faults: [fault("x")],
      endings: [
        ...checks.map((check) => ending("healthy", check)),
        ...checks.slice(1).map((check) => ending("x", check)),
      ],
    });
    expect(findings(matrix)).toContain("a fault did not meet checks: x: a");
  });
});

describe("what is found wrong with a matrix", () => {
  test("is nothing when every fault is noticed and every check can die", () => {
    const deaths = Object.fromEntries(
      checks.map((check) => [`of-${check}`, { [check]: "assertion" as const }]),
    );
    const expected = Object.fromEntries(checks.map((check) => [check, [`of-${check}`]]));
    expect(findings(matrixOf(deaths, { expected }))).toEqual([]);
  });

  test("is a survivor, a toothless check, a false alarm and a missing kill, one sentence each", () => {
    const { survivors, falseAlarms, missing, ...matrix } = matrixOf(
      { healthy: { h: "timeout" }, x: {}, y: { a: "assertion" } },
      { expected: { b: ["y"] } },
    );
    expect(findings({ ...matrix, survivors, falseAlarms, missing, toothless: ["b"] })).toEqual([
      "no check notices fault x",
      "no fault that is meant to and spares most checks kills b",
      "false alarm on healthy: h: because",
      "a kill that is meant to be was not seen: y: b",
    ]);
  });

  test("is of a part only what the part can say", () => {
    const matrix = matrixOf({ x: {}, y: {} });
    const expected = { a: ["x"], b: ["y"], elsewhere: ["y"] };
    expect(partFindings(matrix, expected)).toEqual(["no check notices fault x"]);
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
