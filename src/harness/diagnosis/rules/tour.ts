import type { CauseId } from "../../../ground/cause.ts";
import type { Evidence } from "../evidence.ts";
import type { EvidenceItem, Finding } from "../finding.ts";
import type { CallSaw } from "../probes/call-saw.ts";
import type { RemarkKind, RemarkSaw, TourSaw } from "../probes/tour-saw.ts";
import type { Rule } from "../rule.ts";
import { meetsSeveral } from "./census.ts";
import {
  isBelowPromise,
  isGateway,
  isServerError,
  isServing,
  isTimeout,
  told,
} from "./front-facts.ts";

/** What a user finds over HTTP, and what a second one finds of it. */
export const tourRules: readonly Rule[] = [
  remarked("somebody else's data", "data-foreign", ["foreign", "undeleted"]),
  remarked("data that is not there any more", "data-lost", ["lost"]),
  remarked("answers that do not come from their questions", "answer-unfounded", ["unfounded"]),
  remarked("work that is said to be done", "silent-downgrade", ["downgraded"]),
  remarked("a history out of order", "events-disordered", ["disordered"]),
  remarked("manners a user relies on", "manners-missing", ["manners"]),
  remarked("requests that wait for one another", "app-stall", ["stalled"]),
  remarked("requests that fail beside another", "saturation", ["contended"]),
  {
    name: "a way to ask over HTTP that leads nowhere",
    judge(evidence) {
      const tour = tourOf(evidence);
      const asked = tour?.calls.filter(({ name }) => /^execute(Agent)?$/.test(name)) ?? [];
      const shut = asked.filter(
        ({ ok, status = 0 }) => !ok && (status === 503 || status === 501 || status < 300),
      );
      if (tour === undefined || asked.length === 0 || shut.length < asked.length) return undefined;
      if (shut.some(({ status }) => status === undefined)) return undefined;
      return {
        ...{ cause: "fallback-dead", confidence: 0.9 },
        evidence: told("tour", shut, "no question over HTTP is answered, and the rest is served"),
        others: ["http-error", "cold-start"],
        experiment:
          "the same question over the WebSocket: if it is answered there, only HTTP is shut",
      };
    },
  },
  {
    name: "routes that fail for a user while others serve",
    judge(evidence) {
      const tour = tourOf(evidence);
      const failed = tour?.calls.filter((saw) => isServerError(saw) && !isUnavailable(saw)) ?? [];
      if (tour === undefined || failed.length === 0 || !someWell(tour)) return undefined;
      const served = failed.filter(({ name }) =>
        tour.calls.some((one) => one.ok && one.name === name),
      );
      if (served.length > failed.length / 2) return comesAndGoes(served);
      return {
        ...{ cause: "http-error", confidence: 0.88 },
        evidence: told("tour", failed, "these fail for a user, and others do not"),
      };
    },
  },
  {
    name: "routes that keep a user waiting while others serve",
    judge(evidence) {
      const tour = tourOf(evidence);
      const silent = tour?.calls.filter(isTimeout) ?? [];
      if (tour === undefined || silent.length === 0 || !someWell(tour)) return undefined;
      if (silent.every(({ brokenOff }) => brokenOff)) return stuckMidway(silent);
      const waited = Math.round(silent[0]?.elapsedMs ?? 0);
      const others = tour.calls.filter(({ name, ok }) => ok && name === silent[0]?.name);
      return {
        ...{ cause: "http-hang", confidence: others.length > 0 ? 0.7 : 0.9 },
        evidence: told("tour", silent, `no answer within ${waited} ms, while others answer`),
        others: ["app-stall"],
        experiment: "the same question by itself, with nothing else under way",
      };
    },
  },
  {
    name: "a limit that strikes users who asked little",
    judge(evidence) {
      const tour = tourOf(evidence);
      const struck = tour === undefined ? [] : limitStruck(tour);
      if (tour === undefined || struck.length === 0) return undefined;
      const isPlenty = tour.users < 2;
      return {
        ...{ cause: "saturation", confidence: isPlenty ? 0.6 : 0.87 },
        evidence: told(
          "tour",
          struck,
          `of ${tour.calls.length} requests by several users, ${struck.length} are put off; the most any of them asked is ${tour.limit?.sent}, promised: ${tour.limit?.promised}`,
        ),
        others: ["edge-refuses"],
        experiment: "the same requests by one user, and by as many from other addresses",
      };
    },
  },
  {
    name: "a token that counts on some routes and not on others",
    judge(evidence) {
      const tour = tourOf(evidence);
      const refused = tour?.calls.filter(({ status }) => status === 401) ?? [];
      if (tour === undefined || refused.length === 0 || !someWell(tour)) return undefined;
      const served = new Set(tour.calls.filter(({ ok }) => ok).map(({ name }) => name));
      // What is refused now and then is another matter.
      const always = refused.filter(({ name }) => !served.has(name));
      if (always.length === 0 || served.size < 3) return undefined;
      return {
        ...{ cause: "claim-mismatch", confidence: 0.87 },
        evidence: [
          ...told("tour", always, "a good token is refused here"),
          { probe: "tour", text: `and serves on ${served.size} other routes` },
        ],
        others: ["token-lost"],
        experiment: "tokens that differ in one claim each, on the routes that refuse",
      };
    },
  },
];

