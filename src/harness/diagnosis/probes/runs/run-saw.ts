import type { WaitPhase } from "../../../wire/budget.ts";

/** How an event, an answer or a report is not as the contract describes it. */
export type OddityKind =
  /** A type, a bookend, a report or an end that never came. */
  | "never-came"
  /** One half of a pair, where the types themselves do come. */
  | "unpaired"
  /** An event that holds nothing of what it is for. */
  | "empty"
  | "out-of-order"
  | "twice"
  | "after-end"
  | "stamped-back"
  /** Ids that are missing, somebody else's, several for one run, or one for several events. */
  | "mislabelled"
  /** The user's own token stands in it. */
  | "token-shown"
  /** Parts that begin or go on where something is left out. */
  | "part-lost"
  /** Parts, or their numbers and marks, that are not what the contract says of parts. */
  | "part-wrong"
  /** It is not the answer to this question. */
  | "off-question"
  /** A report, or a part of one, that holds nothing, or calls itself more than it is. */
  | "thin-report";

/** One thing about a run that is not as promised, as a short fact. Redacted. */
export interface Oddity {
  readonly kind: OddityKind;
  readonly text: string;
}

export function odd(kind: OddityKind, text: string): Oddity {
  return { kind, text };
}

/** What is stored of a question: read over HTTP, or by asking for the rest of the run. */
export type Kept = "answer" | "question" | "nothing";

/** How a connection ended under a run. */
export interface RunClosing {
  readonly code: number;
  readonly reason: string;
  readonly frame: boolean;
  readonly end: string;
  /** Since the question. Milliseconds. */
  readonly afterMs: number;
}

/** One question and what came of it. Redacted; times in milliseconds since the question. */
export interface RunSaw {
  /** Which question, in words: `a question`, `the same question again`. */
  readonly name: string;
  /** Type, who it is about, and when it came. */
  readonly events: readonly (readonly [type: string, who: string, atMs: number])[];
  /** It came to its own end. */
  readonly over: boolean;
  /** It ended with an event of a failed type, or one of its agents said that it failed. */
  readonly failed: boolean;
  readonly oddities: readonly Oddity[];
  /** Events that came beside it and belong to no question of its session. */
  readonly strays: number;
  readonly parts: number;
  /** The answer's beginning. */
  readonly answer?: string;
  /** The limit that ran out, and how long it was; less than promised where nobody answered a ping frame. */
  readonly waited?: {
    readonly phase: WaitPhase;
    readonly limitMs: number;
    /** How long the contract allows this to take. */
    readonly promisedMs: number;
  };
  /** A ping frame's round trip while it did not get on; `null` when no pong came. */
  readonly pongMs?: number | null;
  /** Round trip of the contract's ping while it did not get on; `null` when no answer came. */
  readonly replyMs?: number | null;
  /** It got on after all, so much later than the limit. */
  readonly resumedMs?: number;
  readonly closed?: RunClosing;
  readonly kept?: Kept;
  /** What another user finds of it in the same thread, where its own user finds nothing. */
  readonly keptElsewhere?: Kept;
  /** The server's own stamps of its events, in their order, the first being 0; `null` where one has none. */
  readonly stampsMs?: readonly (number | null)[];
}

/** From the question to its last event. Milliseconds; 0 without one. */
export function lastedMs({ events }: RunSaw): number {
  return events.at(-1)?.[2] ?? 0;
}

/** It took longer than the contract allows: until then, nothing is wrong. */
export function isOverdue({ waited }: Pick<RunSaw, "waited">): boolean {
  return waited !== undefined && !(waited.limitMs < waited.promisedMs);
}

/** Kinds of oddities that are something lost on the way, whatever it is that lost it. */
const lossyKinds: readonly OddityKind[] = ["never-came", "unpaired", "part-lost"];

/** Something of it did not come. */
export function isLossy({ oddities }: Pick<RunSaw, "oddities">): boolean {
  return oddities.some(({ kind }) => lossyKinds.includes(kind));
}

/** One run in a few words. */
export function describeRun(run: RunSaw): string {
  const { name, events, over, failed, waited, closed, oddities, strays } = run;
  const end = over ? (failed ? "failed" : "over") : "no end";
  return [
    `${name}: ${events.length} events, ${end} after ${Math.round(lastedMs(run))} ms`,
    ...(waited === undefined ? [] : [`${waited.phase} of ${waited.limitMs} ms ran out`]),
    ...(closed === undefined ? [] : [`closed ${closed.code} ${closed.reason}`.trim()]),
    ...(strays === 0 ? [] : [`${strays} strays`]),
    ...oddities.slice(0, 3).map(({ kind, text }) => `${kind}: ${text}`),
  ].join(", ");
}

/** What of a run is not as promised, whoever may be to blame. */
export function runSymptoms(run: RunSaw): readonly string[] {
  const { name, waited, closed, oddities } = run;
  return [
    ...oddities.slice(0, 2).map(({ text }) => `${name}: ${text}`),
    ...(waited === undefined
      ? []
      : [`${name}: nothing more came within ${waited.limitMs} ms (${waited.phase})`]),
    ...(closed === undefined
      ? []
      : [`${name}: the connection ended (${closed.code}) before the run did`]),
  ];
}
