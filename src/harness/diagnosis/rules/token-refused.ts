import type { CauseId } from "../../../ground/cause.ts";
import type { EvidenceItem, Finding } from "../finding.ts";
import type { TokenForm, TokensSaw } from "../probes/tokens-saw.ts";
import type { Rule } from "../rule.ts";
import { clockFacts, hinted, isSkewed, ladder, others } from "./token-hints.ts";
import { isShut, type Refusal, refusalAt } from "./token-refusal.ts";
import { cellFact, columnsOf, isSame, type TokenColumn, tableOf } from "./token-table.ts";

type Judgement = (refusal: Refusal) => Finding | undefined;

/** Good tokens that are refused. */
export const refusedRules: readonly Rule[] = [
  {
    name: "a good token that is refused",
    judge(evidence) {
      const saw = tableOf(evidence);
      if (saw === undefined || !saw.enforced) return undefined;
      return (["socket", "http"] as const).flatMap((place) => {
        const refusal = refusalAt(saw, place, evidence);
        return refusal === undefined ? [] : (firstOf(refusal) ?? []);
      });
    },
  },
];

/** The surest test first; each looks only at what those before it left open. */
const judgements: readonly Judgement[] = [
  byOtherCarrier,
  byFreshLogin,
  byClock,
  byOtherSize,
  asAbsent,
  pastSignature,
  likeEverything,
  likeForged,
];

function firstOf(refusal: Refusal): Finding | undefined {
  for (const judgement of judgements) {
    const finding = judgement(refusal);
    if (finding !== undefined) return finding;
  }
  return undefined;
}

/** The same token counts in the same place when it travels otherwise. */
function byOtherCarrier({ here, ways, facts }: Refusal): Finding | undefined {
  const open = ways.filter((way) => way.of("valid")?.how === "served");
  // The same header brings the token when it is laid out otherwise: it arrives, and is not read.
  const header = here.carrier.split(" ", 1)[0];
  if (header === "subprotocol" && open.some(({ carrier }) => carrier.startsWith(header))) {
    const others = ["token-lost"] as const;
    return { cause: "contract-violation", confidence: 0.88, evidence: facts, others };
  }
  return open.length > 0 ? { cause: "token-lost", confidence: 0.94, evidence: facts } : undefined;
}

/** The token of a login counts, so it is ours that was signed with something else. */
function byFreshLogin({ here, facts }: Refusal): Finding | undefined {
  if (here.of("relogin")?.how !== "served") return undefined;
  return {
    ...{ cause: "secret-mismatch", confidence: 0.8, evidence: facts },
    others: ["claim-mismatch"],
    experiment: "run again with the signing secret of this deployment, or with none",
  };
}

function byClock({ here, saw, facts }: Refusal): Finding | undefined {
  const moved = (["early", "long"] as const).filter((form) => here.of(form)?.how === "served");
  const [form] = moved;
  const answer = form && here.of(form);
  if (form === undefined || answer === undefined) return undefined;
  const evidence = [cellFact(here, form, answer), ...facts, ...clockFacts(saw)];
  return { cause: "clock-skew", confidence: 0.96, evidence };
}

function byOtherSize({ here, facts }: Refusal): Finding | undefined {
  const answer = here.of("other-size");
  if (answer?.how !== "served") return undefined;
  const evidence = [cellFact(here, "other-size", answer), ...facts];
  return { cause: "claim-mismatch", confidence: 0.95, evidence };
}

/** Answered as if none had come, while a forged one is answered otherwise, here or elsewhere. */
function asAbsent({ here, valid, facts }: Refusal): Finding | undefined {
  const isLost = isSame(valid, here.of("absent")) && !isSame(valid, here.of("wrong-signature"));
  return isLost ? { cause: "token-lost", confidence: 0.92, evidence: facts } : undefined;
}

/** Forms that a verifier refuses for one reason each. */
const reasons: readonly (readonly [TokenForm, CauseId])[] = [
  ["other-audience", "claim-mismatch"],
  ["other-issuer", "claim-mismatch"],
  ["other-size", "claim-mismatch"],
  ["expired", "clock-skew"],
  ["future", "clock-skew"],
];

/** A wrong signature is answered otherwise: so the signature is right, and what it signs is not liked. */
function pastSignature(refusal: Refusal): Finding | undefined {
  const { here, valid, saw, facts } = refusal;
  const forged = here.of("wrong-signature");
  if (forged === undefined || isSame(valid, forged) || isSame(valid, here.of("absent"))) {
    return undefined;
  }
  const alike = reasons.find(([form]) => isSame(valid, here.of(form)));
  const answer = alike && here.of(alike[0]);
  if (alike === undefined || answer === undefined) return unlikeAny(refusal);
  const evidence = [cellFact(here, alike[0], answer), ...facts, ...clockFacts(saw)];
  return { cause: alike[1], confidence: 0.92, evidence };
}

