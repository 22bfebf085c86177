import type { ReachSaw } from "./probes/reach.ts";
import type { UpgradeSaw } from "./probes/upgrade-saw.ts";

/** What each probe sees. Values: redacted, JSON, so that a recording holds all a diagnosis needs. */
export interface Sightings {
  reach: ReachSaw;
  bare: UpgradeSaw;
  offer: UpgradeSaw;
}

export type ProbeName = keyof Sightings;

/** The probes' letters in the alphabet of the documents, cheap and outer ones first. */
const ids: Readonly<Record<ProbeName, string>> = {
  reach: "P0",
  bare: "P3",
  offer: "P4",
};

export function idOf(probe: ProbeName): string {
  return ids[probe];
}
