import type { Source } from "./candidate.ts";
import { defaultUrl } from "./default.ts";
import { declaredDockerPort } from "./docker.ts";
import { embedded } from "./embedded.ts";
import { explicit } from "./explicit.ts";
import { stagingByAbsence, stagingByFlag } from "./staging.ts";

/** Every place a backend can come from, strongest first. This order *is* the priority. */
export const sources: readonly Source[] = [
  explicit,
  declaredDockerPort,
  stagingByFlag,
  // Discovered things come here, once they are found: running containers, then compose files. They
  // are weaker than anything declared and stronger than the default.
  defaultUrl,
  stagingByAbsence,
  embedded,
];
