import type { Rule } from "../rule.ts";
import { allowanceRules } from "./allowance.ts";
import { censusRules } from "./census.ts";
import { checkRules } from "./checks.ts";
import { deployedRules } from "./deployed.ts";
import { handshakeRules } from "./handshake.ts";
import { httpRules, slowHttp } from "./http.ts";
import { httpEdgeRules } from "./http-edge.ts";
import { livenessRules } from "./liveness.ts";
import { runRules } from "./run.ts";
import { variantRules } from "./runs.ts";
import { slowRules } from "./slow.ts";
import { startingRules } from "./starting.ts";
import { streamRules } from "./streams.ts";
import { togetherRules } from "./together.ts";
import { tokenRules } from "./tokens.ts";
import { tourRules } from "./tour.ts";

/** Every rule there is; their order decides nothing. */
export const rules: readonly Rule[] = [
  ...handshakeRules,
  ...httpEdgeRules,
  ...deployedRules,
  ...startingRules,
  ...allowanceRules,
  ...censusRules,
  ...httpRules,
  ...tourRules,
  slowHttp,
  ...livenessRules,
  ...tokenRules,
  ...runRules,
  ...variantRules,
  ...slowRules,
  ...togetherRules,
  ...streamRules,
  ...checkRules,
];
