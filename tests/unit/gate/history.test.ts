import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { appendNight, mostNights, readHistory } from "../../../src/harness/gate/history/history.ts";
import type { Night } from "../../../src/harness/gate/history/night.ts";
import { latencySummary } from "../../../src/harness/gate/latency/latency-summary.ts";
import { checks, night, walked } from "./nights.ts";

function written(...nights: readonly Night[]): string {
  return nights.reduce(appendNight, "");
}

const { revision: _, ...unnamed } = night(2);
const full = night(1, {
  checks: checks({ failed: ["a"], flaky: ["b"], skipped: ["c"] }),
  journeys: [{ ...walked(9, 10), connect: { ...latencySummary([1, 2, 3, 4, 5, 6]), atOnce: 4 } }],
});
const both = [full, unnamed];

describe("a history", () => {
  test("reads what was written", () => {
    expect(readHistory("")).toEqual([]);
    expect(readHistory(written(...both))).toEqual(both);
  });

  test("is added to at its end, whether or not its last line ended", () => {
    const one = written(full);
    expect(appendNight(one, unnamed)).toBe(`${one}${JSON.stringify(unnamed)}\n`);
    expect(appendNight(one.trimEnd(), unnamed)).toBe(appendNight(one, unnamed));
  });

  test.for([
    ["lines of Windows", written(...both).replaceAll("\n", "\r\n")],
    ["a byte order mark", `\uFEFF${written(...both)}`],
    ["runs twice", written(...both, ...both)],
    ["lines in another order", written(...both.toReversed())],
    ["blank lines", `\n${written(full)}\n\n${written(unnamed)}\n`],
    ["fields to come", written(...both).replaceAll('"v":1', '"v":1,"mood":{"good":true}')],
    ["another zone", written(...both).replaceAll("T02:00:00.000Z", "T03:00:00+01:00")],
    ["lines without a version", written(...both).replaceAll('"v":1,', "")],
  ] as const)("may have %s", ([, text]) => {
    expect(readHistory(text)).toEqual(both);
  });

  test("of the first version may say less, and then counts as filtered", () => {
    const line = {
      ...{ at: "2026-11-01T02:00:00Z", target: "h", environment: "staging", verdict: "fail" },
      checks: { passed: 3, failed: ["a"] },
    };
    expect(readHistory(JSON.stringify(line))).toEqual([
      {
        ...{ v: 1, at: "2026-11-01T02:00:00.000Z", run: "2026-11-01T02:00:00.000Z", mode: "gate" },
        ...{ target: "h", environment: "staging", verdict: "fail", filtered: true },
        checks: { passed: 3, failed: ["a"], flaky: [], skipped: [] },
        journeys: [],
      },
    ]);
    expect(() => readHistory(JSON.stringify({ v: 1, ...line }))).toThrow("line 1, must have");
  });

  const times = latencySummary([1, 2, 3, 4, 5, 6]);
  const wrong = (changes: object) => JSON.stringify({ ...night(3), ...changes });
  const wrongJourney = (changes: object) => wrong({ journeys: [{ ...walked(1, 2), ...changes }] });

  test.for([
    ["<<<<<<< HEAD", 'must be JSON, got "<<<<<<< HEAD"'],
    ["[]", "must be a JSON object"],
    [wrong({ v: 2 }), 'is of a version to come; this gapproof reads up to 1, got "2"'],
    [wrong({ v: "1" }), 'must have a version that is a whole number, got "1"'],
    [wrong({ at: "yesterday" }), "must say when (at) as ISO 8601 with a zone, got"],
    [wrong({ at: "2026-99-01T00:00:00Z" }), "must say when (at)"],
    [wrong({ run: "" }), "must name its run"],
    [wrong({ run: undefined }), "must have run as text"],
    [wrong({ mode: "dance" }), "must have mode as one of gate, prove, verify, watch"],
    [wrong({ target: 7 }), 'must have target as text, got "7"'],
    [wrong({ revision: "" }), "must have a revision that is text"],
    [wrong({ verdict: "great" }), "must have verdict as one of pass"],
    [wrong({ filtered: "no" }), 'must have filtered as true or false, got "no"'],
    [wrong({ checks: [] }), "must have checks"],
    [wrong({ checks: { passed: -1 } }), 'must have checks.passed as a whole number, got "-1"'],
    [wrong({ checks: { passed: 1, failed: [7] } }), "must have checks.failed as ids"],
    [wrong({ checks: { passed: 1, flaky: "a" } }), "must have checks.flaky as ids"],
    [wrong({ checks: { passed: 1, skipped: 1 } }), "must have checks.skipped as ids"],
    [wrong({ journeys: {} }), "must have journeys as a list"],
    [wrong({ journeys: [1] }), "must have journeys that are objects"],
    [wrongJourney({ id: "" }), "must name its journeys"],
    [wrongJourney({ of: "luck" }), "must have journey websocket with of checks or trials"],
    [wrongJourney({ n: 0.5 }), "must have journey websocket with n as a whole number"],
    [
      wrongJourney({ successes: 3 }),
      'must have journey websocket with successes as a whole number up to 2, got "3"',
    ],
    [
      wrongJourney({ decision: "maybe" }),
      "must have journey websocket with a decision of pass, fail",
    ],
    ...[
      { p50: undefined },
      { p50: -1, p50Low: -1 },
      { p95: "9" },
      { n: 0 },
      { n: 6.5 },
      { p50Low: 4 },
      { p50High: 2 },
      { atOnce: 0 },
      { atOnce: null },
    ].map((wrongTimes) => [
      wrongJourney({ connect: { ...times, ...wrongTimes } }),
      "must have journey websocket with connect as n, p50, p50Low, p50High and p95: n and atOnce whole",
    ]),
    [
      wrongJourney({ connect: { ...times, p95: 7 } }).replace('"p95":7', '"p95":1e999'),
      "must have journey websocket with connect as n, p50",
    ],
  ])("names the line that is none: %s", ([line, rule]) => {
    const text = `${written(full)}\n${line}\n`;
    expect(() => readHistory(text, "nights.jsonl")).toThrow(`nights.jsonl, line 3, ${rule}`);
  });

  test("keeps the newest lines by their time, wherever they stand", () => {
    const at = (minute: number) => new Date(Date.UTC(2026, 10, 1, 0, minute)).toISOString();
    const older = night(1, { at: at(0), run: "oldest" });
    const rest = Array.from({ length: mostNights - 2 }, (_, index) =>
      JSON.stringify(night(1, { at: at(index + 1), run: `n${index}` })),
    );
    const text = [...rest, JSON.stringify(older), "<<<<<<< HEAD"].join("\n");
    const kept = appendNight(text, night(1, { at: at(5000), run: "newest" }))
      .trim()
      .split("\n");
    expect(kept).toHaveLength(mostNights);
    expect(kept).not.toContain(JSON.stringify(older));
    // What cannot be read is for the reader to name, and not for the writer to lose.
    expect(kept).toContain("<<<<<<< HEAD");
    expect(kept.at(-1)).toContain('"run":"newest"');
  });
});

const anyNight = fc
  .record({
    day: fc.integer({ min: 1, max: 3 }),
    run: fc.constantFrom("r1", "r2", 'r"3\n'),
    failed: fc.subarray(["a", "b"]),
  })
  .map(({ day, run, failed }) => night(day, { run, checks: checks({ failed }) }));

describe("whatever a history holds", () => {
  test("any order and any doubling of lines read the same, and every run once", () => {
    const anyMerge = fc.array(anyNight, { maxLength: 8 }).chain((nights) =>
      fc.record({
        nights: fc.constant(nights),
        merged: fc.shuffledSubarray([...nights, ...nights], { minLength: nights.length * 2 }),
      }),
    );
    fc.assert(
      fc.property(anyMerge, ({ nights, merged }) => {
        const read = readHistory(written(...nights));
        expect(readHistory(written(...merged))).toEqual(read);
        expect(new Set(read.map(({ run }) => run)).size).toBe(read.length);
        expect(readHistory(written(...read))).toEqual(read);
        expect(read.map(({ at }) => at)).toEqual(read.map(({ at }) => at).toSorted());
      }),
    );
  });
});
