import { ConfigurationError } from "../../../ground/errors.ts";
import { Engine } from "../../target/containers/engine.ts";
import { readEngineAddress } from "../../target/containers/engine-address.ts";
import type { TargetContainer } from "../../target/target.ts";
import type { SettingSource } from "../setting-set.ts";
import { containerSettings } from "./container-settings.ts";

/**
 * What a container runs with, by its engine.
 *
 * @throws EngineFailure when the engine does not say, and {@link ConfigurationError} for an address that is none
 */
export async function containerSource({
  id,
  name,
  engine: address,
}: TargetContainer): Promise<SettingSource> {
  const read = readEngineAddress(address);
  if ("unusable" in read) throw new ConfigurationError("DOCKER_HOST", read.unusable);
  await using engine = new Engine(read);
  const json = await engine.getJson(`/containers/${id}/json`);
  return {
    name: `container ${name}`,
    settings: containerSettings(json, name) ?? [],
    isComplete: true,
  };
}
