import type { Machine } from "../../../../src/harness/settings/machine.ts";
import type { TrailEntry } from "../../../../src/harness/target/target.ts";
import { resolving } from "../asked.ts";

/** What a trail says about containers, a line each. */
export function containersIn(trail: readonly TrailEntry[]): readonly string[] {
  return trail
    .filter(({ via }) => via === "container")
    .map(({ container, state, reason }) => [container, state, reason].filter(Boolean).join(" | "));
}

/** The trail of a search that finds nothing but perhaps the embedded backend. */
export async function trailWithout(
  machine: Machine,
  variables: Record<string, string> = {},
): Promise<readonly TrailEntry[]> {
  const result = await resolving({ machine, variables });
  if (result.state === "found") throw new Error(`found ${result.target.http}`);
  return result.trail;
}
