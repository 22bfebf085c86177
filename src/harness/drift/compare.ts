import type { KeyRule, KeyRules, Severity } from "../../contract/keys/key-rules.ts";
import { plainKey } from "../../contract/keys/plain-key.ts";
import { type Agreement, agreementOf } from "./agreement.ts";
import { contractName } from "./expected.ts";
import { type Bearing, type Known, knownOf } from "./known.ts";
import { isSecret } from "./secrecy.ts";
import { isBlank, type Origin, type Setting, showValue } from "./setting.ts";
import type { Held, SettingSet } from "./setting-set.ts";

/** How a key differs between what the branch says and what runs. */
export type DriftState = "missing" | "different" | "extra" | "unpublished";

/** One key that is not as the branch says. */
export interface Drift {
  readonly key: string;
  readonly state: DriftState;
  /** As it may be shown: a secret by its fingerprint. */
  readonly expected?: string;
  readonly deployed?: string;
  readonly severity: Severity;
  /** Where the branch says so. */
  readonly from?: Origin;
  /** Where the deployment says so. */
  readonly deployedFrom?: Origin;
  /** What else there is to say: another source that contradicts, why two texts cannot be compared. */
  readonly note?: string;
  /** What is expected is a secret, and unless both sides have it nobody is to publish it. */
  readonly isSecret?: true;
  readonly known?: Known;
}

export interface Comparison {
  readonly drift: readonly Drift[];
  /** Keys that mean the same on both sides. */
  readonly equal: readonly string[];
}

export interface Sides {
  /** The branch: what should run. */
  readonly expected: SettingSet;
  /** The deployment: what does. */
  readonly deployed: SettingSet;
}

const severities: readonly Severity[] = ["critical", "major", "minor"];

/** Key by key, worst first. Pure. */
export function compare({ expected, deployed }: Sides, judging: Bearing): Comparison {
  const { rules } = judging;
  const names = [...new Set([...expected.names, ...deployed.names, ...rules.required])];
  const drift: Drift[] = [];
  const equal: string[] = [];
  for (const name of names) {
    const found = difference(name, { expected, deployed }, rules);
    if (found === undefined) equal.push(name);
    // A script, or a contract, names only what it cares for.
    else if (found.state !== "extra" || expected.isComplete)
      drift.push({ ...found, ...borneOf(name, judging) });
  }
  return {
    drift: drift.toSorted(
      (one, other) =>
        severities.indexOf(one.severity) - severities.indexOf(other.severity) ||
        one.key.localeCompare(other.key),
    ),
    equal: equal.toSorted(),
  };
}

/**
 * What still counts: not what is borne, nor a secret that nobody publishes; and of what runs beside the branch's
 * own settings, and of what else nobody publishes, only what is critical.
 */
export function counts({ state, severity, known, isSecret }: Drift): boolean {
  if (known !== undefined && !known.isExpired) return false;
  if (state === "unpublished" && isSecret === true) return false;
  return severity === "critical" || state === "missing" || state === "different";
}

function difference(
  name: string,
  { expected, deployed }: Sides,
  rules: KeyRules,
): Drift | undefined {
  const rule = rules.of(name);
  const [wanted, running] = [expected.get(name), deployed.get(name)];
  const base = { key: name, severity: rule.severity };
  if (wanted !== undefined && running !== undefined) return held(rule, wanted, running);
  if (running !== undefined) return { ...base, state: "extra", ...deployedPart(running.setting) };
  if (wanted === undefined)
    return { ...base, state: "missing", note: "required, and nobody sets it" };
  const secrecy = secrecyOf(wanted.setting);
  const state = deployed.isComplete ? "missing" : "unpublished";
  const kept = secrecy.isSecret ? "a secret: nobody publishes it" : undefined;
  const why = state === "unpublished" ? (unseenIn(deployed) ?? kept) : undefined;
  return {
    ...{ ...base, state, ...expectedPart(rule, wanted), ...secrecy },
    ...noteOf(why, unplanned(rule, wanted)),
  };
}