/** Fails beside others, and at other times does not: nobody does as much at once as a tour. */
function comesAndGoes(failed: readonly CallSaw[]): Finding {
  return {
    ...{ cause: "saturation", confidence: failed.every(isGateway) ? 0.88 : 0.7 },
    evidence: told("tour", failed, "these fail now and then while other requests are under way"),
    others: ["http-error", "mixed-revisions"],
    experiment: "the same requests one after the other",
  };
}

/** Who has written half an answer has the other half: what carries it has stopped. */
function stuckMidway(silent: readonly CallSaw[]): Finding {
  const waited = Math.round(silent[0]?.elapsedMs ?? 0);
  return {
    ...{ cause: "half-open", confidence: 0.85 },
    evidence: told("tour", silent, `began and went silent midway; nothing more in ${waited} ms`),
    others: ["app-stall", "http-hang", "buffering"],
    experiment: "the same requests past the edge: if they end there, it is the edge that stops",
  };
}

/** A limit that strikes although no user has asked as much as it allows. */
function limitStruck(tour: TourSaw): readonly CallSaw[] {
  if (!isBelowPromise(tour.limit)) return [];
  return tour.calls.filter(({ status }) => status === 429);
}

function tourOf(evidence: Evidence): TourSaw | undefined {
  const front = evidence.of("front");
  if (front === undefined || !isServing(front)) return undefined;
  // What two builds that share no memory keep and forget says nothing of either.
  if (new Set(front.revisions).size > 1) return undefined;
  return evidence.of("tour");
}

function remarked(name: string, cause: CauseId, kinds: readonly RemarkKind[]): Rule {
  return {
    name,
    judge(evidence) {
      const tour = tourOf(evidence);
      const remarks = tour?.remarks.filter(({ about }) => kinds.includes(about)) ?? [];
      if (tour === undefined || remarks.length === 0) return undefined;
      const isInParts = remarks.some(({ partial }) => partial) || remarks.every(isOfMemory);
      // Of builds that share no memory each finds what it keeps itself, and counts what it was told itself.
      if (isInParts && meetsSeveral(evidence)) return undefined;
      const items = remarks.map(({ text }): EvidenceItem => ({ probe: "tour", text }));
      return { cause, confidence: sureness(tour, cause), evidence: items };
    },
  };
}

/**
 * What a build that knows nothing of the other's threads does, too: it loses them, counts anew, and lets
 * anybody write to one. It shows nobody what is another's.
 */
function isOfMemory({ about, unseen = false }: RemarkSaw): boolean {
  if (about === "foreign") return unseen;
  return about === "lost" || about === "downgraded";
}

/** Users taken for one another lose things, too; and where much fails, little can be concluded. */
function sureness({ calls, remarks }: TourSaw, cause: CauseId): number {
  const failed = calls.filter((saw) => isServerError(saw) || isTimeout(saw)).length;
  if (failed > calls.length / 5) return 0.6;
  const isMixed = remarks.some(({ about }) => about === "foreign");
  return cause === "data-foreign" ? 0.91 : isMixed ? 0.6 : 0.88;
}

function someWell({ calls }: TourSaw): boolean {
  return calls.filter(({ ok }) => ok).length > calls.length / 3;
}

function isUnavailable({ name, status }: CallSaw): boolean {
  return status === 503 && /^(execute|stream|start|stop)/.test(name);
}
