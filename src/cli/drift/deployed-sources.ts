import { containerSource } from "../../harness/drift/deployed/container-source.ts";
import { publishedSettings } from "../../harness/drift/deployed/published.ts";
import type { SettingSource } from "../../harness/drift/setting-set.ts";
import { HttpFailure } from "../../harness/wire/http/http-failure.ts";
import { type Deployment, NothingDeployed } from "./deployment.ts";

/**
 * What the deployment says of its settings: what it publishes, and what its container's engine tells, which
 * stands before that.
 *
 * @throws {@link NothingDeployed} when it does not answer
 */
export async function deployedSources({
  place: { contract, wire },
  target: { container, http },
  isScaled,
}: Deployment): Promise<readonly SettingSource[]> {
  try {
    const published = await publishedSettings(contract, { wire, isScaled });
    return container === undefined ? published : [...published, await containerSource(container)];
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    throw new NothingDeployed(`${http} does not say what it runs with: ${error.message}`, {
      cause: error,
    });
  }
}
