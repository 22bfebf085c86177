import type { KeyRules } from "../../../contract/keys/key-rules.ts";
import { isBlank, type Setting } from "../setting.ts";
import type { SettingSource } from "../setting-set.ts";
import { type Finding, type Look, looked, notLooked, together } from "./look.ts";
import { type Deployable, isDeployed, type Subject } from "./subject.ts";

/** No secret stands in the files of a deployment: rule `secrets-referenced`. Says where, never what. */
export function lookAtSecrets({ deployables, branch }: Subject): Look {
  if (deployables.length === 0) return notLooked("no files");
  return together(deployables.flatMap((deployable) => sourceLooks(deployable, branch.rules)));
}

function sourceLooks(deployable: Deployable, rules: KeyRules): readonly Look[] {
  return deployable.set.sources.map((source): Look => {
    if (!isForDeployment(source, deployable))
      return notLooked(
        `${source.name} is for no deployment: it names neither staging nor production`,
      );
    const literal = source.settings.filter(isInSight);
    return looked(literal.map((setting) => literalFinding(setting, deployable, rules)));
  });
}

/** A flag or a path opens nothing, whatever it is called; a word that asks for a secret is right in an example. */
function isInSight({ value, standIn, from: { file } }: Setting): boolean {
  if (value.kind !== "secret" || isBlank(value) || standIn?.kind === "plain") return false;
  return !(standIn?.kind === "sample" && /[._-](example|sample|template|tmpl|dist)\b/i.test(file));
}

/** What a cloud runs, and what says it is somebody's environment. */
function isForDeployment({ platform }: SettingSource, deployable: Deployable): boolean {
  return platform === "kubernetes" || platform === "cloud-run" || isDeployed(deployable);
}

function literalFinding({ key, from }: Setting, { service }: Deployable, rules: KeyRules): Finding {
  return {
    because: `${key} stands there in plain sight`,
    ...{ cause: "secret-in-manifest", severity: "critical", service, from },
    key: rules.of(key).name,
    remedy: `keep ${key} where the platform keeps secrets and refer to it; change the secret, for it has been seen`,
  };
}
