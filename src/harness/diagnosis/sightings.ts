import type { AccessSaw } from "./probes/access-saw.ts";
import type { AllowanceSaw } from "./probes/allowance-saw.ts";
import type { BranchSaw } from "./probes/branch-saw.ts";
import type { CensusSaw } from "./probes/census-saw.ts";
import type { ChecksSaw } from "./probes/checks-saw.ts";
import type { CrowdSaw } from "./probes/crowd-saw.ts";
import type { DeflateSaw } from "./probes/deflate-saw.ts";
import type { DirectSaw } from "./probes/direct-saw.ts";
import type { EchoSaw } from "./probes/echo-saw.ts";
import type { ExpirySaw } from "./probes/expiry-saw.ts";
import type { FrontSaw } from "./probes/front-saw.ts";
import type { HoldSaw } from "./probes/hold-saw.ts";
import type { OffersSaw } from "./probes/offers-saw.ts";
import type { PayloadsSaw } from "./probes/payloads-saw.ts";
import type { PlainSaw } from "./probes/plain-saw.ts";
import type { ReachSaw } from "./probes/reach-saw.ts";
import type { RunProbeSaw } from "./probes/round-saw.ts";
import type { RunsSaw } from "./probes/runs-saw.ts";
import type { SlowSaw } from "./probes/slow-saw.ts";
import type { StreamSaw } from "./probes/stream-saw.ts";
import type { TalkSaw } from "./probes/talk-saw.ts";
import type { TogetherSaw } from "./probes/together-saw.ts";
import type { TokensSaw } from "./probes/tokens-saw.ts";
import type { TourSaw } from "./probes/tour-saw.ts";
import type { UpgradeSaw } from "./probes/upgrade-saw.ts";

/** What each probe sees. Values: redacted, JSON, so that a recording holds all a diagnosis needs. */
export interface Sightings {
  reach: ReachSaw;
  front: FrontSaw;
  plain: PlainSaw;
  bare: UpgradeSaw;
  offer: UpgradeSaw;
  offers: OffersSaw;
  direct: DirectSaw;
  echo: EchoSaw;
  tokens: TokensSaw;
  access: AccessSaw;
  expiry: ExpirySaw;
  talk: TalkSaw;
  crowd: CrowdSaw;
  payloads: PayloadsSaw;
  deflate: DeflateSaw;
  hold: HoldSaw;
  run: RunProbeSaw;
  runs: RunsSaw;
  slow: SlowSaw;
  together: TogetherSaw;
  stream: StreamSaw;
  census: CensusSaw;
  tour: TourSaw;
  allowance: AllowanceSaw;
  checks: ChecksSaw;
  branch: BranchSaw;
}

export type ProbeName = keyof Sightings;

/** The probes' letters in the alphabet of the documents, cheap and outer ones first. */
const ids: Readonly<Record<ProbeName, string>> = {
  reach: "P0",
  front: "P1",
  plain: "P2",
  bare: "P3",
  offer: "P4",
  offers: "P4'",
  tokens: "P5",
  access: "P5",
  expiry: "P5",
  deflate: "P6'",
  hold: "P6",
  talk: "P7",
  payloads: "P11",
  crowd: "P12",
  direct: "P9",
  echo: "P10",
  run: "P13",
  runs: "P14",
  slow: "P14'",
  together: "P14''",
  stream: "P15",
  census: "P8",
  tour: "P16",
  allowance: "P12'",
  checks: "P17",
  branch: "P18",
};

/** Every probe's name. */
export const probeNames: readonly ProbeName[] = Object.keys(ids) as ProbeName[];

export function idOf(probe: ProbeName): string {
  return ids[probe];
}
