/**
 * `assertion`: what the target did is not what it should have done, where the check looks. `timeout`: it did
 * not do it, and the wire shows that it was asked for it. `blocked`: the check did not get as far as that,
 * or broke down itself, which proves nothing.
 */
export type How = "assertion" | "timeout" | "blocked";

/** What a check that died left behind. */
export interface Death {
  readonly error: Thrown;
  /** Preconditions the check builds on. */
  readonly needs: readonly string[];
  /** The one that others build on when it passes. */
  readonly establishes?: string | undefined;
  readonly journey: string;
  /** One part per connection, each with a title first. */
  readonly transcript: readonly string[];
}

/** An error as Vitest hands it on: plain data, with all the fields it was thrown with. */
export interface Thrown {
  readonly name?: string | undefined;
  readonly message: string;
  readonly [field: string]: unknown;
}

/**
 * How each error kills. What is not listed, or is thrown by anything but gapproof, proves nothing: a mistake
 * of a check, a setting that is wrong, a run that was called off.
 */
const ways: Readonly<Record<string, (death: Death) => How>> = {
  AssertionError: () => "assertion",
  SilenceBroken: () => "assertion",
  SessionClosed: (death) => (serverEnded(death) && wasInside(death) ? "assertion" : "blocked"),
  SendRefused: (death) => (isLeftOpen(death) ? "assertion" : "blocked"),
  RunInterrupted: (death) => (serverEnded(death) ? "assertion" : "blocked"),
  StreamInterrupted: ({ error }) =>
    fieldOf(error.ending, "how") === "cancelled" ? "blocked" : "assertion",
  ConnectFailure: (death) => notConnected(death, death.error.handshake),
  AttemptsFailed: (death) => notConnected(death, fieldOf(death.error.cause, "handshake")),
  HttpFailure: notAnswered,
  ThreadUnavailable: (death) => (createdBefore(death) ? "assertion" : "blocked"),
  UserUnavailable: ({ journey }) => (beginsWithLogin.has(journey) ? "assertion" : "blocked"),
  WaitExpired: expired,
  FirstEventExpired: expired,
  GapExpired: expired,
  CompletionExpired: expired,
};

/** Errors of gapproof that say nothing about what a check asks. */
export const blocking: readonly string[] = [
  "BreakerOpen",
  "CapabilityMissing",
  "ConfigurationError",
  "ContextDisposed",
  "EngineFailure",
  "InvalidSubprotocol",
  "Misstep",
  "NothingDeployed",
  "NothingToDiagnose",
  "SearchInterrupted",
  "TargetBlocked",
  "VacuousPass",
  "WaitAborted",
];

/** Errors that may say something about it. */
export const telling: readonly string[] = Object.keys(ways);

export function howOf(death: Death): How {
  const name = death.error.name ?? "";
  return Object.hasOwn(ways, name) ? (ways[name]?.(death) ?? "blocked") : "blocked";
}

/** Journeys on which becoming a user is a step of its own. Elsewhere it is on the way to what is asked. */
const beginsWithLogin: ReadonlySet<string> = new Set(["authentication", "golden-path"]);

const opened = /← response 101\b/;
const said = /→ (?:text|binary|ping)\b/;
const told = /← (?:text|binary)\b/;

/**
 * Whether a session that could not be had says something: to a check that builds on having one, only when
 * others were opened beside it or before, because then it is what the check does that goes wrong.
 */
function gotIn({ needs, transcript }: Death, others: number): boolean {
  const buildsOnIt = needs.some((need) => need === "session" || need === "answer");
  return !buildsOnIt || connections(transcript).filter((one) => has(one, opened)).length >= others;
}

/** The session that ended had been one, with something said or told, and not only a door. */
function wasInside(death: Death): boolean {
  const inside = [said, told].some((pattern) => has(death.transcript, pattern));
  return inside || gotIn(death, 2);
}

function serverEnded({ error }: Death): boolean {
  const closing = error.closing ?? fieldOf(error.closed, "closing");
  return fieldOf(closing, "by") === "server";
}

/** Nobody here shut it: what cannot be sent has been cut off from there. */
function isLeftOpen({ transcript }: Death): boolean {
  const ended = /→ close\b|· note terminated by us/;
  return connections(transcript).some((lines) => has(lines, opened) && !has(lines, ended));
}

const nobodyThere: ReadonlySet<unknown> = new Set([
  "CONNECT_TIMEOUT",
  "EAI_AGAIN",
  "ECONNREFUSED",
  "EHOSTUNREACH",
  "ENETUNREACH",
  "ENOTFOUND",
  "ETIMEDOUT",
  "UND_ERR_CONNECT_TIMEOUT",
]);

/** What a client says that hangs up on a certificate before it has asked for anything. */
const untrusted = /^(?:CERT_|DEPTH_ZERO_|ERR_TLS_|SELF_SIGNED_|UNABLE_TO_)/;

/**
 * Whether anything could be asked at all. That nobody is there, or nobody to be trusted, is a matter for the
 * check by which others know that there is a backend; to all others somebody must have answered before.
 */
function isReached({ establishes, transcript }: Death, code: unknown): boolean {
  const isBarred = nobodyThere.has(code) || untrusted.test(String(code));
  return !isBarred || establishes !== undefined || has(transcript, /← /);
}

