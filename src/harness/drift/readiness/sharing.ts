import type { ServiceName } from "../../../contract/contract.ts";
import type { Severity } from "../../../contract/keys/key-rules.ts";
import { environmentNamed } from "../../target/environment.ts";
import { agreementOf } from "../agreement.ts";
import { placeOf } from "../compare.ts";
import { isSecret } from "../secrecy.ts";
import { isBlank, type Setting, type SettingValue, showValue } from "../setting.ts";
import { hiddenBecause } from "./hidden.ts";
import { type Finding, type Look, looked, notLooked, together } from "./look.ts";
import { outOfSight } from "./out-of-sight.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { Deployable, Subject } from "./subject.ts";

/** What services of one environment share has one value in all of them: rule `services-agree`. */
export function lookAtSharing(subject: Subject): Look {
  const shared = subject.contract.settings?.shared ?? [];
  if (shared.length === 0) return notLooked("the contract names nothing that services share");
  return together(shared.map((one) => sharedLook(one, subject)));
}

interface Shared {
  readonly key: string;
  readonly services: readonly ServiceName[];
}

/** A service, and the shared setting where it has it. */
interface Holder {
  readonly service: ServiceName;
  readonly deployable: Deployable;
  readonly setting: Setting | undefined;
}

/** A service that has it. */
interface Owner extends Holder {
  readonly setting: Setting;
}

function sharedLook({ key, services }: Shared, subject: Subject): Look {
  const { branch, deployables } = subject;
  const { name } = branch.rules.of(key);
  const there = deployables.filter(({ service }) => services.includes(service));
  const gone = services.filter((service) => !there.some((one) => one.service === service));
  const unseen = gone.map((service) => `no files of ${service}`);
  if (there.length < 2) return notLooked(...unseen);
  const holders = there.map((deployable): Holder => {
    const { service, set } = deployable;
    const setting = set.get(name)?.setting;
    const isThere = setting !== undefined && !isLacking(setting);
    return { service, deployable, setting: isThere ? setting : undefined };
  });
  const owners = holders.filter((holder): holder is Owner => holder.setting !== undefined);
  const [first] = owners;
  if (first === undefined) return notLooked(...unseen, `${name}: no file says it`);
  const without = holders.filter(({ setting }) => setting === undefined);
  const lacking = isKeptSecret(first.setting)
    ? without.map((one) => lackLook(name, first, one.deployable))
    : [];
  const looks = owners
    .slice(1)
    .map((owner, at) => agreementLook(name, [owner, ...owners.slice(0, at + 1)], subject));
  return together([looked([], unseen), ...lacking, ...looks]);
}

/** A blank secret is none. Any other blank value is a value. */
function isLacking(setting: Setting): boolean {
  return isKeptSecret(setting) && isBlank(setting.value);
}

function isKeptSecret({ key, value }: Setting): boolean {
  return value.kind === "secret" || isSecret(key, "");
}

function lackLook(name: string, owner: Owner, without: Deployable): Look {
  const { service } = without;
  const unseen = outOfSight(`${name} of ${service}`, without);
  return unseen === undefined ? looked([lack(name, owner, service)]) : notLooked(unseen);
}

function lack(name: string, { service, setting: { from } }: Owner, without: ServiceName): Finding {
  return {
    because: `${service} has ${name} (${placeOf(from)}), and ${without} does not`,
    ...{ cause: "services-disagree", severity: "critical", service: without, key: name, from },
    remedy: `give ${without} the ${name} that ${service} has`,
  };
}

/** Where a reference leads: into which store, or to a variable of whoever deploys. */
function storeOf(to: string): string {
  return /^(\S+) /.exec(to)?.[1] ?? "variable";
}

/** Both say where it is kept; nobody here can see whether two places keep the same. */
function apart(name: string, owners: readonly [Owner, Owner], severity: Severity): Finding {
  const [one, other] = owners;
  const [left, right] = owners.map(
    ({ service, setting: { value, from } }) =>
      [service, `${value.kind === "reference" ? value.to : ""} (${placeOf(from)})`] as const,
  ) as [readonly [string, string], readonly [string, string]];
  return {
    because: `${left[0]} refers to ${left[1]} for ${name}, and ${right[0]} to ${right[1]}: the same secret is one reference, or nobody can tell`,
    ...{ cause: "services-disagree", severity, service: other.service, key: name },
    from: other.setting.from,
    remedy: `let ${one.service} and ${other.service} refer to one place, or bear it as known`,
  };
}

/** An owner against the first of those before it that can be compared with it. */
function agreementLook(
  name: string,
  [owner, ...before]: readonly [Owner, ...Owner[]],
  { branch, contract }: Subject,
): Look {
  const other = before.find((one) => isComparable(one.setting, owner.setting));
  if (other === undefined) {
    const hidden = [owner, ...before].find(({ setting }) => hiddenBecause(setting) !== undefined);
    return notLooked(
      `${name}: nobody can compare what ${placeOf((hidden ?? owner).setting.from)} says`,
    );
  }
  const { reading, severity } = branch.rules.of(name);
  const isEnvironment = contract.environmentVariables.some(
    (key) => branch.rules.of(key).name === name,
  );
  const [left, right] = [other.setting, owner.setting];
  const [a, b] = [meant(left.value, isEnvironment), meant(right.value, isEnvironment)];
  if (agreementOf(a, b, reading).kind === "same") return looked([]);
  if (a.kind === "reference" && b.kind === "reference")
    return looked([apart(name, [other, owner], severity)]);
  return looked([
    {
      because: `${other.service} has ${name} ${showValue(left.value)} (${placeOf(left.from)}), and ${owner.service} has ${showValue(right.value)} (${placeOf(right.from)})`,
      ...{ cause: "services-disagree", severity, service: owner.service, key: name },
      from: right.from,
      remedy: `give ${other.service} and ${owner.service} one ${name}`,
    },
  ]);
}

/** What a reference leads to may well be the plain value beside it; a secret that stands there is never kept elsewhere. */
function isComparable({ key, value: one }: Setting, { value: other }: Setting): boolean {
  if (isUnseen(one) || isUnseen(other)) return false;
  const kinds = [one.kind, other.kind];
  if (one.kind === "reference" && other.kind === "reference" && one.to !== other.to) {
    // What is no secret may well stand in two maps; of two stores, nobody knows which name means what.
    const isKept = storeOf(one.to) === "secretKeyRef" || isSecret(key, "");
    return isKept && storeOf(one.to) === storeOf(other.to);
  }
  return !(kinds.includes("text") && kinds.includes("reference"));
}

function isUnseen(value: SettingValue): boolean {
  return value.kind === "unknown" || (value.kind === "text" && isPlaceholder(value.text));
}

/** A value as it is compared: two spellings of an environment, or of a URL, are one. */
function meant(value: SettingValue, isEnvironment: boolean): SettingValue {
  if (value.kind !== "text") return value;
  const text = value.text.trim();
  if (isEnvironment) return { kind: "text", text: environmentNamed(text).name };
  const isUrl = /^[a-z][a-z\d+.-]*:\/\//i.test(text) && URL.canParse(text);
  return { kind: "text", text: isUrl ? new URL(text).href.replace(/\/$/, "") : text };
}
