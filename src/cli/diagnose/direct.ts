import type { Subject } from "../../harness/diagnosis/subject.ts";
import type { Settings, TargetChoice } from "../../harness/settings/settings.ts";
import { detectEnvironment } from "../../harness/target/environment.ts";
import { resolveTarget } from "../../harness/target/resolve.ts";
import type { Target } from "../../harness/target/target.ts";

/**
 * The same deployment without its edge: the URL somebody gave, or the one the contract's variables name,
 * judged by the same rules as a target.
 *
 * @param given - on the command line
 * @throws ConfigurationError for a URL gapproof refuses to guess about
 */
export async function directOf(
  settings: Settings,
  target: Target,
  given?: string,
): Promise<Subject["direct"]> {
  const named = given === undefined ? directVariable(settings, target) : { url: given };
  if (named === undefined) return undefined;
  const choice: TargetChoice = { kind: "url", option: "--direct", ...named };
  const resolution = await resolveTarget({
    settings: { ...settings, target: choice, wsUrl: undefined },
    ...{ probe: false, embedded: false },
  });
  if (resolution.state !== "found") return undefined;
  const { http, ws } = resolution.target;
  return { http, ws };
}

/** Only of the environment that is diagnosed: another one's origin would prove nothing. */
function directVariable(
  settings: Settings,
  { source }: Target,
): { readonly url: string; readonly option: string } | undefined {
  const { prefixes } = detectEnvironment(settings);
  const all = source === "staging" ? [...prefixes, "STAGING"] : prefixes;
  if (source === "embedded") return undefined;
  const { directUrlVariables } = settings.contract.services.backend;
  for (const template of directUrlVariables) {
    for (const prefix of all) {
      const option = template.replace("{ENV}", prefix);
      const url = settings.variables.get(option)?.value.trim() ?? "";
      if (url !== "") return { url, option };
    }
  }
  return undefined;
}
