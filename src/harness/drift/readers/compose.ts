import type { YamlDocument } from "../../target/compose/yaml-document.ts";
import { lastOfEach } from "../setting.ts";
import type { ComposePlace, ComposeSurroundings } from "./compose-place.ts";
import { partsOf } from "./compose-service.ts";
import { settingsInFiles } from "./env-files.ts";
import type { Workload } from "./workload.ts";

/**
 * Every service of a compose file, with the variables its container gets, whatever its profiles: those decide
 * whether it is started, not how.
 *
 * `environment` goes before `env_file`, as in compose: https://docs.docker.com/compose/how-tos/environment-variables/envvars-precedence/
 *
 * @throws {@link ConfigurationError} naming file, line and rule
 */
export function readCompose(
  document: YamlDocument,
  surroundings: ComposeSurroundings,
): readonly Workload[] {
  return Object.keys(document.mapAt(["services"])).map((name) => {
    const place: ComposePlace = { document, path: ["services", name], folder: "", surroundings };
    const { files, variables, resources } = partsOf(place);
    // What stands in the compose file itself comes last, and what the machine gives after all variables.
    const settings = lastOfEach([...settingsInFiles(files), ...variables, ...resources]);
    return { name, kind: "compose service", platform: "compose", settings };
  });
}
