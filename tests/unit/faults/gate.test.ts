import { IncomingMessage } from "node:http";
import { Socket } from "node:net";
import { expect, test } from "vitest";
import { Gate } from "../../../src/fixtures/faults/edge/gate.ts";
import { Strikes } from "../../../src/fixtures/faults/strikes.ts";

const origin = { port: 1 };
const second = { port: 2 };

function requestOf(check: string): IncomingMessage {
  const request = new IncomingMessage(new Socket());
  request.url = "/health";
  request.headers = { tracestate: `gapproof=${check}` };
  return request;
}

/** Which of a caller's requests are led to the second origin. */
function ledOf(seed: number, check: string): number[] {
  const strikes = new Strikes(seed, "edge.test");
  const gate = new Gate({ secondShare: 0.34 }, { origin, second, strikes });
  return Array.from({ length: 12 }, (_, nth) => nth).filter(
    () => gate.pass(requestOf(check), "requests").origin === second,
  );
}

const seeds = [1, 2, 3, 4, 5];

test.for(seeds)("with seed %d, one of every three requests in a row is led elsewhere", (seed) => {
  for (const check of ["a", "b", "c"]) {
    expect(ledOf(seed, check).map((nth) => Math.floor(nth / 3))).toEqual([0, 1, 2, 3]);
  }
});

test("which of the three it is depends on seed and caller, and on nothing else", () => {
  const all = seeds.map((seed) => ledOf(seed, "a").join());
  expect(new Set([...all, ledOf(1, "b").join()]).size).toBeGreaterThan(1);
  expect(seeds.map((seed) => ledOf(seed, "a").join())).toEqual(all);
});