/** Where it may stand that nobody showed. */
function unseenIn({ unseen }: SettingSet): string | undefined {
  return unseen.length === 0 ? undefined : `it may stand in ${unseen.join(", or in ")}`;
}

/** A secret, or what takes one from elsewhere: by the store it points into, or by its own name. */
function secrecyOf({ key, value }: Setting): Pick<Drift, "isSecret"> {
  const isKept =
    (value.kind === "reference" && (/^secretKeyRef /.test(value.to) || isSecret(key, ""))) ||
    (value.kind === "unknown" && isSecret(key, ""));
  return value.kind === "secret" || isKept ? { isSecret: true } : {};
}

/** Both sides have it: hold one against the other, and each against itself. */
function held(rule: KeyRule, wanted: Held, running: Held): Drift | undefined {
  const agreement = agreementOf(wanted.setting.value, running.setting.value, rule.reading);
  const asides = [unplanned(rule, wanted), contradiction(rule, running)];
  const isDifferent = agreement.kind === "different" || asides.some((aside) => aside !== undefined);
  if (!isDifferent && agreement.kind === "same") return undefined;
  const state = isDifferent ? "different" : "unpublished";
  return {
    ...{ key: rule.name, severity: rule.severity },
    ...{ state, ...expectedPart(rule, wanted), ...deployedPart(running.setting) },
    ...(isDifferent || isTakenFromElsewhere(wanted, running) ? secrecyOf(wanted.setting) : {}),
    ...noteOf(whyOf(agreement), ...asides),
  };
}

function whyOf(agreement: Agreement): string | undefined {
  return agreement.kind === "same" ? undefined : agreement.why;
}

/** Whoever starts it fills it in, and somebody did: no more can be told of a secret. */
function isTakenFromElsewhere(wanted: Held, running: Held): boolean {
  return wanted.setting.value.kind === "unknown" && !isBlank(running.setting.value);
}

function noteOf(...notes: readonly (string | undefined)[]): Pick<Drift, "note"> {
  const note = notes.filter((one) => one !== undefined).join("; ");
  return note === "" ? {} : { note };
}

/** The file and line that say it, rather than a contract that has none. */
function expectedPart({ reading }: KeyRule, { setting, shadowed }: Held): Partial<Drift> {
  const last = shadowed.at(-1);
  const isSaidThere =
    last !== undefined && agreementOf(last.value, setting.value, reading).kind === "same";
  const from = setting.from.line === undefined && isSaidThere ? last.from : setting.from;
  return { expected: showValue(setting.value), from };
}

function deployedPart({ value, from }: Setting): Pick<Drift, "deployed" | "deployedFrom"> {
  return { deployed: showValue(value), deployedFrom: from };
}

/** What the branch itself does not do as planned: deploying it would undo it. */
function unplanned({ reading }: KeyRule, { setting, shadowed }: Held): string | undefined {
  const last = shadowed.at(-1);
  if (last === undefined || setting.from.file !== contractName) return undefined;
  if (agreementOf(last.value, setting.value, reading).kind !== "different") return undefined;
  return `the branch itself is not as planned: ${placeOf(last.from)} says ${showValue(last.value)}`;
}

/**
 * Sources of the deployment say different things. Two names of one key in one file are two settings to whoever
 * reads them, and no contradiction.
 */
function contradiction({ reading }: KeyRule, { setting, shadowed }: Held): string | undefined {
  const other = shadowed.find(
    ({ key, value, from }) =>
      (from.file !== setting.from.file || plainKey(key) === plainKey(setting.key)) &&
      agreementOf(value, setting.value, reading).kind === "different",
  );
  return other && `${placeOf(other.from)} says ${showValue(other.value)}`;
}

/** `deploy/service.yaml, line 12` */
export function placeOf({ file, line }: Origin): string {
  return line === undefined ? file : `${file}, line ${line}`;
}

function borneOf(name: string, bearing: Bearing): Pick<Drift, "known"> {
  const known = knownOf(name, bearing);
  return known === undefined ? {} : { known };
}
