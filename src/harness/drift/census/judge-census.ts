import { isRevision } from "../../wire/revision.ts";
import { type Correlation, correlationOf } from "./correlate.ts";
import type { Member } from "./member.ts";
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
  const [state, because] = stateOf(members, { http, ws, expected, certainty });
  const correlation = correlationOf(members);
  return {
    ...{ state, because, http, ws },
    ...(expected === undefined ? {} : { expected }),
    ...(correlation === undefined ? {} : { correlation }),
  };
}

interface Count {
  readonly http: Tally;
  readonly ws: Tally;
  readonly expected: string | undefined;
  readonly certainty: number;
}

function stateOf(members: readonly Member[], count: Count): readonly [CensusState, string] {
  const good = members.filter(({ ok }) => ok);
  if (good.length === 0) return ["nobody", `none of ${members.length} connections is answered`];
  const race = raceIn(good);
  if (race !== undefined) return ["tag-race", race];
  const { expected } = count;
  const named = (via: Member["via"]): readonly string[] =>
    good.flatMap((member) => (member.via === via ? (member.revision ?? []) : []));
  const [http, ws] = [new Set(named("http")), new Set(named("ws"))];
  const all = new Set([...http, ...ws]);
  if (all.size === 0) return unnamed(count);
  if (http.size === 1 && ws.size === 1 && all.size === 2 && isMeant(http, expected))
    return ["websocket-stale", apart(http, ws, expected)];
  if (all.size > 1) return ["split", tellShares(count)];
  const [only = ""] = all;
  if (expected !== undefined && !isRevision(only, expected))
    return ["pinned", `${only} answers all ${good.length} connections, and ${expected} none`];
  const silent = [count.http, count.ws].find(({ asked, failed }) => asked > 0 && asked === failed);
  if (silent !== undefined)
    return [
      "one-way",
      `${only} answers, and of ${silent.asked} connections over ${wayOf(silent.via)} none is answered as it should be`,
    ];
  const state = expected === undefined ? "one-build" : "as-expected";
  return [state, `${only} answers ${tellCertainty(count)}`];
}

function isMeant(revisions: ReadonlySet<string>, expected: string | undefined): boolean {
  return (
    expected === undefined || [...revisions].every((revision) => isRevision(revision, expected))
  );
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

/** Nobody says who they are: only whether all look alike can be told. */
function unnamed(count: Count): readonly [CensusState, string] {
  const { http, ws } = count;
  if (http.shares.length > 1 || ws.shares.length > 1) return ["split", tellShares(count)];
  return ["unnamed", `nobody says which revision answers; all look alike ${tellCertainty(count)}`];
}

function apart(
  http: ReadonlySet<string>,
  ws: ReadonlySet<string>,
  expected: string | undefined,
): string {
  const meant = expected === undefined ? "" : `, and ${expected} is expected`;
  return `HTTP is answered by ${[...http].join(", ")}, the WebSocket by ${[...ws].join(", ")}${meant}`;
}

function tellShares({ http, ws }: Count): string {
  const told = [http, ws].flatMap(({ via, shares }) =>
    shares.length === 0
      ? []
      : [
          `over ${wayOf(via)} ${shares
            .map(
              ({ build, count, of, low, high }) =>
                `${build} answers ${count} of ${of} (${percent(low)} to ${percent(high)})`,
            )
            .join(", ")}`,
        ],
  );
  return told.join("; ");
}

/** What could hide from so many connections. */
function tellCertainty({ http, ws, certainty }: Count): string {
  const told = [http, ws]
    .filter(({ asked }) => asked > 0)
    .map(({ via, asked, failed }) => `${asked - failed} connections over ${wayOf(via)}`);
  const unseen = Math.max(
    ...[http, ws].filter(({ asked }) => asked > 0).map(({ unseenShare }) => unseenShare),
  );
  return `${told.join(" and ")}; a build that answers more than ${percent(unseen)} would have been met with ${percent(certainty)} certainty`;
}

export function wayOf(via: Member["via"]): string {
  return via === "http" ? "HTTP" : "WebSocket";
}

function percent(share: number): string {
  return `${(share * 100).toFixed(share < 0.1 ? 1 : 0)} %`;
}
