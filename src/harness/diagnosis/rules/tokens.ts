import type { Rule } from "../rule.ts";
import { accessRules } from "./access.ts";
import { expiryRules } from "./expiry.ts";
import { acceptedRules } from "./token-accepted.ts";
import { maskedRules } from "./token-masked.ts";
import { refusedRules } from "./token-refused.ts";

/** What the truth table of tokens says. */
export const tokenRules: readonly Rule[] = [
  ...refusedRules,
  ...acceptedRules,
  ...maskedRules,
  ...accessRules,
  ...expiryRules,
];
