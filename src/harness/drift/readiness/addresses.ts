import type { Contract } from "../../../contract/contract.ts";
import { plainKey } from "../../../contract/keys/plain-key.ts";
import { environmentNamed, expandVariables } from "../../target/environment.ts";
import type { Setting } from "../setting.ts";
import {
  type Address,
  type AddressReading,
  isOwnMachine,
  isPrivateAddress,
  isPublic,
  readAddresses,
} from "./address.ts";
import { type Finding, type Look, looked, notLooked, together } from "./look.ts";
import { isPlaceholder } from "./placeholder.ts";
import { type Deployable, isDeployed, type Subject } from "./subject.ts";

/** What is deployed points at its own environment, as others can reach it: rule `addresses-own`. */
export function lookAtAddresses(subject: Subject): Look {
  if (subject.deployables.length === 0) return notLooked("no files");
  return together(subject.deployables.map((deployable) => deployableLook(deployable, subject)));
}

function deployableLook(deployable: Deployable, subject: Subject): Look {
  const { set, service, environment } = deployable;
  if (environment === undefined) return notLooked(`files of ${service} name no environment`);
  if (!isDeployed(deployable)) return notLooked(`files of ${service} are for ${environment}`);
  const looks = set.names.flatMap((name) => {
    const setting = set.get(name)?.setting;
    return setting === undefined ? [] : [settingLook(name, setting, { deployable, subject })];
  });
  return together([looked([]), ...looks]);
}

interface Around {
  readonly deployable: Deployable;
  readonly subject: Subject;
}

function settingLook(key: string, setting: Setting, around: Around): Look {
  const { value, from } = setting;
  if (value.kind !== "text") return looked([]);
  const readings = readAddresses(key, value.text).filter(({ kind }) => kind !== "none");
  if (readings.length > 0 && isPlaceholder(value.text))
    return notLooked(`${key}: it is filled in when it is deployed`);
  const { deployable, subject } = around;
  const wrong = isUrlWithoutScheme(key, value.text, subject)
    ? [{ because: `${key} has no scheme, such as https://`, remedy: inFull(key) }]
    : readings.flatMap((reading) => wrongIn(reading, { key, setting }, around) ?? []);
  const base = {
    ...({ cause: "manifest-misaddressed", severity: "critical" } as const),
    ...{ service: deployable.service, key, from },
  };
  return looked(wrong.map((one) => ({ ...base, ...one })));
}

/** What services share as a URL is one: a path alone is on whatever served the page. */
function isUrlWithoutScheme(key: string, text: string, subject: Subject): boolean {
  if (!key.endsWith("_url") || !isShared(key, subject) || isPlaceholder(text)) return false;
  const trimmed = text.trim();
  return trimmed !== "" && !trimmed.startsWith("/") && !/^[a-z][a-z\d+.-]*:\/\//i.test(trimmed);
}

function inFull(key: string): string {
  return `write ${key} as a URL in full`;
}

function wrongIn(
  reading: AddressReading,
  { key, setting }: Omit<Pointed, "address">,
  around: Around,
): Wrong | undefined {
  if (reading.kind === "none") return undefined;
  if (reading.kind === "wrong") return { because: `${key} ${reading.rule}`, remedy: inFull(key) };
  return wrongWith({ key, setting, address: reading.address }, around);
}

interface Pointed {
  /** Plain name. */
  readonly key: string;
  readonly setting: Setting;
  readonly address: Address;
}

type Wrong = Pick<Finding, "because" | "remedy">;

function wrongWith(pointed: Pointed, { deployable, subject }: Around): Wrong | undefined {
  const { key, setting, address } = pointed;
  // `TEST_BACKEND_URL` is for tests, wherever it is deployed.
  const environment = environmentInKey(setting.key) ?? deployable.environment ?? "";
  if (environment === "test" || environment === "development") return undefined;
  if (isOwnMachine(address)) {
    const because = `${key} points at ${address.shown}, which is whoever asks, and it is deployed to ${environment}`;
    return { because, remedy: `name the ${environment} host in ${key}` };
  }
  return (
    elsewhere(pointed, {
      environment,
      contract: subject.contract,
      isOwn: isOwnKey(pointed, subject),
    }) ?? (isShared(key, subject) ? unreachable(pointed, deployable) : undefined)
  );
}

