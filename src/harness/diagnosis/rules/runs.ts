import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { isLossy, isOverdue } from "../probes/runs/run-saw.ts";
import { afterFailure, type HttpRunSaw, noReport, type RunsSaw } from "../probes/runs-saw.ts";
import type { Rule } from "../rule.ts";
import { meetsSeveral } from "./census.ts";
import { isSound, runsSeen } from "./runs/sight.ts";
import { stallOf } from "./runs/stall.ts";
import { verdictsOn } from "./runs/verdicts.ts";

/** Asks for more only where ordinary questions are answered as they should be. */
function seen(evidence: Evidence): RunsSaw | undefined {
  const ordinary = runsSeen(evidence);
  return ordinary !== undefined && isSound(ordinary) ? evidence.of("runs") : undefined;
}

const probe = "runs";

/** Questions that lack something, those over HTTP, and what is stored. */
export const variantRules: readonly Rule[] = [
  {
    name: "questions that lack data or fail",
    judge(evidence) {
      const saw = seen(evidence);
      if (saw === undefined) return undefined;
      // Ordinary runs do come to their end: one in which an agent failed does not.
      const unfinished = saw.runs.find((run) => run.failed && !run.over && isOverdue(run));
      if (unfinished !== undefined) {
        const text = `${unfinished.name}: says that an agent failed, and never that it is over`;
        return { cause: "events-missing", confidence: 0.92, evidence: [{ probe, text }] };
      }
      const over = saw.runs.filter((run) => run.over);
      const overflow = overflowOf(saw);
      if (overflow !== undefined) return overflow;
      const verdicts = verdictsOn(probe, over);
      return verdicts.length > 0 ? verdicts : stallOf(probe, saw.runs);
    },
  },
  {
    name: "an ordinary question after one that failed",
    judge(evidence) {
      const after = seen(evidence)?.runs.find(({ name }) => name === afterFailure);
      if (after === undefined || !after.failed) return undefined;
      const text = `${after.name} fails, too, though the same was answered before`;
      return { cause: "crash-on-message", confidence: 0.9, evidence: [{ probe, text }] };
    },
  },
  { name: "an answer over HTTP", judge: (evidence) => httpOf(seen(evidence)) },
  { name: "what is stored of a run", judge: (evidence) => storedIn(seen(evidence), evidence) },
  {
    name: "a question of somebody who may only read",
    judge(evidence) {
      const reader = seen(evidence)?.reader;
      if (reader === undefined || reader.events.length === 0) return undefined;
      const words = reader.refused ? "is refused, and all the same" : "is not refused, and";
      const text = `the question of somebody whose token only permits to read ${words} brings ${reader.events.join(", ")}`;
      return { cause: "permission-ignored", confidence: 0.94, evidence: [{ probe, text }] };
    },
  },
];

/** Answers that are whole at first and come to lack something, on a connection that has carried enough. */
function overflowOf({ row = [] }: RunsSaw): Finding | undefined {
  const [first] = row;
  const last = row.findLast(isLossy);
  if (first === undefined || last === undefined || isLossy(first)) return undefined;
  const count = row.reduce((sum, { events }) => sum + events.length, 0);
  const text = `asked in a row on one connection, the first is whole; after ${count} events, one lacks something: ${last.oddities[0]?.text ?? ""}`;
  return {
    ...{ cause: "saturation", confidence: 0.9, evidence: [{ probe, text }] },
    others: ["events-missing"],
    experiment: "the same questions with a pause between them: then each should be whole",
  };
}

/** Statuses that have reasons of their own: who asks, what they may, how often, and what broke. */
const otherwiseExplained: ReadonlySet<number> = new Set([401, 403, 429]);

/** The question was asked while a session of the same user was open, which is no reason to refuse it. */
function besideSocket({ status }: HttpRunSaw): Finding | undefined {
  if (status < 400 || status >= 500 || otherwiseExplained.has(status)) return undefined;
  const text = `a question over HTTP is answered with ${status} while the same user's session stands`;
  return {
    ...{ cause: "fallback-dead", confidence: 0.87 },
    evidence: [{ probe: "runs", text }],
    others: ["http-error"],
    experiment: "the same question once the session is closed",
  };
}

function httpOf(saw: RunsSaw | undefined): Finding | undefined {
  const http = saw?.http;
  if (http === undefined) return undefined;
  if (!http.ok) return besideSocket(http);
  if (!http.onQuestion) {
    const text = "an answer over HTTP lacks the question's word, which answers over a socket have";
    return { cause: "answer-unfounded", confidence: 0.88, evidence: [{ probe, text }] };
  }
  const { reportLacks = [] } = http;
  if (reportLacks.length === 0) return undefined;
  const lacks = reportLacks.slice(0, 3).join("; ");
  const text = `a socket brings a whole report; over HTTP: ${lacks}`;
  const [first] = reportLacks;
  const cause = first === noReport ? "silent-downgrade" : "answer-unfounded";
  return { cause, confidence: 0.9, evidence: [{ probe, text }] };
}

function storedIn(saw: RunsSaw | undefined, evidence: Evidence): readonly Finding[] {
  const stored = saw?.stored;
  if (stored === undefined) return [];
  const { stranger, lost, kept } = stored;
  const shown = stranger?.isShown === true ? [shownTo(stranger.status)] : [];
  const isMissing = lost.length > 0 || kept.some((one) => one !== "answer");
  // Another build than the one that was told it, and without its memory, has lost nothing.
  if (!isMissing || meetsSeveral(evidence)) return shown;
  return [...shown, ...lostOf(stored)];
}

function shownTo(status: number): Finding {
  const text = `somebody else who asks for the events of a run is shown them (HTTP ${status})`;
  return { cause: "data-foreign", confidence: 0.95, evidence: [{ probe, text }] };
}

function lostOf({ heard, lost, kept }: NonNullable<RunsSaw["stored"]>): readonly Finding[] {
  const missing = kept.filter((one) => one !== "answer").length;
  const found: Finding[] = [];
  if (lost.length > 0) {
    const text = `of ${heard} events that were told, ${lost.length} are not stored: ${lost.slice(0, 3).join(", ")}`;
    found.push({ cause: "data-lost", confidence: 0.92, evidence: [{ probe, text }] });
  }
  if (missing === 0) return found;
  const text = `an answer that was given is missing in ${missing} of ${kept.length} readings of its thread`;
  const isPart = missing < kept.length;
  const others = isPart ? (["mixed-revisions"] as const) : undefined;
  const experiment =
    "which instance answers each reading: a revision or instance header, or the platform's log";
  found.push({
    // Builds that do not say who they are may still be several.
    ...{ cause: "data-lost", confidence: isPart ? 0.8 : 0.92, evidence: [{ probe, text }] },
    ...(others === undefined ? {} : { others, experiment }),
  });
  return found;
}
