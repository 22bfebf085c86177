import type { Source } from "./candidate.ts";
import { composeFile } from "./compose/compose-file.ts";
import { runningContainers } from "./containers/running-containers.ts";
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
  // What is discovered is weaker than anything declared and stronger than the default, and what runs
  // is stronger than what a file says.
  runningContainers,
  composeFile,
  defaultUrl,
  stagingByAbsence,
  embedded,
];