const production = /(^|[^a-z])prod(uction)?([^a-z]|$)/i;
const beforeProduction = /(^|[^a-z])(staging|stage|dev|development|test|testing)([^a-z]|$)/i;

interface Place {
  readonly environment: string;
  readonly contract: Contract;
  /** It is an address of the services under test, not of somebody they ask. */
  readonly isOwn: boolean;
}

/**
 * A host of another environment: one's own by its name or by the contract's rules for production. Other people
 * call theirs as they like (`dev-x1.auth0.com`, `prod-12.azure.com`): of those, only one's own host is wrong.
 */
function elsewhere({ key, address }: Pointed, place: Place): Wrong | undefined {
  const { environment, contract, isOwn } = place;
  const { host, shown } = address;
  // The last part is bought, not chosen: `.dev` says nothing.
  const chosen = host.replace(/\.[^.]*$/, "");
  if (environment === "production") {
    const word = isOwn ? beforeProduction.exec(chosen)?.[2] : undefined;
    if (word === undefined) return undefined;
    const because = `${key} points at ${shown}, which names ${word}, and it is deployed to production`;
    return { because, remedy: `name the production host in ${key}` };
  }
  const isProduction = contract.productionHosts
    .filter((rule) => isOwn || namesOneHost.test(rule))
    .some((rule) => new RegExp(rule, "i").test(host));
  if (!(isOwn && production.test(chosen)) && !isProduction) return undefined;
  const because = `${key} points at ${shown}, which looks like production, and it is deployed to ${environment}`;
  return { because, remedy: `name the ${environment} host in ${key}` };
}

/** A rule for one host and no other: `^api\\.example\\.com$`. */
const namesOneHost = /^\^(?:[\w-]|\\[.-])+\$$/;

/** What browsers are to reach, and cannot. */
function unreachable({ key, address }: Pointed, { set }: Deployable): Wrong | undefined {
  const { scheme, shown } = address;
  if (isPrivateAddress(address)) {
    const because = `${key} points at ${shown}, an address of a private network that no browser reaches`;
    return { because, remedy: `name a public host in ${key}` };
  }
  // Containers and pods find one another by names that nobody else knows.
  const isInCluster = set.sources.some(({ platform }) => platform !== undefined);
  if ((scheme === "http:" || scheme === "ws:") && isPublic(address, isInCluster)) {
    const secure = scheme === "http:" ? "https" : "wss";
    const because = `${key} points at ${shown} in the clear: tokens travel with it`;
    return { because, remedy: `use ${secure}:// in ${key}` };
  }
  return undefined;
}

/** The environment a key itself names: `STAGING_BACKEND_URL`. */
function environmentInKey(key: string): string | undefined {
  const [word = ""] = plainKey(key).split("_");
  const { name } = environmentNamed(word);
  return ["test", "development", "staging", "production"].includes(name) ? name : undefined;
}

/** One of the addresses services share. */
function isShared(key: string, { contract, branch }: Subject): boolean {
  return (contract.settings?.shared ?? []).some((one) => branch.rules.of(one.key).name === key);
}

/** An address of the services under test: shared, or one of those variables that name them. */
function isOwnKey({ key, setting }: Pointed, subject: Subject): boolean {
  if (isShared(key, subject)) return true;
  const { services } = subject.contract;
  const environment = environmentNamed(subject.environment ?? "");
  const names = Object.values(services).flatMap((service) =>
    service === undefined
      ? []
      : expandVariables([...service.urlVariables, ...service.wsUrlVariables], environment),
  );
  return names.some((name) => plainKey(name) === plainKey(setting.key));
}