/** Answered unlike any wrong time or claim. */
function unlikeAny({ here, valid, saw, countsElsewhere, facts }: Refusal): Finding {
  const isTried = here.of("early") !== undefined && here.of("other-issuer") !== undefined;
  // Without a reason where others get one: somebody behind the first verifier.
  const silent = isTried ? "secret-mismatch" : isSkewed(saw) ? "clock-skew" : "claim-mismatch";
  const cause = hinted([valid]) ?? silent;
  const tried = countsElsewhere ? 0.88 : 0.85;
  return {
    ...{ cause, confidence: isTried ? tried : 0.75 },
    evidence: [...facts, ...clockFacts(saw)],
    others: others(cause, ["secret-mismatch", "claim-mismatch", ...(isTried ? [] : clock)]),
    experiment: ladder,
  };
}

const clock: readonly CauseId[] = ["clock-skew"];
const early: readonly CauseId[] = ["edge-refuses", "origin-refused"];
const doubtful: readonly CauseId[] = [
  ...(["secret-mismatch", "token-lost", "claim-mismatch", "clock-skew"] as const),
];

function elsewhere({ place }: TokenColumn): "http" | "socket" {
  return place === "socket" ? "http" : "socket";
}

/** Old tokens, or ones for others, are refused otherwise than forged ones. */
function givesReasons(column: TokenColumn): boolean {
  const forged = column.of("wrong-signature");
  return (["expired", "other-audience", "other-issuer"] as const).some((form) => {
    const answer = column.of(form);
    return forged !== undefined && answer?.how === "refused" && !isSame(answer, forged);
  });
}

/** Every token, and none, gets the one answer: either nothing arrives, or nothing counts. */
function likeEverything({
  here,
  valid,
  ways,
  countsElsewhere,
  neighbour,
  facts,
  saw,
}: Refusal): Finding | undefined {
  if (!isSame(valid, here.of("absent"))) return undefined;
  const other = columnsOf(saw, elsewhere(here));
  const shut = [...ways, ...other].filter(isShut);
  const hint = hinted([valid, ...shut.flatMap((column) => column.of("valid") ?? [])]);
  // What is lost on every of several ways is no longer likely to be lost on the way, and what comes
  // by the same way next door is not lost on it.
  const arrives = shut.length >= 2 || neighbour !== undefined;
  const cause = hint ?? (arrives ? "secret-mismatch" : "token-lost");
  // Before the upgrade anything may have refused: an edge, a rule about origins.
  const isEarly = here.place === "socket" && valid.code === undefined;
  // Who gives no reasons to anybody says the same to a wrong claim as to a wrong signature.
  const tells = hint !== undefined || other.some(givesReasons);
  const sure = isEarly ? 0.75 : tells ? 0.86 : 0.8;
  return {
    ...{ cause, evidence: facts, experiment: ladder },
    confidence: arrives && countsElsewhere ? sure : 0.7,
    others: others(cause, [...doubtful, ...(isEarly ? early : [])]),
  };
}

/** Refused as a forged one is: the verifier cannot prove what is genuine. */
function likeForged({ here, valid, saw, countsElsewhere, facts }: Refusal): Finding | undefined {
  if (!isSame(valid, here.of("wrong-signature"))) return undefined;
  const minted = here.of("early") !== undefined;
  // Whoever gives reasons elsewhere and has but one here sees no difference here.
  const tells = countsElsewhere && columnsOf(saw, elsewhere(here)).some(givesReasons);
  const claims = (["expired", "other-audience", "other-issuer"] as const).map((form) =>
    here.of(form),
  );
  // Whoever tells old tokens from forged ones can prove signatures.
  const proves = claims.some((answer) => answer !== undefined && !isSame(answer, valid));
  if (proves) return claimsOf(facts, saw);
  const cause = countsElsewhere ? "secret-mismatch" : (hinted([valid]) ?? "secret-mismatch");
  const left: readonly CauseId[] = minted
    ? ["secret-mismatch", "claim-mismatch"]
    : ["secret-mismatch", "clock-skew", "claim-mismatch"];
  return {
    ...{ cause, evidence: [...facts, ...clockFacts(saw)] },
    confidence: minted && tells ? 0.95 : 0.8,
    others: minted && tells ? [] : others(cause, left),
    experiment: ladder,
  };
}

function claimsOf(facts: readonly EvidenceItem[], saw: TokensSaw): Finding {
  return {
    ...{ cause: "claim-mismatch", confidence: 0.6, experiment: ladder },
    evidence: [...facts, ...clockFacts(saw)],
    others: ["secret-mismatch"],
  };
}
