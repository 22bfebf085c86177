import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import type { CallSaw } from "../probes/call-saw.ts";
import type { FrontSaw } from "../probes/front-saw.ts";
import type { TokenAnswer, TokenForm } from "../probes/tokens-saw.ts";
import type { Rule } from "../rule.ts";
import { askedOnce, gatewayStatuses, isGateway, isServerError } from "./front-facts.ts";
import { cellFact, columnsOf, isSame, type TokenColumn, tableOf } from "./token-table.ts";

const bad: readonly TokenForm[] = ["wrong-signature", "absent", "malformed", "expired", "unsigned"];

/** Refusals that look like a crash, and crashes that look like refusals of everybody. */
export const maskedRules: readonly Rule[] = [
  {
    name: "a refusal that looks like a crash",
    judge(evidence) {
      const saw = tableOf(evidence);
      if (saw === undefined) return undefined;
      const columns = [...columnsOf(saw, "socket"), ...columnsOf(saw, "http")];
      const [finding] = columns.flatMap((column) => masked(column, evidence) ?? []);
      return finding;
    },
  },
  {
    name: "a crash for those who are let in",
    judge(evidence) {
      const saw = tableOf(evidence);
      if (saw === undefined) return undefined;
      const [finding] = columnsOf(saw, "socket").flatMap((column) => crashing(column) ?? []);
      return finding;
    },
  },
];

function masked(column: TokenColumn, evidence: Evidence): Finding | undefined {
  // Only where good tokens are served does the token make the difference.
  if (column.of("valid")?.how !== "served") return undefined;
  const crashed = bad.flatMap((form) => {
    const answer = column.of(form);
    if (answer === undefined) return [];
    const isFailure = answer.how === "crashed" || answer.how === "cut";
    const isCrash = isFailure && !isChance(answer, evidence);
    // Over HTTP the status says what it is, whatever the words.
    const speaks = !isFailure && answer.unspoken === true && column.place === "socket";
    return isCrash || speaks ? [{ form, answer, isCrash }] : [];
  });
  if (crashed.length === 0) return undefined;
  const certain = crashed.some(({ isCrash }) => isCrash);
  const valid = column.of("valid");
  return {
    ...{ cause: "refusal-masked", confidence: certain ? 0.94 : 0.9 },
    evidence: [
      ...crashed.slice(0, 3).map(({ form, answer }) => cellFact(column, form, answer)),
      ...(valid === undefined ? [] : [cellFact(column, "valid", valid)]),
    ],
  };
}

/** What routes answer now and then, whoever asks, says nothing of the token it happens to. */
function isChance({ status = 0 }: TokenAnswer, evidence: Evidence): boolean {
  if (status < 500) return false;
  const front = evidence.of("front");
  return front !== undefined && passingFailures(front).has(status);
}

/** Statuses of routes that failed and did well, both. Of a gateway's, one is as good as another. */
function passingFailures(front: FrontSaw): ReadonlySet<number> {
  const calls = [...askedOnce(front), ...front.again];
  const routeOf = ({ method, path }: CallSaw): string => `${method} ${path}`;
  const well = new Set(calls.filter(({ ok }) => ok).map(routeOf));
  const passing = calls.filter((saw) => isServerError(saw) && well.has(routeOf(saw)));
  const statuses = passing.flatMap(({ status }) => status ?? []);
  return new Set(passing.some(isGateway) ? [...statuses, ...gatewayStatuses] : statuses);
}

function crashing(column: TokenColumn): Finding | undefined {
  const valid = column.of("valid");
  const absent = column.of("absent");
  if (valid?.how !== "crashed" || absent === undefined) return undefined;
  // 501 and 505 say what is not spoken here, and 502 to 504 that somebody is not reached.
  if (valid.status !== undefined && valid.status > 500) return undefined;
  const forEverybody = isSame(valid, absent) && isSame(valid, column.of("wrong-signature"));
  const forMembers = absent.how === "refused";
  if (!forEverybody && !forMembers) return undefined;
  return {
    ...{ cause: "crash-at-accept", confidence: forMembers ? 0.92 : 0.88 },
    evidence: [cellFact(column, "valid", valid), cellFact(column, "absent", absent)],
  };
}
