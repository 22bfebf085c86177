import type { Report } from "../report.ts";
import { type ReportPair, sideOf } from "./comparison-side.ts";
import { about } from "./naming.ts";
import { setAside } from "./set-aside.ts";
import { unchangedRevision } from "./unchanged-revision.ts";

export const comparabilityRuleIds = [
  "same-run",
  "exchanged",
  "nothing-measured",
  "reference-on-one-side",
  "other-contract",
  "other-environment",
  "other-target",
  "other-version",
  "same-revision",
  "unknown-revision",
  "doubtful-before",
  "after-proves",
  "filtered",
  "quarantined",
] as const;

/** Something to know of two reports before anybody compares them. */
interface ComparabilityNote {
  readonly id: (typeof comparabilityRuleIds)[number];
  /** Because of it the two say nothing about each other. */
  readonly forbids: boolean;
  /** One sentence. */
  readonly because: string;
}

/** Whether two reports may be held against each other. */
export interface Comparability {
  readonly ok: boolean;
  readonly notes: readonly ComparabilityNote[];
}

/** One line of the table. */
interface ComparabilityRule extends Pick<ComparabilityNote, "id" | "forbids"> {
  readonly when: string;
  /** Why it applies; nothing when it does not. */
  readonly because: (pair: ReportPair) => string | undefined;
}

/** What is worth knowing of two reports: every rule that applies is said, and one that forbids is enough. */
export const comparabilityRules: readonly ComparabilityRule[] = [
  {
    id: "same-run",
    forbids: true,
    when: "both are reports of one run",
    because: ({ before, after }) =>
      before.run.id === after.run.id ? `both are reports of run ${after.run.id}` : undefined,
  },
  {
    id: "exchanged",
    forbids: true,
    when: "BEFORE did not start earlier than AFTER",
    because: ({ before, after }) =>
      before.run.id === after.run.id || isEarlier(before, after)
        ? undefined
        : `BEFORE started at ${before.run.startedAt}, and not earlier than AFTER, at ${after.run.startedAt}: were they exchanged?`,
  },
  {
    id: "nothing-measured",
    forbids: true,
    when: "one of them measured nothing: blocked, no target, or nothing ran",
    because: eachSide((report) => whyNothing(report)),
  },
  {
    id: "reference-on-one-side",
    forbids: true,
    when: "one of them ran against the reference backend, and the other did not",
    because: differing(
      ({ reference }) => (reference ? "the reference backend" : "a deployment"),
      "backends are of two kinds",
    ),
  },
  {
    id: "other-contract",
    forbids: false,
    when: "they were held to different contracts",
    because: differing(({ contract }) => `${contract.id} ${contract.hash}`, "contracts differ"),
  },
  {
    id: "other-environment",
    forbids: false,
    when: "they ran against different environments",
    because: differing(({ environment }) => environment, "environments differ"),
  },
  {
    id: "other-target",
    forbids: false,
    when: "they ran against different addresses",
    because: differing(({ http }) => http ?? "none", "targets differ"),
  },
  {
    id: "other-version",
    forbids: false,
    when: "different versions of gapproof ran them",
    because: differing(({ version }) => version ?? "unknown", "versions of gapproof differ"),
  },
  {
    id: "same-revision",
    forbids: false,
    when: "one revision answered both",
    because: (pair) => {
      const revision = unchangedRevision(pair);
      return revision === undefined
        ? undefined
        : `the revision has not changed (${revision}): whatever changed, it was not the deployment`;
    },
  },
  {
    id: "unknown-revision",
    forbids: false,
    when: "nobody knows which revision answered one of them",
    because: eachSide((report) =>
      sideOf(report).revision === null ? "nobody knows which revision answered" : undefined,
    ),
  },
  {
    id: "doubtful-before",
    forbids: false,
    when: "BEFORE was inconclusive itself",
    because: ({ before }) =>
      before.verdict === "inconclusive"
        ? `BEFORE was inconclusive: ${before.reasons.join("; ")}`
        : undefined,
  },
  {
    id: "after-proves",
    forbids: false,
    when: "AFTER was asked to prove gaps, not to verify that they are closed",
    because: ({ after }) =>
      after.mode === "prove"
        ? "AFTER was asked to prove gaps, and calls a closed one a failure: it should be a run of `gapproof verify`"
        : undefined,
  },
  {
    id: "filtered",
    forbids: false,
    when: "one of them was asked for a part of the checks only",
    because: (pair) =>
      isPartial(pair)
        ? "filtered: only checks that both runs were asked for are compared"
        : undefined,
  },
  {
    id: "quarantined",
    forbids: false,
    when: "AFTER bears a check that did not pass, in quarantine",
    because: ({ after }) => {
      const [told] = about([...setAside(after)], "check", "in quarantine after, and left out");
      return told;
    },
  },
];

/** Says what there is to know of two reports. Pure: same reports, same notes. */
export function comparabilityOf(pair: ReportPair): Comparability {
  const notes = comparabilityRules.flatMap(({ id, forbids, because: explain }) => {
    const because = explain(pair);
    return because === undefined ? [] : [{ id, forbids, because }];
  });
  return { ok: !notes.some(({ forbids }) => forbids), notes };
}

/** Whether one of the two was asked for a part of the checks only. */
export function isPartial({ before, after }: ReportPair): boolean {
  return before.run.filter !== undefined || after.run.filter !== undefined;
}

function isEarlier(before: Report, after: Report): boolean {
  return Date.parse(before.run.startedAt) < Date.parse(after.run.startedAt);
}

function whyNothing({ blocked, verdict, reasons, target, checks, journeys }: Report) {
  if (blocked !== undefined) return `blocked (${blocked.reason})`;
  if (verdict === "blocked") return `blocked (${reasons.join("; ")})`;
  if (target.http === null) return "no target was found";
  const ran = checks.some(({ state }) => state !== "skipped");
  const sampled = journeys.some((journey) => journey.of === "trials" && journey.n > 0);
  return ran || sampled ? undefined : "nothing ran";
}

function eachSide(ask: (report: Report) => string | undefined): ComparabilityRule["because"] {
  return function because({ before, after }) {
    const found = [
      ["BEFORE", ask(before)],
      ["AFTER", ask(after)],
    ].flatMap(([side, text]) => (text === undefined ? [] : [`${side}: ${text}`]));
    return found.length === 0 ? undefined : found.join("; ");
  };
}

/** Sides that measured nothing differ in everything: that has been said by then. */
function differing(
  ask: (side: ReturnType<typeof sideOf>) => string,
  what: string,
): ComparabilityRule["because"] {
  return function because({ before, after }) {
    const [was, is] = [sideOf(before), sideOf(after)];
    if (was.http === null || is.http === null || ask(was) === ask(is)) return undefined;
    return `${what}: ${ask(was)} before, ${ask(is)} after`;
  };
}
