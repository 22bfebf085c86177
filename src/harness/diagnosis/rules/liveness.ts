import type { Rule } from "../rule.ts";
import { answerRules } from "./answers.ts";
import { crowdRules } from "./crowd.ts";
import { cutRules } from "./cut.ts";
import { deflateRules } from "./deflate.ts";
import { distanceRules } from "./distance.ts";
import { endedRules } from "./ended.ts";
import { framingRules } from "./framing.ts";
import { holdRules } from "./hold.ts";
import { payloadRules } from "./payloads.ts";

/** What connections that stand do, or do not do. */
export const livenessRules: readonly Rule[] = [
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
