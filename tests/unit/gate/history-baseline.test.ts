import { expect, test } from "vitest";
import { baselineIn } from "../../../src/harness/gate/history/baseline.ts";
import type { Night } from "../../../src/harness/gate/history/night.ts";
import { night, walked } from "./nights.ts";

const question = { target: "staging.example", environment: "staging", journey: "websocket" };

function timed(day: number, change: Partial<Night> = {}, n = 20): Night {
  const connect = { n, p50: day, p50Low: day, p50High: day, p95: day };
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
  ["with too few connections", timed(2, {}, 19)],
  ["without the journey", night(2, { journeys: [walked(40, 40, "golden-path")] })],
  ["that measured no times", night(2, { journeys: [walked(40, 40)] })],
] as const)("a night %s is passed over", ([, other]) => {
  expect(baselineIn([timed(1), other], question)?.night.run).toBe("r1");
});
