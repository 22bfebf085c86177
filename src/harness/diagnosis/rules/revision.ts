import { isRevision } from "../../wire/revision.ts";
import type { EvidenceItem, Finding } from "../finding.ts";
import type { CensusSaw } from "../probes/census-saw.ts";
import type { FrontSaw } from "../probes/front-saw.ts";
import type { Rule } from "../rule.ts";
import { censusOf } from "./census.ts";
import { isServing, missingDoors, standingOf } from "./front-facts.ts";

/** What would settle which of several revisions is the stale one, or whether the only one is. */
export function nameIt(revision: string | undefined): string {
  const which = revision === undefined ? "" : ` (${revision})`;
  return `compare the revision that answers${which} with the one that was deployed: --expect-revision`;
}

/** Which revision answers, and which should. */
export const revisionRules: readonly Rule[] = [
  {
    name: "first answers by a revision that is not the expected one",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined || !isServing(front) || standingOf(front) !== "other")
        return undefined;
      // Many fresh connections know better, once they are counted.
      if (evidence.known("census") !== undefined || new Set(front.revisions).size > 1)
        return undefined;
      return atFront(front);
    },
  },
  {
    name: "the revision of every fresh connection",
    judge(evidence) {
      const census = censusOf(evidence);
      return census && judgeRevisions(census, evidence.of("front")?.expectedRevision);
    },
  },
];

/** Few answers, of which another of many could hide; a second witness makes sure of them. */
function atFront(front: FrontSaw): Finding | undefined {
  // Then the settings say as much, and more.
  if ((front.settings?.unlike.length ?? 0) > 0) return undefined;
  return {
    ...{ cause: "pinned-revision", confidence: missingDoors(front).length > 0 ? 0.93 : 0.84 },
    evidence: [{ probe: "front", text: tellOther(front) }],
    others: ["mixed-revisions"],
    experiment: "the same question over many fresh connections: gapproof drift --expect-revision",
  };
}

/** Who answers in place of who should. */
export function tellOther({ revisions, expectedRevision }: FrontSaw): string {
  const { length } = revisions;
  return `of ${length} answers all ${length} are ${revisions[0]}'s; ${expectedRevision} is expected`;
}

/** The fresh connections over one way that say who they are. */
interface Way {
  readonly words: string;
  readonly named: readonly string[];
  readonly revisions: readonly string[];
}

function wayIn({ members }: CensusSaw, via: "http" | "ws"): Way {
  const named = members.flatMap((one) => (one.via === via && one.ok ? (one.revision ?? []) : []));
  const words = via === "http" ? "over HTTP" : "over WebSocket";
  return { words, named, revisions: [...new Set(named)] };
}

function judgeRevisions(census: CensusSaw, expected: string | undefined): Finding | undefined {
  const [http, ws] = [wayIn(census, "http"), wayIn(census, "ws")];
  if (http.revisions.length > 1 || ws.revisions.length > 1)
    return severalIn(http, expected) ?? severalIn(ws, expected);
  const [one, other] = [http.revisions[0], ws.revisions[0]];
  if (one !== undefined && other !== undefined && !isRevision(one, other))
    return apart({ http, ws, expected });
  const only = one ?? other;
  if (only === undefined || expected === undefined || isRevision(only, expected)) return undefined;
  const all = http.named.length + ws.named.length;
  const ways = [http, ws].filter(({ named }) => named.length > 0).map(counted);
  const text = `of ${all} fresh connections (${ways.join(", ")}) all ${all} are answered by ${only}; ${expected} is expected`;
  return { cause: "pinned-revision", confidence: 0.96, evidence: [seen(text)] };
}

/** Several over one way, unless there are about as many as connections: then each names itself. */
function severalIn({ words, named, revisions }: Way, expected: string | undefined) {
  if (revisions.length < 2 || revisions.length > named.length / 2) return undefined;
  const shares = revisions.map(
    (revision) => `${named.filter((one) => one === revision).length} are ${revision}'s`,
  );
  const text = `of ${named.length} fresh connections ${words}, ${shares.join(", ")}${meant(expected)}`;
  // Two revisions in so many words explain what else comes and goes: logins, threads, whatever is kept.
  return { cause: "mixed-revisions", confidence: 0.96, evidence: [seen(text)] } as const;
}

interface Ways {
  readonly http: Way;
  readonly ws: Way;
  readonly expected: string | undefined;
}

/** HTTP by one and the WebSocket by another, each always: two revisions answer, and one way is stale for everybody. */
function apart({ http, ws, expected }: Ways): Finding {
  const shares = [http, ws].map((way) => `all ${counted(way)} by ${way.revisions[0]}`);
  const text = `the WebSocket is answered by another revision than HTTP: ${shares.join(", ")}${meant(expected)}`;
  const isKnown = expected !== undefined;
  return {
    ...{ cause: "mixed-revisions", confidence: isKnown ? 0.96 : 0.94, evidence: [seen(text)] },
    others: ["pinned-revision"],
    experiment: isKnown
      ? "which revision the edge leads each of the two ways to, by its routes"
      : nameIt(undefined),
  };
}

function counted({ named, words }: Way): string {
  return `${named.length} ${words}`;
}

function meant(expected: string | undefined): string {
  return expected === undefined ? "" : `; ${expected} is expected`;
}

function seen(text: string): EvidenceItem {
  return { probe: "census", text };
}
