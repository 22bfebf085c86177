import type { Contract } from "../../../contract/contract.ts";
import { environmentNamed } from "../../target/environment.ts";
import { isBlank } from "../setting.ts";
import { ingressKeys, isScaleKey } from "./key-groups.ts";
import { type Finding, type Look, looked, notLooked, together } from "./look.ts";
import { outOfSight } from "./out-of-sight.ts";
import { planLook } from "./planned.ts";
import type { Deployable, Subject } from "./subject.ts";

const unplanned = "manifest-unplanned" as const;

/** Required settings are there, and no planned one is left blank: rule `carries-required`. */
export function lookAtRequired(subject: Subject): Look {
  const { branch, contract, backend, deployables } = subject;
  const { required = [], expected = {}, manifest = {} } = contract.settings ?? {};
  const needed = new Set(required.map((key) => branch.rules.of(key).name));
  const planned = [...Object.keys(expected), ...Object.keys(manifest)];
  const named = new Set([...needed, ...planned.map((key) => branch.rules.of(key).name)]);
  if (named.size === 0) return notLooked("the contract requires no settings");
  if (deployables.length === 0) return notLooked("no files");
  const absent =
    backend === undefined
      ? []
      : [...needed].flatMap((key) =>
          backend.set.get(key) === undefined ? [absenceLook(backend, key)] : [],
        );
  const empty = deployables.flatMap((one) => [...named].flatMap((key) => emptiness(one, key)));
  return together([looked(empty, unknownOf(needed, backend)), ...absent]);
}

/** What is not there, unless it may stand where nobody has looked. */
function absenceLook(deployable: Deployable, key: string, because?: string): Look {
  const unseen = outOfSight(key, deployable);
  if (unseen !== undefined) return notLooked(unseen);
  const found = absence(deployable, key);
  return looked([because === undefined ? found : { ...found, because }]);
}

/** What is there with a value that nobody knows before it is deployed. */
function unknownOf(
  needed: ReadonlySet<string>,
  backend: Deployable | undefined,
): readonly string[] {
  if (backend === undefined) return ["no files of backend"];
  return [...needed].flatMap((key) => {
    const value = backend.set.get(key)?.setting.value;
    return value?.kind === "unknown" ? [`${key}: ${value.because}`] : [];
  });
}

function absence({ service, set }: Deployable, key: string): Finding {
  const [file = "nothing", ...others] = set.sources.map(({ name }) => name);
  const files = `none of ${[file, ...others].join(", ")} names it`;
  return {
    because: `${key} is required, and ${others.length === 0 ? `${file} does not name it` : files}`,
    ...{ cause: unplanned, severity: "critical", service, key },
    remedy: `set ${key} in ${set.sources.at(-1)?.name ?? "the manifest"}`,
  };
}

function emptiness({ service, set }: Deployable, key: string): readonly Finding[] {
  const setting = set.get(key)?.setting;
  if (setting === undefined || !isBlank(setting.value)) return [];
  return [
    {
      because: `${key} is there and empty`,
      ...{ cause: unplanned, severity: "critical", service, key, from: setting.from },
      remedy: `give ${key} a value`,
    },
  ];
}

/** Planned settings have their planned values: rule `carries-plan`. Scale and ingress have rules of their own. */
export function lookAtPlan(subject: Subject): Look {
  const { branch, contract, backend } = subject;
  if (contract.settings === undefined) return notLooked("the contract plans no settings");
  if (backend === undefined) return notLooked("no files of backend");
  const { required, expected, manifest } = contract.settings;
  const needed = required.map((key) => branch.rules.of(key).name);
  const ingress = ingressKeys(subject);
  const isElsewhere = (name: string) => isScaleKey(name) || ingress.includes(name);
  const ofManifest = Object.entries(manifest).filter(
    ([key]) => !isElsewhere(branch.rules.of(key).name),
  );
  const looks = [...Object.entries(expected), ...ofManifest].map(([key, plan]): Look => {
    const { name } = branch.rules.of(key);
    const look = planLook({ subject, deployable: backend, key: name, plan });
    const isMissed = backend.set.get(name) === undefined && key in expected;
    // What is required as well is missed by that rule already: one thing is told once.
    if (!isMissed || needed.includes(name)) return look;
    return absenceLook(backend, name, `${name} is planned to be ${plan}, and nobody names it`);
  });
  return looks.length === 0 ? notLooked("the contract plans no settings") : together(looks);
}

/** By the plain names of environments: `prod` and `Production` are one. */
function plansOf({ settings }: Contract): ReadonlyMap<string, Readonly<Record<string, string>>> {
  const plans = new Map<string, Readonly<Record<string, string>>>();
  for (const [said, plan] of Object.entries(settings?.byEnvironment ?? {})) {
    const { name } = environmentNamed(said.trim());
    plans.set(name, { ...plans.get(name), ...plan });
  }
  return plans;
}

/** What is planned for one environment holds there, where a file names it: rule `fits-environment`. */
export function lookAtEnvironmentPlan(subject: Subject): Look {
  const { contract, deployables, branch } = subject;
  const plans = plansOf(contract);
  if (plans.size === 0) return notLooked("nothing is planned for one environment alone");
  if (deployables.length === 0) return notLooked("no files");
  return together(
    deployables.map((deployable): Look => {
      const { environment, service } = deployable;
      if (environment === undefined) return notLooked(`files of ${service} name no environment`);
      const plan = plans.get(environment);
      if (plan === undefined) return notLooked(`nothing is planned for ${environment} alone`);
      const named = Object.entries(plan).filter(
        ([key]) => deployable.set.get(branch.rules.of(key).name) !== undefined,
      );
      if (named.length === 0)
        return notLooked(
          `files of ${service} name nothing that is planned for ${environment} alone`,
        );
      return together(
        named.map(([key, text]) =>
          planLook({
            subject,
            deployable,
            key: branch.rules.of(key).name,
            plan: text,
            where: environment,
          }),
        ),
      );
    }),
  );
}
