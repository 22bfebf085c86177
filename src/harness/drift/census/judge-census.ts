import { isRevision } from "../../wire/revision.ts";
import { type Count, goodOver, tellCertainty, tellShares, wayOf } from "./census-words.ts";
import { type Correlation, correlationOf } from "./correlate.ts";
import { buildOf, type Member, namedIn } from "./member.ts";
import { type Tally, tallyOf } from "./tally.ts";

/**
 * What answers: one build, as expected or not; several at once; the WebSocket by another than HTTP; one
 * revision that looks two ways (its tag was moved between two images); one build over one way, and nobody over
 * the other; or nobody.
 */
type CensusState =
  | "as-expected"
  | "one-build"
  | "one-way"
  | "pinned"
  | "split"
  | "websocket-stale"
  | "tag-race"
  | "unnamed"
  | "nobody";

/** A census and what it comes to. */
export interface CensusVerdict {
  readonly state: CensusState;
  /** One sentence, with its numbers. */
  readonly because: string;
  readonly http: Tally;
  readonly ws: Tally;
  readonly expected?: string;
  /** Whether connections that fail go with a revision; absent where none fails, or one build answers all. */
  readonly correlation?: Correlation;
}

export interface CensusQuestion {
  /** The revision that should answer. @default any, as long as it is one */
  readonly expected?: string | undefined;
  /** @default 0.95 */
  readonly certainty?: number | undefined;
}

/** Whether what answers is what was deployed. Pure. */
export function judgeCensus(
  members: readonly Member[],
  { expected, certainty = 0.95 }: CensusQuestion = {},
): CensusVerdict {
  const [http, ws] = [tallyOf(members, "http", certainty), tallyOf(members, "ws", certainty)];
  const [state, because] = stateOf({ http, ws, members, certainty }, expected);
  const correlation = correlationOf(members);
  return {
    ...{ state, because, http, ws },
    ...(expected === undefined ? {} : { expected }),
    ...(correlation === undefined ? {} : { correlation }),
  };
}

type Finding = readonly [CensusState, string];

function stateOf(count: Count, expected: string | undefined): Finding {
  const { members } = count;
  const good = members.filter(({ ok }) => ok);
  if (good.length === 0) return ["nobody", `none of ${members.length} connections is answered`];
  const race = raceIn(good);
  if (race !== undefined) return ["tag-race", race];
  if (isMixed(members)) return ["split", tellShares(count)];
  if (namedIn(good).length === 0)
    return [
      "unnamed",
      `nobody says which revision answers; all look alike ${tellCertainty(count)}`,
    ];
  // Whoever fails and says who he is was met, too.
  const [http, ws] = [namedOver(members, "http"), namedOver(members, "ws")];
  const all = distinct([...http, ...ws]);
  if (http.length === 1 && ws.length === 1 && all.length === 2 && isMeant(http, expected))
    return ["websocket-stale", apart(http, ws, expected)];
  if (all.length > 1) return ["split", tellShares(count)];
  return oneBuild(all[0] ?? "", count, expected);
}

/** Whoever says who he is, is this revision. */
function oneBuild(only: string, count: Count, expected: string | undefined): Finding {
  if (expected !== undefined && !isRevision(only, expected)) return pinned(only, count, expected);
  const silent = [count.http, count.ws].find(({ asked, failed }) => asked > 0 && asked === failed);
  if (silent !== undefined)
    return [
      "one-way",
      `${only} answers, and of ${silent.asked} connections over ${wayOf(silent.via)} none is answered as it should be`,
    ];
  const state = expected === undefined ? "one-build" : "as-expected";
  return [state, `${only} answers ${tellCertainty(count)}`];
}

function pinned(only: string, { members }: Count, expected: string): Finding {
  const good = members.filter(({ ok }) => ok);
  const named = good.filter(({ revision }) => revision !== undefined);
  const whole = `${only} answers all ${good.length} connections, and ${expected} none`;
  const part = `${only} answers all ${named.length} connections that say who answers, of ${good.length}, and ${expected} none`;
  return ["pinned", named.length === good.length ? whole : part];
}

/** Over one way some say who they are and others do not, or nobody does and not all look alike. */
function isMixed(members: readonly Member[]): boolean {
  return (["http", "ws"] as const).some((via) => {
    const good = goodOver(members, via);
    const unnamed = good.filter(({ revision }) => revision === undefined);
    const isPartly = unnamed.length > 0 && unnamed.length < good.length;
    return isPartly || new Set(unnamed.map(buildOf)).size > 1;
  });
}

function namedOver(members: readonly Member[], via: Member["via"]): readonly string[] {
  return distinct(namedIn(members.filter((member) => member.via === via)));
}

/** Each revision once: a commit told in short is the long one. */
function distinct(revisions: readonly string[]): readonly string[] {
  return revisions.filter(
    (one, at) => !revisions.slice(0, at).some((before) => isRevision(one, before)),
  );
}

function isMeant(revisions: readonly string[], expected: string | undefined): boolean {
  return expected === undefined || revisions.every((revision) => isRevision(revision, expected));
}

/** One revision, and two looks of it over the same way. */
function raceIn(good: readonly Member[]): string | undefined {
  for (const via of ["http", "ws"] as const) {
    const prints = new Map<string, Set<string>>();
    for (const { revision, print } of good.filter((member) => member.via === via)) {
      if (revision === undefined) continue;
      prints.set(revision, (prints.get(revision) ?? new Set()).add(print));
    }
    const split = [...prints].find(([, looks]) => looks.size > 1);
    if (split !== undefined) {
      const [revision, looks] = split;
      return `${revision} looks ${looks.size} ways over ${wayOf(via)}: ${[...looks].join(", ")}`;
    }
  }
  return undefined;
}

function apart(
  http: readonly string[],
  ws: readonly string[],
  expected: string | undefined,
): string {
  const meant = expected === undefined ? "" : `, and ${expected} is expected`;
  return `HTTP is answered by ${http.join(", ")}, the WebSocket by ${ws.join(", ")}${meant}`;
}
