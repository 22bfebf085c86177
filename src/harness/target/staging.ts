import { ConfigurationError } from "../../ground/errors.ts";
import {
  type Candidate,
  type Finding,
  findIn,
  firstUrl,
  type Invalid,
  type Search,
  textOf,
} from "./candidate.ts";
import { expandVariables } from "./environment.ts";
import { isRaised, type StagingFlag } from "./staging-flag.ts";
import type { CandidateVia } from "./target.ts";
import { readHttpUrl, readWsUrl } from "./url-rules.ts";

/** Staging because somebody asked for it, by option or by flag. Nothing may stand in for it. */
export function stagingByFlag(search: Search): readonly Finding[] {
  const flags = readFlags(search);
  if (flags.raised === undefined) return flags.findings;
  const via = flags.raised.via;
  const urls = stagingUrls(search, via, { declared: true, askedBy: flags.raised.name });
  if (urls.some(({ state }) => state !== "unset")) return [...flags.findings, ...urls];
  return [...flags.findings, withoutUrl(search, flags.raised), ...urls];
}

/** Staging because nothing local answers, and only where a person can see it happen. */
export function stagingByAbsence(search: Search): readonly Finding[] {
  if (readFlags(search).raised !== undefined) return [];
  return stagingUrls(search, "absence", { declared: true, laptopOnly: true });
}

/** The variables that can name staging's HTTP URL. */
function stagingVariables({ settings, environment }: Search): readonly string[] {
  return expandVariables(settings.contract.services.backend.stagingUrlVariables, environment);
}

interface Raised {
  readonly name: string;
  readonly via: CandidateVia;
}

interface Flags {
  readonly raised: Raised | undefined;
  /** Flags that ask for nothing or say nothing understandable. */
  readonly findings: readonly Finding[];
}

function readFlags(search: Search): Flags {
  const { settings } = search;
  const asked = settings.target.kind === "source" && settings.target.source === "staging";
  let raised: Raised | undefined = asked ? { name: "--target staging", via: "option" } : undefined;
  const findings: Finding[] = [];
  for (const flag of settings.contract.stagingFlags) {
    const read = readFlag(search, flag);
    if (read === "raised") raised ??= { name: flag.variable, via: "flag" };
    else findings.push(read);
  }
  return { raised, findings };
}

function readFlag({ settings }: Search, flag: StagingFlag): Finding | "raised" {
  const origin = { source: "staging", via: "flag", variable: flag.variable } as const;
  try {
    if (isRaised(settings, flag)) return "raised";
  } catch (error) {
    if (!(error instanceof ConfigurationError)) throw error;
    return { ...origin, state: "invalid", error };
  }
  const text = textOf(settings, flag.variable);
  const reason = text === undefined ? "not set" : `says "${text}", which does not ask for staging`;
  return { ...origin, state: "unset", reason };
}

function stagingUrls(
  search: Search,
  via: CandidateVia,
  kind: Pick<Candidate, "declared" | "askedBy" | "laptopOnly">,
): readonly Finding[] {
  const { settings, environment } = search;
  const { stagingWsUrlVariables } = settings.contract.services.backend;
  const wsNames = expandVariables(stagingWsUrlVariables, environment);
  return stagingVariables(search).map((variable) =>
    findIn(search, { source: "staging", via, variable }, (subject, value) => {
      const ws = firstUrl(settings, wsNames, readWsUrl);
      return { url: readHttpUrl(subject, value), ...kind, ...(ws === undefined ? {} : { ws }) };
    }),
  );
}

function withoutUrl(search: Search, { name, via }: Raised): Invalid {
  const names = stagingVariables(search).join(", ");
  return {
    source: "staging",
    via,
    variable: name,
    state: "invalid",
    error: new ConfigurationError(name, `asks for staging, but no URL is set: set one of ${names}`),
    yieldsToStronger: via === "flag",
  };
}
