import type { KeyRules } from "../../../contract/keys/key-rules.ts";
import type { Subject } from "./subject.ts";

/** A pair of the contract's `atMost`, by plain names. */
export type Pair = readonly [inner: string, outer: string];

/** What manifests say of how many instances there are, and of how much each takes on at once. */
const scaleKeys: readonly string[] = ["min_instances", "max_instances", "concurrency"];

export function isScaleKey(name: string): boolean {
  return scaleKeys.includes(name);
}

/** Settings of a circuit breaker, whatever stands around the word. */
export function isBreakerKey(name: string): boolean {
  return /(^|_)breaker(_|$)/.test(name);
}

/** Pairs about time, without those of breakers: what is inside, and what cuts it at an age. */
export function ingressPairs({ contract, branch }: Subject): readonly Pair[] {
  return pairsOf(contract.settings?.atMost, branch.rules).filter(
    (pair) =>
      pair.every((name) => branch.rules.of(name).reading.kind === "duration") &&
      !pair.some(isBreakerKey),
  );
}

/** Keys that say when something in front cuts a connection. */
export function ingressKeys(subject: Subject): readonly string[] {
  return ingressPairs(subject).map(([, outer]) => outer);
}

/** Pairs that are neither about time nor about breakers. */
export function scalePairs({ contract, branch }: Subject): readonly Pair[] {
  return pairsOf(contract.settings?.atMost, branch.rules).filter(
    (pair) =>
      pair.some((name) => branch.rules.of(name).reading.kind !== "duration") &&
      !pair.some(isBreakerKey),
  );
}

export function breakerPairs({ contract, branch }: Subject): readonly Pair[] {
  return pairsOf(contract.settings?.atMost, branch.rules).filter((pair) => pair.some(isBreakerKey));
}

function pairsOf(
  pairs: readonly (readonly [string, string])[] = [],
  rules: KeyRules,
): readonly Pair[] {
  return pairs.map(([inner, outer]) => [rules.of(inner).name, rules.of(outer).name]);
}
