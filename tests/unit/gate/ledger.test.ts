import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gapStates } from "../../../src/harness/gate/gaps/gap-facts.ts";
import { gapState } from "../../../src/harness/gate/gaps/gap-state.ts";
import {
  eventOf,
  type GapEvent,
  linesAfter,
  readLedger,
  stateOf,
} from "../../../src/harness/gate/gaps/ledger.ts";
import { gap, result, run } from "./gaps-stage.ts";

function event(overrides: Partial<GapEvent> = {}): GapEvent {
  const {
    v,
    gap: id,
    state,
    at,
    run: of,
    ...more
  }: GapEvent = {
    ...{ v: 1, gap: "stalled", state: "open", at: "2026-11-22T10:00:00.000Z", run: "r1" },
    ...overrides,
  };
  return { v, gap: id, state, at, ...more, run: of };
}

/** The ledger with one more line. */
function appendEvent(text: string, one: GapEvent): string {
  return text + linesAfter(text, [one]);
}

function written(...events: readonly GapEvent[]): string {
  return events.reduce(appendEvent, "");
}

const proven = event({ state: "proven", passes: 0, cause: "app-stall", revision: "rev-7" });
const closed = event({ state: "closed", passes: 1, at: "2026-11-23T10:00:00.000Z", run: "r2" });

describe("a ledger", () => {
  test("reads what was written", () => {
    expect(readLedger("")).toEqual([]);
    expect(readLedger(written(proven, closed))).toEqual([proven, closed]);
  });

  test("is added to at its end, whether or not its last line ended", () => {
    const one = written(proven);
    expect(written(proven, closed)).toBe(`${one}${JSON.stringify(closed)}\n`);
    expect(appendEvent(one.trimEnd(), closed)).toBe(appendEvent(one, closed));
  });

  test.for([
    ["lines of Windows", written(proven, closed).replaceAll("\n", "\r\n")],
    ["a byte order mark", `\uFEFF${written(proven, closed)}`],
    ["lines twice", written(proven, closed, proven, closed)],
    ["lines in another order", written(closed, proven)],
    ["blank lines", `\n${written(proven)}\n\n${written(closed)}\n`],
    ["fields to come", written(proven, closed).replaceAll('"v":1', '"v":1,"mood":{"good":true}')],
    ["lines without a version", written(proven, closed).replaceAll('"v":1,', "")],
    ["another zone", written(proven, closed).replaceAll("T10:00:00.000Z", "T12:00:00+02:00")],
  ] as const)("may have %s", ([, text]) => {
    expect(readLedger(text)).toEqual([proven, closed]);
  });

  test("of the first version need not name its runs, nor causes that are still known", () => {
    const text = '{"gap":"stalled","state":"open","at":"2026-11-22T10:00:00Z","cause":"gremlins"}';
    expect(readLedger(text)).toEqual([event({ run: "" })]);
  });

  test.for([
    ["<<<<<<< HEAD", 'must be JSON, got "<<<<<<< HEAD"'],
    ["[]", "must be a JSON object"],
    ["null", "must be a JSON object"],
    ['{"v":2}', 'is of a version to come; this gapproof reads up to 1, got "2"'],
    ['{"v":"1"}', 'must have a version that is a whole number, got "1"'],
    ["{}", 'must name its gap, got "nothing"'],
    ['{"gap":"g","state":"great"}', "must have a state of proven, wrong-reason"],
    ['{"v":1,"gap":"g","state":"open","at":"2026-11-22T10:00:00Z"}', "must name its run"],
    ['{"gap":"g","state":"open","at":"yesterday"}', "must say when (at) as ISO 8601"],
    ['{"gap":"g","state":"open","at":"2026-11-22T10:00:00"}', "must say when (at) as ISO 8601"],
    ['{"gap":"g","state":"open","at":"2026-99-22T10:00:00Z"}', "must say when (at) as ISO 8601"],
    ['{"gap":"g","state":"open","passes":-1}', "must have passes that are a whole number"],
    ['{"gap":"g","state":"open","revision":7}', "must have text as revision"],
    ['{"gap":"g","state":"open","cause":7}', "must have a cause that is text"],
  ] as const)("names the line that is none: %s", ([line, rule]) => {
    const text = `${written(proven)}\n${line}\n`;
    expect(() => readLedger(text, "gaps.jsonl")).toThrow(`gaps.jsonl, line 3, ${rule}`);
  });
});

