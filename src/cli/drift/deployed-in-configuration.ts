import { type DeployedSpec, noDrift } from "../../harness/settings/drift-config.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import { textOf } from "../../harness/target/candidate.ts";
import { detectEnvironment, expandVariables } from "../../harness/target/environment.ts";
import { isRaised } from "../../harness/target/staging-flag.ts";
import type { Io } from "../io.ts";
import type { DriftFlags } from "./drift-flags.ts";

/**
 * What the configuration says that runs, as long as nobody names a backend or counts who answers: whoever does
 * so, asks it. Where a variable does, or where a backend of the same configuration is not asked, that is said.
 */
export function deployedInConfiguration(
  settings: Settings,
  { expectRevision, deployed }: DriftFlags,
  io: Pick<Io, "err">,
): readonly DeployedSpec[] {
  const { drift = noDrift, configured, target } = settings;
  if (drift.deployed.length === 0 || deployed !== undefined) return [];
  if (target.kind !== "any" || expectRevision !== undefined) return [];
  const variable = naming(settings);
  if (variable !== undefined) {
    io.err(`${variable} names a backend: it is asked, and drift.deployed is left out\n`);
    return [];
  }
  if (configured !== undefined) {
    const files = drift.deployed.map(({ file }) => file).join(", ");
    io.err(`drift.deployed says what runs (${files}): ${configured.url} is not asked\n`);
  }
  return drift.deployed;
}

/** The variable that says outright which backend is meant. */
function naming(settings: Settings): string | undefined {
  const { contract } = settings;
  const environment = detectEnvironment(settings);
  const flag = contract.stagingFlags.find((one) => isRaised(settings, one));
  return (
    expandVariables(contract.services.backend.urlVariables, environment).find(
      (name) => textOf(settings, name) !== undefined,
    ) ?? flag?.variable
  );
}
