import type { CauseId } from "../../../ground/cause.ts";
import type { Finding } from "../finding.ts";
import type { AccessTopic, AccessTrial } from "../probes/access-saw.ts";
import type { Rule } from "../rule.ts";
import { isLax } from "./token-accepted.ts";
import { columnsOf, tableOf } from "./token-table.ts";

/** What a lapse means, by what the trial was about. */
const meanings: Readonly<Record<AccessTopic, CauseId>> = {
  stranger: "not-enforced",
  claimed: "not-enforced",
  origin: "not-enforced",
  key: "not-enforced",
  member: "claim-mismatch",
  "test-login": "http-error",
  reader: "permission-ignored",
  foreign: "data-foreign",
  sticky: "data-foreign",
  ended: "session-unended",
  kept: "contract-violation",
  leak: "credentials-leaked",
  unset: "settings-unpublished",
  cookie: "credentials-leaked",
  enumeration: "credentials-leaked",
  "same-user": "data-lost",
  lifetime: "self-description-wrong",
};

/** Topics that are explained by lapses of another: whoever serves strangers looks at nobody's permission. */
const explains: Partial<Record<AccessTopic, readonly AccessTopic[]>> = {
  stranger: ["claimed", "reader", "foreign", "ended"],
  claimed: ["foreign"],
  sticky: ["stranger", "claimed", "reader", "foreign", "ended", "member"],
};

/** Who got at what they must not get at. */
export const accessRules: readonly Rule[] = [
  {
    name: "somebody who gets at what is not theirs",
    judge(evidence) {
      const table = tableOf(evidence);
      if (table === undefined || !table.enforced) return undefined;
      // Where good tokens do not count, nothing can be said about bad ones.
      const [http] = columnsOf(table, "http");
      if (http !== undefined && http.of("valid")?.how !== "served") return undefined;
      const saw = evidence.of("access");
      if (saw === undefined) return undefined;
      // Where connections end by themselves, their ending says nothing about a token.
      const isRestless = evidence.known("talk")?.quiet?.end !== undefined;
      const trials = isRestless ? saw.trials.filter(({ topic }) => topic !== "kept") : saw.trials;
      const lapses = lapsesIn(trials, isLax(table));
      // Who is taken for somebody else gets at everything, and none of it is a lapse of its own.
      const mixups = lapses.length === 0 ? [] : (evidence.of("census")?.mixups ?? []);
      return mixups.length > 0 ? undefined : lapses;
    },
  },
];

function lapsesIn(trials: readonly AccessTrial[], lax: boolean): readonly Finding[] {
  const byTopic = new Map<AccessTopic, readonly AccessTrial[]>();
  for (const trial of trials) {
    if (trial.lapsed) byTopic.set(trial.topic, [...(byTopic.get(trial.topic) ?? []), trial]);
  }
  const explained = [...byTopic.keys()].flatMap((topic) => explains[topic] ?? []);
  if (lax) explained.push("stranger", ...(explains.stranger ?? []));
  return [...byTopic]
    .filter(([topic]) => !explained.includes(topic))
    .map(([topic, lapses]) => findingOf(topic, lapses, trials));
}

function findingOf(
  topic: AccessTopic,
  lapses: readonly AccessTrial[],
  trials: readonly AccessTrial[],
): Finding {
  const kept = trials.find((trial) => trial.topic === topic && !trial.lapsed);
  const told = [...lapses.slice(0, 4), ...(kept === undefined ? [] : [kept])];
  const evidence = told.map(({ text }) => ({ probe: "access" as const, text }));
  if (topic === "member") {
    // Who is nobody by one operation may not have been kept, and by all of them is told apart from others.
    return {
      ...{ cause: meanings[topic], confidence: 0.8, others: ["http-error", "data-lost"], evidence },
      experiment: "decode the token and hold its claims against what this operation reads",
    };
  }
  if (topic === "reader" && kept !== undefined) {
    // It is looked at elsewhere: perhaps here, too, and the caller is taken for somebody who may.
    return {
      ...{ cause: meanings[topic], confidence: 0.84, others: ["data-foreign"], evidence },
      experiment: "whose is what was written: the caller's, or somebody else's",
    };
  }
  return { cause: meanings[topic], confidence: 0.95, evidence };
}
