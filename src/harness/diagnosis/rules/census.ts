import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { type CensusSaw, tally } from "../probes/census-saw.ts";
import type { Rule } from "../rule.ts";
import { isServing } from "./front-facts.ts";

/** Share of the connections held that is still counted when all of them are closed: more is a leak. */
const mostLetGo = 2 / 3;

/** Who answers fresh connections, and how many at once are borne. */
export const censusRules: readonly Rule[] = [
  {
    name: "fresh connections that meet different builds",
    judge(evidence) {
      const census = censusOf(evidence);
      return census && (mixed(census, "http") ?? mixed(census, "ws"));
    },
  },
  {
    name: "users who are taken for one another",
    judge(evidence) {
      const mixups = censusOf(evidence)?.mixups ?? [];
      if (mixups.length === 0) return undefined;
      return {
        ...{ cause: "data-foreign", confidence: 0.96 },
        evidence: mixups.map((text) => ({ probe: "census" as const, text })),
      };
    },
  },
  {
    name: "connections of one user that end because there are more of them",
    judge(evidence) {
      const census = censusOf(evidence);
      const alone = census && evidence.of("offer");
      const isCut = alone?.ending !== undefined || alone?.frames.some(({ opcode }) => opcode === 8);
      if (census === undefined || alone?.switched !== true || isCut) return undefined;
      const { afterwards = "", displaced = 0 } = census;
      const isLocked = /^4\d\d$/.test(afterwards);
      // Who lets a user have one connection ends the earlier ones; who locks the user out ends more than those.
      const { length } = census.members.filter(({ endedMs }) => endedMs !== undefined);
      const ended = length + (isLocked ? displaced : 0);
      if (ended < 2) return undefined;
      return {
        ...{ cause: "saturation", confidence: isLocked ? 0.92 : 0.8 },
        evidence: [
          { probe: "offer", text: "a connection by itself stays open" },
          {
            probe: "census",
            text: `${ended} of ${census.held} that are open side by side end`,
          },
          ...(isLocked
            ? [{ probe: "census" as const, text: `their user hears HTTP ${afterwards} afterwards` }]
            : []),
        ],
        others: ["connection-cut"],
        experiment: "one connection fewer at a time, until none ends",
      };
    },
  },
  {
    name: "connections that are counted wrong",
    judge(evidence) {
      const census = censusOf(evidence);
      const { counted, held = 0, displaced = 0 } = census ?? {};
      const left = census?.members.some(({ endedMs }) => endedMs !== undefined) ?? true;
      if (counted === undefined || held < 2 || left || displaced > 0) return undefined;
      // Who counts has to be who holds them.
      if (meetsSeveral(evidence)) return undefined;
      const { before, during, after } = counted;
      const text = `${before} connections are counted before, ${during} while ${held} are held, ${after} after they are closed`;
      const items = [{ probe: "census" as const, text }];
      if (during === 0)
        return { cause: "self-description-wrong", confidence: 0.88, evidence: items };
      if (during < before + held || after - before <= held * mostLetGo) return undefined;
      // Whoever lets go of some and keeps others does count; one that only ever rises may count arrivals.
      const isSelective = after < during;
      return {
        ...{ cause: "saturation", confidence: isSelective ? 0.9 : 0.8, evidence: items },
        others: ["self-description-wrong"],
        experiment: "the process's own open sockets, beside what it counts",
      };
    },
  },
];

/** The census, where it may say something. Asks for it. */
export function censusOf(evidence: Evidence): CensusSaw | undefined {
  const front = evidence.of("front");
  if (front === undefined || !isServing(front) || !front.health.some(({ ok }) => ok))
    return undefined;
  if (new Set(front.revisions).size > 1) return undefined;
  return evidence.of("census");
}

/** Whether fresh connections meet more builds than the few that were asked at the front. */
export function meetsSeveral(evidence: Evidence): boolean {
  const members = evidence.of("census")?.members.filter(({ ok }) => ok) ?? [];
  const revisions = members.flatMap(({ revision }) => revision ?? []);
  if (new Set([...revisions, ...(evidence.of("front")?.revisions ?? [])]).size > 1) return true;
  return ["http", "ws"].some((way) => {
    const own = members.filter(({ via }) => via === way);
    const makes = tally(own).size;
    // Prints as many as there are connections are of connections, and not of builds.
    return makes > 1 && makes <= own.length / 2;
  });
}

function mixed({ members }: CensusSaw, via: "http" | "ws"): Finding | undefined {
  const good = members.filter((one) => one.via === via && one.ok);
  const prints = tally(good);
  if (prints.size < 2 || prints.size > good.length / 2) return undefined;
  // Builds that say who they are in so many words are told by their names.
  if (new Set(good.flatMap(({ revision }) => revision ?? [])).size > 1) return undefined;
  const shares = [...prints].map(([print, n]) => `${n} are "${print}"`).join(", ");
  const what = via === "http" ? "answers over HTTP" : "handshakes";
  return {
    ...{ cause: "mixed-revisions", confidence: 0.93 },
    evidence: [
      { probe: "census", text: `of ${good.length} ${what} on fresh connections, ${shares}` },
    ],
  };
}
