import { type CauseId, causeOf } from "../../ground/cause.ts";
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

/**
 * Which failed check is no mystery of its own, because a diagnosed cause explains it: the check makes one
 * think of that cause, or says the very same as one that does, or never came as far as what it is about
 * while the cause stands in the way. Pure.
 *
 * @param causes - surest first
 */
export function explainedBy(
  failed: readonly FailedCheck[],
  causes: readonly CauseId[],
): ReadonlyMap<string, CauseId> {
  const explained = new Map<string, CauseId>();
  const bySymptom = new Map<string, CauseId>();
  for (const check of failed) {
    const cause = causes.find((id) => check.suspects.includes(id));
    if (cause === undefined) continue;
    explained.set(check.id, cause);
    bySymptom.set(symptomOf(check), cause);
  }
  const inTheWay = causes.find((id) => outer.has(causeOf(id).layer));
  for (const check of failed) {
    if (explained.has(check.id)) continue;
    const wasOnTheWay = check.codes.some((code) => onTheWay.has(code));
    const cause = bySymptom.get(symptomOf(check)) ?? (wasOnTheWay ? inTheWay : undefined);
    if (cause !== undefined) explained.set(check.id, cause);
  }
  return explained;
}

/** What a check says, without what differs from one run to the next: ids, figures, ports. */
export function symptomOf({ said }: Pick<FailedCheck, "said">): string {
  const [line = ""] = said.split("\n");
  return line
    .replaceAll(/\b[0-9a-f]{8,}(?:-[0-9a-f]+)*\b/gi, "#")
    .replaceAll(/\d+(?:\.\d+)?/g, "#");
}
