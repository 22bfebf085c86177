import type { Rule } from "../rule.ts";
import { acceptanceRules } from "./acceptance.ts";
import { negotiationRules } from "./negotiation.ts";
import { reachRules } from "./reach.ts";
import { refusedRules } from "./refused.ts";
import { unansweredRules } from "./unanswered.ts";

/** Everything up to and including the 101, from the outside in. */
export const handshakeRules: readonly Rule[] = [
  ...reachRules,
  ...unansweredRules,
  ...refusedRules,
  ...acceptanceRules,
  ...negotiationRules,
];
