import { settingsThatRun } from "../../harness/drift/deployed/sources.ts";
import type { SettingSource } from "../../harness/drift/setting-set.ts";
import { HttpFailure } from "../../harness/wire/http/http-failure.ts";
import { type Deployment, NothingDeployed } from "./deployment.ts";

/**
 * What the deployment says of its settings.
 *
 * @throws {@link NothingDeployed} when it does not answer
 */
export async function deployedSources({
  place: { contract, wire },
  target: { container, http },
  isScaled,
}: Deployment): Promise<readonly SettingSource[]> {
  try {
    return await settingsThatRun({ contract, wire, container, isScaled });
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    throw new NothingDeployed(`${http} does not say what it runs with: ${error.message}`, {
      cause: error,
    });
  }
}
