import { isRevision } from "../../wire/revision.ts";
import type { EvidenceItem } from "../finding.ts";
import { type CallSaw, kindOf, outcomeOf } from "../probes/call-saw.ts";
import type { FrontSaw, LimitSaw } from "../probes/front-saw.ts";

/** Statuses a gateway answers with when it has nobody to ask, or too few. */
export const gatewayStatuses = [502, 503, 504, 521, 522, 523, 524, 530];

export function isGateway({ status }: CallSaw): boolean {
  return status !== undefined && gatewayStatuses.includes(status);
}

export function isServerError({ status }: CallSaw): boolean {
  return status !== undefined && status >= 500;
}

export function isTimeout({ failure = "" }: CallSaw): boolean {
  return /TIMEOUT|TIMED_OUT/i.test(failure);
}

export function isHtml({ headers, said }: CallSaw): boolean {
  return /html/i.test(headers["content-type"] ?? "") || /^\s*<(!doctype|html)/i.test(said);
}

/** Everything asked once, in the order of asking. */
export function askedOnce({ health, open, doors }: FrontSaw): readonly CallSaw[] {
  return [...health, ...open, ...doors];
}

/** Everything asked one after the other: load has no part in how it went. */
export function askedAlone({ health, again }: FrontSaw): readonly CallSaw[] {
  return [...health, ...again];
}

/** Calls that failed at first and failed in the same way when they were made alone. */
export function failedTwice({ open, doors, again }: FrontSaw): readonly CallSaw[] {
  const failed = new Set(
    again.filter(({ ok }) => !ok).map((saw) => `${saw.method} ${saw.path} ${saw.status}`),
  );
  return [...open, ...doors].filter(
    (saw) => !saw.ok && failed.has(`${saw.method} ${saw.path} ${saw.status}`),
  );
}

/** An answer like that to a path nobody knows: there is no such route. */
export function isUnrouted(saw: CallSaw, { manners }: FrontSaw): boolean {
  const { unknownPath } = manners;
  return unknownPath.status !== undefined && kindOf(saw) === kindOf(unknownPath);
}

/** Promised doors that are not there. */
export function missingDoors(front: FrontSaw): readonly CallSaw[] {
  return front.doors.filter((saw) => saw.status === 404 && isUnrouted(saw, front));
}

/** Whether the revision that should answer does; unknown where nobody says which, or it does not tell. */
type Standing = "expected" | "other" | "unknown";

export function standingOf({ revisions, expectedRevision: expected }: FrontSaw): Standing {
  if (expected === undefined || revisions.length === 0) return "unknown";
  const met = revisions.filter((one) => isRevision(one, expected)).length;
  if (met === revisions.length) return "expected";
  return met === 0 ? "other" : "unknown";
}

/** Something answers, and it is not one and the same failure that everything ends in. */
export function isServing(front: FrontSaw): boolean {
  return front.health.some(({ ok }) => ok) || front.open.some(({ ok }) => ok);
}

/** Whoever asks no more than is promised is not to be put off. */
export function isBelowPromise(limit: LimitSaw | undefined): limit is LimitSaw {
  return limit !== undefined && (limit.promised === "unlimited" || limit.sent <= limit.promised);
}

/** Calls as evidence: a few of them, and how many there are. */
export function told(
  probe: EvidenceItem["probe"],
  calls: readonly CallSaw[],
  what: string,
): EvidenceItem[] {
  const [first] = calls;
  if (first === undefined) return [];
  const few = calls.slice(0, 3).map(outcomeOf).join(", ");
  const more = calls.length > 3 ? ` and ${calls.length - 3} more` : "";
  return [{ probe, text: `${what}: ${few}${more}`, ...(first.said && { received: first.said }) }];
}
