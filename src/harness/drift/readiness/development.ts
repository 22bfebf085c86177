import { cloudMarkers, environmentNamed } from "../../target/environment.ts";
import { placeOf } from "../compare.ts";
import { isBlank, type Origin } from "../setting.ts";
import { hiddenBecause } from "./hidden.ts";
import { type Finding, type Look, looked, notLooked, together } from "./look.ts";
import { outOfSight } from "./out-of-sight.ts";
import { type Deployable, isDeployed, type Subject } from "./subject.ts";

/** What goes to a cloud says which environment it is, and is nobody's laptop: rule `is-not-development`. */
export function lookAtDevelopment(subject: Subject): Look {
  const { deployables } = subject;
  if (deployables.length === 0) return notLooked("no files");
  return together(deployables.map((deployable) => deployableLook(deployable, subject)));
}

function deployableLook(deployable: Deployable, subject: Subject): Look {
  const { service, says } = deployable;
  const mismatch = mismatchOf(deployable, subject);
  if (mismatch !== undefined) return looked([mismatch]);
  const cloud = cloudOf(deployable);
  if (cloud !== undefined) return cloudLook(deployable, cloud, subject);
  const isAsked = subject.environment !== undefined && says !== undefined;
  return isAsked ? looked([]) : notLooked(`files of ${service} are for no cloud`);
}

function cloudLook(deployable: Deployable, cloud: Cloud, { contract, branch }: Subject): Look {
  const { service, says } = deployable;
  const [key = "ENVIRONMENT"] = contract.environmentVariables;
  const base = {
    ...({ cause: "manifest-misaddressed", severity: "critical", service } as const),
    key: branch.rules.of(key).name,
    remedy: `set ${key} to the environment it is deployed to`,
  };
  const unseen = says === undefined ? outOfSight(key, deployable) : undefined;
  if (unseen !== undefined) return notLooked(unseen);
  if (says === undefined || isBlank(says.value)) {
    const what = says === undefined ? `nothing names ${key}` : `${says.key} is empty`;
    const because = `${what}, and ${cloud.because}`;
    return looked([{ ...base, because, from: says?.from ?? cloud.from }]);
  }
  const hidden = hiddenBecause(says);
  if (hidden !== undefined) return notLooked(`${key}: ${hidden}`);
  const named = says.value.kind === "text" ? says.value.text.trim() : "";
  if (isDeployed({ ...deployable, environment: environmentNamed(named).name })) return looked([]);
  const because = `${says.key} says ${named}, and ${cloud.because}`;
  return looked([{ ...base, because, from: says.from }]);
}

/** Files that say they are for another environment than the one they are about to be deployed to. */
function mismatchOf({ service, says }: Deployable, subject: Subject): Finding | undefined {
  const asked = subject.environment;
  if (asked === undefined || says?.value.kind !== "text" || isBlank(says.value)) return undefined;
  if (hiddenBecause(says) !== undefined) return undefined;
  const [meant, named] = [asked, says.value.text].map((name) => environmentNamed(name.trim()).name);
  if (meant === named) return undefined;
  return {
    because: `${says.key} says ${says.value.text}, and it is about to be deployed to ${asked}`,
    ...{ cause: "manifest-misaddressed", severity: "critical", service },
    key: subject.branch.rules.of(says.key).name,
    from: says.from,
    remedy: `deploy the files of ${asked}, or set ${says.key} to ${asked}`,
  };
}

interface Cloud {
  /** End of a sentence. */
  readonly because: string;
  readonly from: Origin;
}

/** What says that a service goes to a cloud. */
function cloudOf({ set }: Deployable): Cloud | undefined {
  const source = set.sources.find(
    ({ platform }) => platform === "kubernetes" || platform === "cloud-run",
  );
  if (source !== undefined) {
    const platform = source.platform === "kubernetes" ? "Kubernetes" : "Cloud Run";
    return { because: `${source.name} is for ${platform}`, from: { file: source.name } };
  }
  const marker = set.sources
    .flatMap(({ settings }) => settings)
    .find(({ key, value }) => cloudMarkers.includes(key) && !isBlank(value));
  return (
    marker && {
      because: `${marker.key} (${placeOf(marker.from)}) says it runs in a cloud`,
      from: marker.from,
    }
  );
}
