import type { Rule } from "../rule.ts";
import { acceptanceRules } from "./acceptance.ts";
import { accessRules } from "./access.ts";
import { allowanceRules } from "./allowance.ts";
import { answerRules } from "./answers.ts";
import { censusRules } from "./census.ts";
import { checkRules } from "./checks.ts";
import { crowdRules } from "./crowd.ts";
import { cutRules } from "./cut.ts";
import { deflateRules } from "./deflate.ts";
import { deployedRules } from "./deployed.ts";
import { distanceRules } from "./distance.ts";
import { endedRules } from "./ended.ts";
import { expiryRules } from "./expiry.ts";
import { framingRules } from "./framing.ts";
import { holdRules } from "./hold.ts";
import { httpRules, slowHttp } from "./http.ts";
import { httpEdgeRules } from "./http-edge.ts";
import { manifestRules } from "./manifest.ts";
import { negotiationRules } from "./negotiation.ts";
import { payloadRules } from "./payloads.ts";
import { reachRules } from "./reach.ts";
import { refusedRules } from "./refused.ts";
import { revisionRules } from "./revision.ts";
import { runRules } from "./run.ts";
import { variantRules } from "./runs.ts";
import { settingsRules } from "./settings.ts";
import { slowRules } from "./slow.ts";
import { startingRules } from "./starting.ts";
import { streamRules } from "./streams.ts";
import { togetherRules } from "./together.ts";
import { acceptedRules } from "./token-accepted.ts";
import { maskedRules } from "./token-masked.ts";
import { refusedRules as refusedTokenRules } from "./token-refused.ts";
import { tourRules } from "./tour.ts";
import { unansweredRules } from "./unanswered.ts";

/** What connections that stand do, or do not do. */
export const connectionRules: readonly Rule[] = [
  ...endedRules,
  ...framingRules,
  ...distanceRules,
  ...answerRules,
  ...deflateRules,
  ...payloadRules,
  ...crowdRules,
  ...holdRules,
  ...cutRules,
];

/** Every rule there is; their order decides nothing. */
export const rules: readonly Rule[] = [
  // Everything up to and including the 101, from the outside in.
  ...reachRules,
  ...unansweredRules,
  ...refusedRules,
  ...acceptanceRules,
  ...negotiationRules,
  // What HTTP shows.
  ...httpEdgeRules,
  ...deployedRules,
  ...settingsRules,
  ...startingRules,
  ...allowanceRules,
  ...censusRules,
  ...revisionRules,
  ...httpRules,
  ...tourRules,
  slowHttp,
  ...connectionRules,
  // What the truth table of tokens says.
  ...refusedTokenRules,
  ...acceptedRules,
  ...maskedRules,
  ...accessRules,
  ...expiryRules,
  // What comes of questions.
  ...runRules,
  ...variantRules,
  ...slowRules,
  ...togetherRules,
  ...streamRules,
  // What stands in the files, before the checks: some of them say the very same.
  ...manifestRules,
  ...checkRules,
];