describe("the state of a gap by its ledger", () => {
  const [open, again] = ["open", "regressed"].map((state, n) =>
    event({ state: state as GapEvent["state"], passes: 0, at: `2026-11-2${5 + n}T10:00:00.000Z` }),
  ) as [GapEvent, GapEvent];
  const pass = (day: number, state: GapEvent["state"] = "open") =>
    event({ state, passes: 1, at: `2026-11-${day}T10:00:00.000Z`, run: `p${day}` });

  test.for([
    ["nothing", [], undefined],
    ["nothing of it", [event({ gap: "another" })], undefined],
    [
      "nothing that was measured",
      [event({ state: "blocked" }), event({ state: "unmeasured" })],
      undefined,
    ],
    ["a proof", [proven], { state: "proven", wasClosed: false, passes: 0 }],
    ["a closing", [proven, closed], { state: "closed", wasClosed: true, passes: 1 }],
    [
      "a closing, then nothing measured",
      [closed, event({ ...open, state: "blocked" })],
      { state: "closed", wasClosed: true, passes: 1 },
    ],
    ["a regression", [closed, again], { state: "regressed", wasClosed: true, passes: 0 }],
    [
      "a failure that did not know of a closing",
      [closed, open],
      { state: "regressed", wasClosed: true, passes: 0 },
    ],
    [
      "a proof that did not know of a closing",
      [closed, { ...proven, at: open.at }],
      { state: "regressed", wasClosed: true, passes: 0 },
    ],
    [
      "a pass that did not know of a closing",
      [closed, pass(25)],
      { state: "closed", wasClosed: true, passes: 2 },
    ],
    [
      "passes in a row",
      [proven, pass(24), pass(25), pass(26)],
      { state: "open", wasClosed: false, passes: 3 },
    ],
    [
      "passes with a failure between",
      [pass(24), open, pass(26)],
      { state: "open", wasClosed: false, passes: 1 },
    ],
    [
      "passes after a regression",
      [closed, again, pass(27, "regressed")],
      { state: "regressed", wasClosed: true, passes: 1 },
    ],
  ] as const)("of %s", ([, events, state]) => {
    expect(stateOf("stalled", events)).toEqual(state);
    expect(stateOf("stalled", [...events].reverse())).toEqual(state);
  });

  test("follows a gap from its proof to five passes in a row, and back", () => {
    const five = { ...gap, times: 5 };
    let text = "";
    const seen = [
      ...["failed", "passed", "passed", "failed"],
      ...["passed", "passed", "passed", "passed", "passed", "failed"],
    ].map((state, day) => {
      const checks = ["a", "b"].map((id) => result(id, state as "passed" | "failed"));
      const outcome = gapState(five, {
        mode: day === 0 ? "prove" : "verify",
        run: run({ checks }),
        earlier: stateOf(five.id, readLedger(text)),
      });
      const at = new Date(Date.UTC(2026, 10, 10 + day));
      text = appendEvent(text, eventOf(outcome, { at, run: `r${day}` }));
      return outcome.state;
    });
    expect(seen).toEqual([
      ...["proven", "open", "open", "open", "open", "open", "open", "open"],
      ...["closed", "regressed"],
    ]);
    expect(readLedger(text)).toHaveLength(10);
    expect(text.split("\n")[0]).toBe(
      '{"v":1,"gap":"stalled","state":"proven","at":"2026-11-10T00:00:00.000Z","revision":"rev-7","cause":"app-stall","passes":0,"run":"r0"}',
    );
  });
});

const anyEvent = fc
  .record({
    gap: fc.constantFrom("stalled", "another"),
    state: fc.constantFrom(...gapStates),
    passes: fc.nat(2),
    at: fc
      .date({ min: new Date("2026-11-01"), max: new Date("2026-11-03"), noInvalidDate: true })
      .map((date) => date.toISOString()),
    run: fc.constantFrom("r1", "r2", 'r"3\n'),
  })
  .map((said) => event(said));
const anyEvents = fc.array(anyEvent, { maxLength: 8 });

describe("whatever a ledger holds", () => {
  test("reading what was read changes nothing", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const once = readLedger(written(...events));
        expect(readLedger(written(...once))).toEqual(once);
      }),
    );
  });

  test("any order and any doubling of lines read the same", () => {
    const anyMerge = anyEvents.chain((events) =>
      fc.record({
        events: fc.constant(events),
        merged: fc.shuffledSubarray([...events, ...events], { minLength: events.length * 2 }),
      }),
    );
    fc.assert(
      fc.property(anyMerge, ({ events, merged }) => {
        const [one, other] = [readLedger(written(...events)), readLedger(written(...merged))];
        expect(other).toEqual(one);
        expect(stateOf("stalled", other)).toEqual(stateOf("stalled", one));
      }),
    );
  });

  test("a closed gap never becomes proven, open or expired", () => {
    fc.assert(
      fc.property(anyEvents, (events) => {
        const later = events.map((one) => ({ ...one, at: one.at.replace("2026", "2027") }));
        const state = stateOf("stalled", [closed, ...later])?.state;
        expect(["closed", "regressed"]).toContain(state);
      }),
    );
  });
});
