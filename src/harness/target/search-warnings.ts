import { type Candidate, type Finding, labelOf, type Search, textOf } from "./candidate.ts";
import { cloudMarkersSet, expandVariables } from "./environment.ts";
import { raising } from "./staging-flag.ts";
import { unreadVariables } from "./unread.ts";
import { sameSystem } from "./url-rules.ts";
import type { Walked } from "./walk.ts";

/** What is worth saying aloud about the search itself, whatever it found. */
export function searchWarnings(
  search: Search,
  findings: readonly Finding[],
  walked: Walked,
): readonly string[] {
  return [
    ...replaced(walked),
    ...contradictions(findings),
    ...passedOverStaging(findings, walked),
    ...companions(search, findings, walked),
    ...brokenButNotRead(findings),
    ...defaultTakenByOthers(walked),
    ...meantButNotUsed(walked),
    ...severalContainers(walked),
    ...unread(search),
    ...environmentDoubts(search),
    ...unverifiedTls(search),
  ];
}

/** A declared backend failed and something else is tested. */
function replaced({ lost, outcome }: Walked): readonly string[] {
  if (outcome.state !== "chosen") return [];
  const { candidate } = outcome;
  const declared = lost.filter((one) => one.candidate.declared);
  return declared.map(
    (one) =>
      `${labelOf(one.candidate)} was declared and is not usable: ${one.reason}. ` +
      `${labelOf(candidate)} is tested in its place, so the verdict is inconclusive at best.`,
  );
}

function contradictions(findings: readonly Finding[]): readonly string[] {
  const candidates = findings.filter((finding) => finding.state === "candidate");
  const explicit = candidates.find(({ source }) => source === "explicit");
  const docker = candidates.find(({ source, via }) => source === "docker" && via === "variable");
  if (explicit === undefined || docker === undefined) return [];
  if (sameSystem(explicit.url, docker.url)) return [];
  return [`${labelOf(explicit)} and ${labelOf(docker)} differ; the explicit URL is the stronger.`];
}

function passedOverStaging(findings: readonly Finding[], { outcome }: Walked): readonly string[] {
  if (outcome.state !== "chosen" || outcome.candidate.source === "staging") return [];
  const asked = findings.find(isAskedStaging);
  if (asked === undefined) return [];
  const { candidate } = outcome;
  return [
    `${asked.askedBy} asks for staging, but ${labelOf(candidate)} is stronger and is tested.`,
  ];
}

function isAskedStaging(finding: Finding): finding is Candidate {
  return finding.state === "candidate" && finding.askedBy !== undefined;
}

/** Keys that only make sense together. */
function companions(
  search: Search,
  findings: readonly Finding[],
  { outcome }: Walked,
): readonly string[] {
  const { contract, target } = search.settings;
  const byAbsence = findings.find(
    (finding) => finding.state === "candidate" && finding.laptopOnly === true,
  );
  const isGuess = outcome.state === "chosen" && !outcome.candidate.declared;
  const isOpen = target.kind === "any" && (isGuess || outcome.state === "exhausted");
  const urlAlone = byAbsence !== undefined && isOpen;
  const flags = contract.stagingFlags.map(raising).join(" or ");
  return [
    ...(urlAlone
      ? [`${byAbsence.variable} is set, but no flag asks for staging: set ${flags} to test it.`]
      : []),
    ...lonelyStagingWebSocket(search, findings),
  ];
}

function lonelyStagingWebSocket(search: Search, findings: readonly Finding[]): readonly string[] {
  const { stagingWsUrlVariables, stagingUrlVariables } = search.settings.contract.services.backend;
  const names = expandVariables(stagingWsUrlVariables, search.environment);
  const set = names.find((name) => textOf(search.settings, name) !== undefined);
  const hasUrl = findings.some(
    ({ source, state }) => source === "staging" && state === "candidate",
  );
  if (set === undefined || hasUrl) return [];
  const wanted = expandVariables(stagingUrlVariables, search.environment).join(" or ");
  return [`${set} is set without its companion: staging's HTTP URL is missing (${wanted}).`];
}

/** Only those that did not end the search: a stronger source made them irrelevant. */
function brokenButNotRead(findings: readonly Finding[]): readonly string[] {
  return findings
    .filter((finding) => finding.state === "invalid")
    .map(({ error }) => `${error.message.replace(/\.$/, "")}; it was not needed.`);
}

function defaultTakenByOthers({ lost, outcome }: Walked): readonly string[] {
  if (outcome.state === "stopped") return [];
  return lost
    .filter(({ candidate }) => candidate.source === "default" && !candidate.declared)
    .filter(({ state, reason }) => state === "wrong-identity" || reason.startsWith("unhealthy"))
    .map(({ candidate, reason }) => `${labelOf(candidate)} was not used: ${reason}.`);
}

/** A container somebody started for this, and something else is tested. */
function meantButNotUsed({ lost, unusable, outcome }: Walked): readonly string[] {
  if (outcome.state === "stopped" || outcome.state === "exhausted") return [];
  return [
    ...lost
      .filter(({ candidate }) => candidate.aloud === true)
      .map(({ candidate, reason }) => `${labelOf(candidate)} was not used: ${reason}.`),
    ...unusable.filter(({ aloud }) => aloud).map(({ reason }) => `Not used: ${reason}.`),
  ];
}

/** Which one is tested must not hang on the order an engine lists them in, nor go unsaid. */
function severalContainers({ outcome, trail }: Walked): readonly string[] {
  if (outcome.state !== "chosen" || outcome.candidate.via !== "container") return [];
  const others = trail
    .filter(({ via, state, url }) => via === "container" && state === "passed-over" && url)
    .map(({ container, url }) => `${container} (${url})`);
  if (others.length === 0) return [];
  return [
    `${labelOf(outcome.candidate)} is tested; ${others.join(", ")} looked like the backend too.`,
  ];
}

function unread(search: Search): readonly string[] {
  const { name, because } = search.environment;
  return unreadVariables(search).map(
    (variable) =>
      `${variable} is set but not read: the environment is ${name} (${because}); --env says another.`,
  );
}

/** What runs in a cloud is nobody's laptop, whatever a variable says. */
function environmentDoubts(search: Search): readonly string[] {
  const [marker] = cloudMarkersSet(search.settings);
  const { name, because } = search.environment;
  if (marker === undefined || name !== "development") return [];
  return [`The environment is development (${because}), yet ${marker} says this runs in a cloud.`];
}

function unverifiedTls(search: Search): readonly string[] {
  if (textOf(search.settings, "NODE_TLS_REJECT_UNAUTHORIZED") !== "0") return [];
  return ["NODE_TLS_REJECT_UNAUTHORIZED=0: certificates are not checked in this run."];
}
