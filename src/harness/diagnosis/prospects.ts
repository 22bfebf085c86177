import type { ProbeName } from "./sightings.ts";

/**
 * How many of a thousand faults each probe settles, about: estimated from what settled the faults of the library. A
 * prior, and no evidence: it decides which probe goes first, never what is found.
 */
const prospects: Readonly<Record<ProbeName, number>> = {
  reach: 50,
  plain: 5,
  front: 120,
  bare: 30,
  offer: 100,
  offers: 40,
  tokens: 90,
  access: 80,
  hold: 40,
  talk: 100,
  census: 60,
  direct: 20,
  echo: 20,
  payloads: 20,
  deflate: 10,
  crowd: 10,
  run: 220,
  runs: 50,
  slow: 30,
  together: 15,
  stream: 30,
  tour: 110,
  allowance: 10,
  expiry: 10,
  checks: 20,
  branch: 30,
};

/** What a probe costs for each fault it may settle. */
export function priceOf(probe: ProbeName, costMs: number): number {
  return costMs / prospects[probe];
}
