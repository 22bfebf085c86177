import type { Contract } from "../../contract/contract.ts";
import { type Clock, systemClock } from "../../ground/clock.ts";
import { type Judgement, judgeIdentity } from "./judge-identity.ts";
import { networkWords } from "./network-words.ts";
import { mayBeTls, speaksTls } from "./tls-look.ts";

/** What a probe found. `reason` is the end of a sentence that starts with the URL. */
export type ProbeResult = Judgement & { readonly elapsedMs: number };

export interface ProbeOptions {
  readonly contract: Contract;
  /** Limit of one candidate, from first packet to last byte. @default 5000 */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
  /** Ends the question early; the answer is then of no use to anybody. */
  readonly signal?: AbortSignal;
}

/** Asks who is at a base URL. */
export type Probe = (url: string) => Promise<ProbeResult>;

/** Kept back at most from a `localhost` probe, to say which of its two addresses did what. */
const longestSecondLookMs = 500;
export const defaultProbeMs = 5_000;
/** An answer that says who somebody is fits into this many times over. */
const largestAnswer = 1024 * 1024;
/** Share of the limit spent on connecting, so that "no connection" can be told from "no answer". */
const connectShare = 0.6;

/** A probe that asks each URL once: two variables naming one place get one answer. */
export function createProbe(options: ProbeOptions): Probe {
  const asked = new Map<string, Promise<ProbeResult>>();
  return function askOnce(url) {
    const known = asked.get(url) ?? probeIdentity(url, options);
    asked.set(url, known);
    return known;
  };
}

/** Asks who is at a base URL, within the limit. */
export async function probeIdentity(url: string, options: ProbeOptions): Promise<ProbeResult> {
  const clock = options.clock ?? systemClock;
  await httpClient();
  const start = clock.now();
  const limitMs = options.timeoutMs ?? defaultProbeMs;
  const isLocalhost = new URL(url).hostname === "localhost";
  const secondLookMs = isLocalhost ? Math.min(longestSecondLookMs, limitMs / 2) : 0;
  const first = await ask(url, limitMs - secondLookMs, options);
  if (first.state === "identified" || !isLocalhost) {
    return { ...first, elapsedMs: clock.now() - start };
  }
  const families = await lookAtFamilies(url, secondLookMs, options);
  const reason = sayFamilies(first.reason, families);
  // The backend on the other of the two addresses, well or not, is the backend all the same.
  const isOwn = families.some(({ answer }) => answer.state === "identified" || answer.isOwn);
  return { ...first, reason, ...(isOwn ? { isOwn } : {}), elapsedMs: clock.now() - start };
}

/** Loaded when somebody asks: it takes longer to load than all a search does without a question. */
function httpClient(): Promise<typeof import("../wire/http/http-client.ts")> {
  return import("../wire/http/http-client.ts");
}

async function ask(url: string, limitMs: number, options: ProbeOptions): Promise<Judgement> {
  const { contract, clock, signal } = options;
  const { HttpClient, HttpFailure } = await httpClient();
  const connectMs = limitMs * connectShare;
  await using http = new HttpClient({
    baseUrl: url,
    timeoutMs: limitMs,
    connectMs,
    maxBytes: largestAnswer,
    headers: { accept: "application/json", "user-agent": "gapproof" },
    ...(clock === undefined ? {} : { clock }),
  });
  try {
    const exchange = await http.call({
      method: "GET",
      path: contract.identity.path,
      ...(signal === undefined ? {} : { signal }),
    });
    return judgeIdentity(exchange, contract.identity);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    const lookMs = Math.min(longestSecondLookMs, limitMs - error.elapsedMs);
    if (mayBeTls(url, error) && (await speaksTls(url, lookMs))) {
      return { state: "unreachable", reason: "it expects TLS: use https://" };
    }
    return networkWords(error, { limitMs, connectMs });
  }
}

interface FamilyAnswer {
  readonly url: string;
  readonly host: string;
  readonly answer: Judgement;
}

/** `localhost` is two addresses, and two different servers may sit on them. */
async function lookAtFamilies(
  url: string,
  limitMs: number,
  options: ProbeOptions,
): Promise<readonly FamilyAnswer[]> {
  return Promise.all(
    ["127.0.0.1", "[::1]"].map(async (host) => {
      const at = new URL(url);
      at.hostname = host;
      const address = at.href.replace(/\/+$/, "");
      return { url: address, host, answer: await ask(address, limitMs, options) };
    }),
  );
}

function sayFamilies(reason: string, families: readonly FamilyAnswer[]): string {
  const right = families.find(({ answer }) => answer.state === "identified");
  if (right !== undefined) return `${reason}; the backend answers on ${right.url} only: name that`;
  const words = families.map(({ host, answer }) => `${host}: ${wordsOf(answer)}`);
  const everyoneSaysSo = families.every(({ answer }) => wordsOf(answer) === reason);
  return everyoneSaysSo ? `${reason} on 127.0.0.1 and [::1]` : `${reason}; ${words.join("; ")}`;
}

function wordsOf(answer: Judgement): string {
  return answer.state === "identified" ? "answers" : answer.reason;
}
