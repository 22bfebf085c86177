import { createHash } from "node:crypto";
import type { Contract } from "./contract.ts";

/**
 * Short fingerprint of a contract: two reports with the same hash measured the same promises. Gaps are none:
 * who owns one, and since when, changes nothing that is measured. Targets and tiers are: the same rate is enough for
 * one promise, and too little for another.
 */
export function contractHash({ gaps: _, ...contract }: Contract): string {
  return createHash("sha256")
    .update(JSON.stringify(sortKeys(contract)))
    .digest("hex")
    .slice(0, 12);
}

function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (value === null || typeof value !== "object") return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sortKeys(item)]));
}
