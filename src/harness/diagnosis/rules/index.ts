import type { Rule } from "../rule.ts";
import { handshakeRules } from "./handshake.ts";

/** Every rule there is; their order decides nothing. */
export const rules: readonly Rule[] = [...handshakeRules];
