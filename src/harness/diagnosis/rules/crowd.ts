import type { Finding } from "../finding.ts";
import { isShort, tellRound } from "../probes/crowd.ts";
import type { RoundSaw } from "../probes/crowd-saw.ts";
import { mayDisplace } from "../probes/displacement.ts";
import type { Rule } from "../rule.ts";
import { isSound } from "./answers.ts";
import { openTalk } from "./ended.ts";

/** What only happens when several come at once. */
export const crowdRules: readonly Rule[] = [
  {
    name: "connections that fail only beside others",
    judge(evidence) {
      const talk = openTalk(evidence);
      if (talk === undefined || !isSound(talk)) return undefined;
      const rounds = evidence.of("crowd")?.rounds ?? [];
      const short = rounds.filter(isShort);
      return short.length === 0 ? undefined : judgeShort(rounds, short);
    },
  },
];

/** Statuses and codes that say there is no room: 429 and 503, and 1013 of the registry. */
const noRoom: readonly number[] = [429, 503, 1013];

function judgeShort(rounds: readonly RoundSaw[], short: readonly RoundSaw[]): Finding {
  const lots = rounds.filter(({ who }) => who === "different");
  const alone = short.every(({ who }) => who === "same") && lots.length > 0;
  if (alone && short.every(isDisplacing)) return displacementIn(short, lots);
  const told = short.flatMap(({ statuses, closeCodes }) => [...statuses, ...closeCodes]);
  const facts = [
    ...short.map(tellRound),
    ...(alone ? lots.map(tellRound) : []),
    "one connection by itself is served as the contract says",
  ];
  const evidence = facts.map((text) => ({ probe: "crowd" as const, text }));
  const served = short.every(({ greeted, kept }) => kept < greeted);
  if (alone && !served && !told.some((code) => noRoom.includes(code))) {
    return { cause: "crash-at-accept", confidence: 0.88, evidence, others: ["saturation"] };
  }
  return { cause: "saturation", confidence: 0.9, evidence, others: ["crash-at-accept"] };
}

/** All were greeted, and some made to go in due form: each user has but so many sessions. */
function isDisplacing({ size, greeted, kept, closeCodes, statuses }: RoundSaw): boolean {
  const isKept = greeted === size && kept > 0 && statuses.length === 0;
  return isKept && closeCodes.length > 0 && closeCodes.every(mayDisplace);
}

/** A crowd is never larger than the contract says: nobody else's would have been opened. */
function displacementIn(short: readonly RoundSaw[], lots: readonly RoundSaw[]): Finding {
  const facts = [
    ...[...short, ...lots].map(tellRound),
    "a session ends when its user opens another, and the contract's load.sockets promises as many at once",
  ];
  return {
    ...{ cause: "contract-violation", confidence: 0.86, others: ["saturation"] },
    evidence: facts.map((text) => ({ probe: "crowd" as const, text })),
    experiment:
      "who is right, the server or the contract: load.sockets is 1 where each user has a single session",
  };
}
