import { expect, test } from "vitest";
import { baselineIn } from "../../../src/harness/gate/history/baseline.ts";
import { readHistory } from "../../../src/harness/gate/history/history.ts";
import type { Night } from "../../../src/harness/gate/history/night.ts";
import { night, walked } from "./nights.ts";

const question = { target: "staging.example", environment: "staging", journey: "websocket" };

function timed(day: number, change: Partial<Night> = {}, { n = 20, atOnce = 0 } = {}): Night {
  const load = atOnce === 0 ? {} : { atOnce };
  const connect = { n, p50: day, p50Low: day, p50High: day, p95: day, ...load };
  return night(day, { journeys: [{ ...walked(n, n), connect }], ...change });
}

test("the newest night is what later ones are held against", () => {
  expect(baselineIn([timed(1), timed(2)], question)).toEqual({
    night: timed(2),
    connect: { n: 20, p50: 2, p50Low: 2, p50High: 2, p95: 2 },
  });
  expect(baselineIn([], question)).toBeUndefined();
});

test.for([
  ["of another target", timed(2, { target: "other.example" })],
  ["of another environment", timed(2, { environment: "production" })],
  ["that did not pass", timed(2, { verdict: "inconclusive" })],
  ["that left checks out", timed(2, { filtered: true })],
  ["with too few connections", timed(2, {}, { n: 19 })],
  ["without the journey", night(2, { journeys: [walked(40, 40, "golden-path")] })],
  [
    "whose rate did not pass",
    {
      ...timed(2),
      journeys: timed(2).journeys.map((one) => ({ ...one, decision: "fail" as const })),
    },
  ],
  ["of more connections at a time", timed(2, {}, { atOnce: 4 })],
  ["that measured no times", night(2, { journeys: [walked(40, 40)] })],
] as const)("a night %s is passed over", ([, other]) => {
  expect(baselineIn([timed(1), other], question)?.night.run).toBe("r1");
});

test("nights are held against those of as many connections at a time, and of nothing else", () => {
  const nights = [timed(1, {}, { atOnce: 1 }), timed(2, {}, { atOnce: 4 }), timed(3)];
  const dayOf = (atOnce?: number) => baselineIn(nights, { ...question, atOnce })?.night.run;
  expect([dayOf(1), dayOf(4), dayOf(), dayOf(2)]).toEqual(["r1", "r2", "r3", undefined]);
});

test("a slowdown is accepted by taking the times out of the nights before it", () => {
  const before = [timed(1), timed(2)];
  const slower = timed(9, { verdict: "fail" });
  expect(baselineIn([...before, slower], question)?.night.run).toBe("r2");
  const cleared = before.map(({ journeys, ...rest }) => ({
    ...rest,
    journeys: journeys.map(({ connect: _, ...counts }) => counts),
  }));
  const text = [...cleared, slower].map((one) => JSON.stringify(one)).join("\n");
  const accepted = readHistory(text);
  expect(baselineIn(accepted, question)).toBeUndefined();
  expect(baselineIn([...accepted, timed(10)], question)?.night.run).toBe("r10");
});
