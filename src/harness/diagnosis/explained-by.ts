import { type CauseId, causeOf } from "../../ground/cause.ts";
import type { DeviationKind } from "../wire/run/deviation.ts";
import { ownClient } from "./clients.ts";
import type { Diagnosis } from "./diagnosis.ts";
import type { FailedCheck } from "./probes/checks-saw.ts";

/** Codes of errors that say that a check never came as far as what it is about. */
const onTheWay: ReadonlySet<string> = new Set([
  "GAPPROOF_CONNECT",
  "GAPPROOF_CLOSED",
  "GAPPROOF_USER",
  "GAPPROOF_ATTEMPTS",
  "GAPPROOF_WAIT_CONNECT",
  "GAPPROOF_WAIT_HANDSHAKE",
  "GAPPROOF_WAIT_WELCOME",
  "GAPPROOF_WAIT_HTTP",
]);

/** Layers whose faults keep checks from what they are about. */
const outer: ReadonlySet<string> = new Set([
  ...["dns", "tcp", "tls", "edge", "handshake", "auth", "app", "deploy"],
]);

function isOuter(id: CauseId): boolean {
  return outer.has(causeOf(id).layer);
}

/** Codes of errors that say that nobody was let in: whatever lies behind the door was not met. */
const atTheDoor: ReadonlySet<string> = new Set([
  "GAPPROOF_CONNECT",
  "GAPPROOF_ATTEMPTS",
  "GAPPROOF_WAIT_CONNECT",
  "GAPPROOF_WAIT_HANDSHAKE",
  "GAPPROOF_WAIT_WELCOME",
]);

/** What each way of deviating from the contract's sequence of events comes from. */
const deviations: Readonly<Record<DeviationKind, CauseId>> = {
  "missing-required": "events-missing",
  "missing-bookend": "events-missing",
  "missing-tool": "events-missing",
  "missing-tool-result": "events-missing",
  "missing-thought": "events-missing",
  "missing-answer": "answer-unfounded",
  "missing-timestamp": "contract-violation",
  "unpaired-open": "events-missing",
  "unpaired-close": "events-missing",
  "unpaired-step": "events-missing",
  "wrong-order": "events-disordered",
  "started-not-first": "events-disordered",
  "duplicate-bookend": "events-disordered",
  "event-after-terminal": "events-disordered",
  "decreasing-timestamp": "events-disordered",
  "missing-id": "events-misaddressed",
  "mixed-ids": "events-misaddressed",
};

/** What was found out. */
export interface Explanation {
  /** Surest first. */
  readonly causes: readonly CauseId[];
  /** What our own client says of the handshake, where it cannot connect. */
  readonly refusal?: string | undefined;
}

/**
 * Which failed check is no mystery of its own, because a diagnosed cause explains it: the check makes one
 * think of that cause, or says the very same as one that does, or never came as far as what it is about
 * while the cause stands in the way. Pure.
 */
export function explainedBy(
  failed: readonly FailedCheck[],
  { causes, refusal }: Explanation,
): ReadonlyMap<string, CauseId> {
  const explained = new Map<string, CauseId>();
  const bySymptom = new Map<string, CauseId>();
  for (const check of failed) {
    const cause = suspectOf(check, { causes, refusal });
    if (cause === undefined) continue;
    explained.set(check.id, cause);
    bySymptom.set(symptomOf(check), cause);
  }
  const inTheWay = causes.find(isOuter);
  for (const check of failed.filter(({ id }) => !explained.has(id))) {
    const deviation = deviationIn(check);
    const cause = bySymptom.get(symptomOf(check)) ?? causes.find((id) => id === deviation);
    const obstacle = wasOnTheWay(check, refusal) ? inTheWay : undefined;
    const why = cause ?? obstacle;
    if (why !== undefined) explained.set(check.id, why);
  }
  if (inTheWay !== undefined) explainKnocks(failed, explained, inTheWay);
  return explained;
}