function notConnected(death: Death, handshake: unknown): How {
  const code = fieldOf(handshake, "networkCode");
  if (!(isReached(death, code) && gotIn(death, 1))) return "blocked";
  if (code === "CONNECT_TIMEOUT") return "timeout";
  if (code !== "HANDSHAKE_TIMEOUT") return "assertion";
  return connections(death.transcript).some((lines) => has(lines, /→ request\b/))
    ? "timeout"
    : "blocked";
}

const outOfTime: ReadonlySet<unknown> = new Set([
  "CONNECT_TIMEOUT",
  "TIMEOUT",
  "UND_ERR_BODY_TIMEOUT",
  "UND_ERR_CONNECT_TIMEOUT",
  "UND_ERR_HEADERS_TIMEOUT",
]);

function notAnswered(death: Death): How {
  const { method, url, networkCode } = death.error;
  if (!isReached(death, networkCode)) return "blocked";
  if (!(outOfTime.has(networkCode) || /: no end after /.test(death.error.message)))
    return "assertion";
  return asked(death.transcript, String(method), String(url)) ? "timeout" : "blocked";
}

/** Some of many were created, so that it is their number that did it, and not that threads are missing. */
function createdBefore({ error, transcript }: Death): boolean {
  const request = `${fieldOf(error.answer, "method")} ${fieldOf(error.answer, "url")}`;
  return transcript.some(
    (line, n) =>
      line.endsWith(`→ request ${request}`) && /← response 2\d\d\b/.test(transcript[n + 1] ?? ""),
  );
}

/**
 * What a wait is for must have been asked of whoever owes it: an HTTP answer by its request, a greeting by
 * opening, an answer by a frame. A check whose own time is up waited for something else before.
 */
function expired(death: Death): How {
  const { transcript, error } = death;
  if (error.budgetExhausted === true) return "blocked";
  const [, method, place] = /^the answer to (\S+) (\/\S*)$/.exec(String(error.what)) ?? [];
  if (method !== undefined && place !== undefined)
    return asked(transcript, method, place) ? "timeout" : "blocked";
  if (error.phase === "welcome" && !gotIn(death, 2)) return "blocked";
  const evidence = evidenceFor(error);
  if (evidence === undefined) return "blocked";
  return partsOf(transcript).some((part) => has(part, evidence) && showed(part, error.seen))
    ? "timeout"
    : "blocked";
}

/** A request over HTTP; that of an upgrade is no more than its headers. */
const request = /→ request [A-Z]+ \S/;

/** What the wire shows when a wait had been asked for; nothing of waits that are no question. */
function evidenceFor({ phase, missing, seen }: Thrown): RegExp | undefined {
  const isPoll = Array.isArray(seen) && /^\d+ answers that were not it$/.test(String(seen[0]));
  if (isPoll) return /→ (?:request|text|binary|ping)\b/;
  if (phase === "welcome") return opened;
  if (phase === "reply") return said;
  // Only runs say what is missing of them, and they are asked for on a socket.
  if (Array.isArray(missing)) return /→ text\b/;
  if (phase === "handshake") return /→ request\b/;
  if (phase === "http" || phase === "firstEvent") return request;
  if (phase === "gap") return request;
  // A stream, or a connection that was in use and whose end was due.
  return phase === "completion" ? /→ (?:request [A-Z]+ \S|text\b)/ : undefined;
}

/**
 * Whether a connection may be the one that was waited on: all that the wait says it saw came in on it, at those
 * times. Of one whose middle is left out, nobody can say that it did not.
 */
function showed(part: readonly string[], seen: unknown): boolean {
  if (!Array.isArray(seen) || has(part, /^ {2}… \d+ lines …$/)) return true;
  const arrivals = part
    .filter((line) => told.test(line))
    .map((line) => Math.round(Number.parseFloat(line)));
  return seen
    .flatMap((one) => / at (\d+) ms$/.exec(String(one))?.[1] ?? [])
    .every((ms) => arrivals.some((arrival) => Math.abs(arrival - Number(ms)) <= 1));
}

/** A request of this method for this very path, and at this very place where that is given. */
function asked(transcript: readonly string[], method: string, place: string): boolean {
  return transcript.some((line) => {
    const [, asking, url = ""] = /→ request ([A-Z]+) (\S+)/.exec(line) ?? [];
    return asking === method && isSamePlace(url, place);
  });
}

/** Whatever is asked for in the query. */
function isSamePlace(url: string, place: string): boolean {
  if (!(URL.canParse(url) && URL.canParse(place, url))) return false;
  const [asked, wanted] = [new URL(url), new URL(place, url)];
  return asked.host === wanted.host && asked.pathname === wanted.pathname;
}

/** A transcript connection by connection, all of HTTP being one: each begins with its title. */
function partsOf(transcript: readonly string[]): readonly (readonly string[])[] {
  const parts: string[][] = [];
  for (const line of transcript) {
    if (parts.length === 0 || line.startsWith("— ")) parts.push([]);
    parts.at(-1)?.push(line);
  }
  return parts;
}

function connections(transcript: readonly string[]): readonly (readonly string[])[] {
  return partsOf(transcript).filter(([title = ""]) => title.startsWith("— WebSocket "));
}

function has(lines: readonly string[], pattern: RegExp): boolean {
  return lines.some((line) => pattern.test(line));
}

function fieldOf(value: unknown, name: string): unknown {
  return typeof value === "object" && value !== null ? Reflect.get(value, name) : undefined;
}
