import type { Contract } from "../../contract/contract.ts";
import { type Clock, systemClock } from "../../ground/clock.ts";
import { HttpClient, HttpFailure } from "../wire/http/http-client.ts";
import { judgeIdentity } from "./judge-identity.ts";
import { networkWords } from "./network-words.ts";
import type { Identity } from "./target.ts";

/** What a probe found. `reason` is the end of a sentence that starts with the URL. */
export type ProbeResult =
  | { readonly state: "identified"; readonly identity: Identity; readonly elapsedMs: number }
  | {
      readonly state: "unreachable" | "wrong-identity";
      readonly reason: string;
      readonly elapsedMs: number;
    };

export interface ProbeOptions {
  readonly contract: Contract;
  /** Limit of one candidate, from first packet to last byte. @default 5000 */
  readonly timeoutMs?: number;
  readonly clock?: Clock;
}

/** Asks who is at a base URL. */
export type Probe = (url: string) => Promise<ProbeResult>;

/** Kept back at most from a `localhost` probe, to say which of its two addresses did what. */
const longestSecondLookMs = 500;
const defaultTimeoutMs = 5_000;

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
  const start = clock.now();
  const limitMs = options.timeoutMs ?? defaultTimeoutMs;
  const isLocalhost = new URL(url).hostname === "localhost";
  const secondLookMs = isLocalhost ? Math.min(longestSecondLookMs, limitMs / 2) : 0;
  const first = await ask(url, limitMs - secondLookMs, options);
  if (first.state === "identified" || !isLocalhost) {
    return { ...first, elapsedMs: clock.now() - start };
  }
  const families = await lookAtFamilies(url, secondLookMs, options);
  return {
    state: first.state,
    reason: sayFamilies(first.reason, families),
    elapsedMs: clock.now() - start,
  };
}

type Answer =
  | { readonly state: "identified"; readonly identity: Identity }
  | { readonly state: "unreachable" | "wrong-identity"; readonly reason: string };

async function ask(url: string, limitMs: number, options: ProbeOptions): Promise<Answer> {
  const { contract, clock } = options;
  await using http = new HttpClient({
    baseUrl: url,
    timeoutMs: limitMs,
    connectMs: limitMs,
    headers: { accept: "application/json", "user-agent": "gapproof" },
    ...(clock === undefined ? {} : { clock }),
  });
  try {
    const exchange = await http.call({ method: "GET", path: contract.identity.path });
    return judgeIdentity(exchange, contract.identity);
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return { state: "unreachable", reason: networkWords(error, limitMs) };
  }
}

interface FamilyAnswer {
  readonly url: string;
  readonly host: string;
  readonly answer: Answer;
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

function wordsOf(answer: Answer): string {
  return answer.state === "identified" ? "answers" : answer.reason;
}