/** Surest cause that the check makes one think of, and that it can have met. */
function suspectOf(check: FailedCheck, { causes, refusal }: Explanation): CauseId | undefined {
  const met = neverGotIn(check, refusal) ? causes.filter(isOuter) : causes;
  return met.find((id) => check.suspects.includes(id));
}

/**
 * Whoever knocked and was met as somebody was of whom it is known why met the same obstacle: by the very same answer,
 * or, where a welcome was due, by the same kind of end that others ran into on the way.
 */
function explainKnocks(
  failed: readonly FailedCheck[],
  explained: Map<string, CauseId>,
  obstacle: CauseId,
): void {
  const known = failed.filter(({ id }) => explained.get(id) === obstacle);
  const knocks = new Set(known.flatMap((check) => knockIn(check) ?? []));
  const ends = new Set(known.flatMap(({ codes }) => codes.flatMap((code) => endsOf[code] ?? [])));
  for (const check of failed.filter(({ id }) => !explained.has(id))) {
    const [knock, end] = [knockIn(check), unwelcomeIn(check)];
    const isSame = knock !== undefined && knocks.has(knock);
    if (isSame || (end !== undefined && ends.has(end))) explained.set(check.id, obstacle);
  }
}

/** How somebody who knocks meets what ends a session on the way with such a code. */
const endsOf: Readonly<Record<string, readonly string[]>> = {
  GAPPROOF_WAIT_WELCOME: ["silent"],
  GAPPROOF_CLOSED: ["closed"],
  GAPPROOF_CONNECT: ["refused", "failed"],
  GAPPROOF_ATTEMPTS: ["refused", "failed"],
  GAPPROOF_WAIT_HANDSHAKE: ["failed"],
  GAPPROOF_WAIT_CONNECT: ["failed"],
};

/** How an upgrade went that a check holds against what should come of it: `HTTP 101; close-frame 1011 "error"`. */
function knockIn({ said }: FailedCheck): string | undefined {
  return /(HTTP (?:\d{3}|no answer)\b.*?): expected /.exec(firstLine(said))?.[1];
}

/** What came of a knock where a welcome was due. */
function unwelcomeIn({ said }: FailedCheck): string | undefined {
  return /: expected '(\w+)' to be 'welcomed'/.exec(firstLine(said))?.[1];
}

function firstLine(text: string): string {
  return text.split("\n", 1)[0] ?? "";
}

/** The first deviation that a check shows: the others follow from it, or are named beside it. */
function deviationIn({ said }: FailedCheck): CauseId | undefined {
  const kind = /"kind": "([a-z-]+)"/.exec(said)?.[1];
  return kind !== undefined && Object.hasOwn(deviations, kind)
    ? deviations[kind as DeviationKind]
    : undefined;
}

function neverGotIn({ codes, said }: FailedCheck, refusal: string | undefined): boolean {
  if (codes.some((code) => atTheDoor.has(code))) return true;
  return refusal !== undefined && said.includes(refusal);
}

function wasOnTheWay({ codes, said }: FailedCheck, refusal: string | undefined): boolean {
  if (codes.some((code) => onTheWay.has(code))) return true;
  return refusal !== undefined && said.includes(refusal);
}

/** What a diagnosis explains. */
export function explanationIn({ causes, lockedOut }: Diagnosis): Explanation {
  return {
    causes: causes.map(({ id }) => id),
    refusal: lockedOut.find(({ client }) => client === ownClient)?.because,
  };
}

/** What a check says, without what differs from one run to the next: ids, figures, ports. */
export function symptomOf({ said }: Pick<FailedCheck, "said">): string {
  const [line = ""] = said.split("\n");
  return line
    .replaceAll(/\b[0-9a-f]{8,}(?:-[0-9a-f]+)*\b/gi, "#")
    .replaceAll(/\d+(?:\.\d+)?/g, "#");
}
