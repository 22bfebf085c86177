import type { Contract } from "../../../contract/contract.ts";
import type { TargetContainer } from "../../target/target.ts";
import type { SettingSource } from "../setting-set.ts";
import { containerSource } from "./container-source.ts";
import { type Asking, publishedSettings } from "./published.ts";

/** A deployment, and whom to ask about it. */
export interface AskedDeployment extends Asking {
  readonly contract: Contract;
  /** What it runs in, where that is known. */
  readonly container?: TargetContainer | undefined;
}

/**
 * What a deployment says of its settings: what it publishes, and what its container's engine tells, which
 * stands before that.
 *
 * @throws HttpFailure when it does not answer, and EngineFailure when its engine does not
 */
export async function settingsThatRun({
  contract,
  container,
  ...asking
}: AskedDeployment): Promise<readonly SettingSource[]> {
  const published = await publishedSettings(contract, asking);
  return container === undefined ? published : [...published, await containerSource(container)];
}
