import type { Contract } from "../../contract/contract.ts";
import {
  fetchedSource,
  isAddress,
  shownAddress,
} from "../../harness/drift/deployed/fetched-source.ts";
import { type Reading, readSource } from "../../harness/drift/read-source.ts";
import type { SettingSource } from "../../harness/drift/setting-set.ts";
import type { DeployedSpec } from "../../harness/settings/drift-config.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import type { Io } from "../io.ts";
import { NothingDeployed } from "./deployment.ts";

/** How files are read where the command runs. */
export function readingOf({ services }: Contract, { cwd, env }: Io): Reading {
  return { folder: cwd, env, names: services.backend.composeServices };
}

/**
 * What files and addresses say that runs; no deployment is asked.
 *
 * @throws ConfigurationError for one that cannot be read, {@link NothingDeployed} for one that is not reached
 */
export async function declaredSources(
  specs: readonly DeployedSpec[],
  { contract, variables }: Settings,
  io: Io,
): Promise<readonly SettingSource[]> {
  const reading = readingOf(contract, io);
  const sources: SettingSource[] = [];
  for (const spec of specs) {
    if (!isAddress(spec)) {
      sources.push(readSource(spec, reading));
      continue;
    }
    const found = await fetchedSource(spec, { reading, variables, signal: io.interrupted });
    if (found.state === "read") sources.push(found.source);
    else {
      const text = `${shownAddress(spec)} does not say what runs: ${found.because}`;
      throw new NothingDeployed(text, { cause: found.cause });
    }
  }
  return sources;
}
