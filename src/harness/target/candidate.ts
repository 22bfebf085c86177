import type { ServiceContract } from "../../contract/contract.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import type { Settings } from "../settings/settings.ts";
import type { Environment } from "./environment.ts";
import type { CandidateVia, TargetContainer, TargetSource } from "./target.ts";

/** What every source looks at. */
export interface Search {
  readonly settings: Settings;
  readonly environment: Environment;
}

/** Where a finding was looked for. */
export interface Origin {
  readonly source: TargetSource;
  readonly via: CandidateVia;
  /** Option, variable or file that named it. */
  readonly variable?: string;
  /** Name of the container it is. */
  readonly container?: string;
}

/** A URL somebody or something named as the backend. */
export interface Candidate extends Origin {
  readonly state: "candidate";
  readonly url: string;
  /** Explicit WebSocket URL that goes with it. */
  readonly ws?: NamedUrl;
  readonly declared: boolean;
  /** The flag or option that asked for this source by name: nothing may stand in for it, anywhere. */
  readonly askedBy?: string;
  /** Too much of a guess to be made where nobody watches. */
  readonly laptopOnly?: boolean;
  /** How it was found, in a few words that stand before what the probe found. */
  readonly note?: string;
  /** What to ask oneself when it does not answer. */
  readonly doubt?: string;
  /** It was meant for the backend: worth a warning when something else is tested. */
  readonly aloud?: boolean;
  /** What it runs in. */
  readonly runsIn?: TargetContainer;
  /** Another service, as the place this candidate was found in knows it. */
  readonly beside?: (service: ServiceContract) => NamedUrl | undefined;
}

/** Something was found that is the backend, or would be, and cannot be asked. */
export interface Unusable extends Origin {
  readonly state: "unusable";
  /** A sentence of its own, without a full stop: it says what it is about. */
  readonly reason: string;
  /** Worth a warning when something else is tested. */
  readonly aloud: boolean;
}

/** A place that is looked at only when the search comes to it. */
export interface Discoverable extends Origin {
  readonly state: "discoverable";
  /** Whether looking takes more than reading files. */
  readonly asks: boolean;
  /** @throws {@link ConfigurationError} for what breaks a rule there */
  readonly discover: () => Promise<readonly Finding[]>;
}

/** Nothing was said here. */
interface Unset extends Origin {
  readonly state: "unset";
  readonly reason: string;
}

/** Something was said here that breaks a rule. */
export interface Invalid extends Origin {
  readonly state: "invalid";
  readonly error: ConfigurationError;
  /** Whether it matters only when nothing stronger was declared. */
  readonly yieldsToStronger?: boolean;
}

/** A backend that has no URL until it is started. */
export interface Startable extends Origin {
  readonly state: "startable";
}

export type Finding = Candidate | Unset | Unusable | Invalid | Startable | Discoverable;

/** One place backends can come from. */
export type Source = (search: Search) => readonly Finding[];

export interface NamedUrl {
  /** Option or variable. */
  readonly name: string;
  readonly url: string;
}

/** A variable's text, or `undefined` when it is unset or blank. */
export function textOf(settings: Settings, name: string): string | undefined {
  const text = settings.variables.get(name)?.value.trim();
  return text === "" ? undefined : text;
}

/** How a variable is named in messages: with its file, if it came from one. */
export function subjectOf(settings: Settings, name: string): string {
  const from = settings.variables.get(name)?.from ?? "environment";
  return from === "environment" ? name : `${name} (${from})`;
}

/** Reads one variable into a finding; blank is unset, malformed is invalid. */
export function findIn(
  search: Search,
  origin: Origin & { readonly variable: string },
  read: (subject: string, value: string) => Omit<Candidate, keyof Origin | "state">,
): Finding {
  const { settings } = search;
  const text = textOf(settings, origin.variable);
  if (text === undefined) return { ...origin, state: "unset", reason: "not set" };
  return orInvalid(origin, () => ({
    ...origin,
    state: "candidate",
    ...read(subjectOf(settings, origin.variable), text),
  }));
}

/** Turns a broken rule into a finding, so that the search can say where it stood. */
export function orInvalid(origin: Origin, read: () => Finding): Finding {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { ...origin, state: "invalid", error };
  }
}

/** The first of these variables that is set, as a URL. */
export function firstUrl(
  settings: Settings,
  names: readonly string[],
  read: (subject: string, value: string) => string,
): NamedUrl | undefined {
  for (const name of names) {
    const text = textOf(settings, name);
    if (text !== undefined) return { name, url: read(subjectOf(settings, name), text) };
  }
  return undefined;
}

/** What named a finding: its option or variable, its container, else its source. */
export function nameOf({ variable, container, source }: Origin): string {
  return variable ?? (container === undefined ? `the ${source} backend` : `container ${container}`);
}

/** How a candidate is called in a sentence: by what named it, and its URL. */
export function labelOf(candidate: Candidate): string {
  return `${nameOf(candidate)} (${candidate.url})`;
}
