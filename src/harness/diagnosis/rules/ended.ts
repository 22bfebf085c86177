import type { CauseId } from "../../../ground/cause.ts";
import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { tellEnd } from "../probes/endings.ts";
import type { EndSaw, TalkSaw } from "../probes/talk-saw.ts";
import type { Rule } from "../rule.ts";
import { askServer, deathAtAccept, handlerDied, isDeathOfHandler } from "./handler-death.ts";

/** Connections that end although nobody ended them. */
export const endedRules: readonly Rule[] = [
  {
    name: "an upgrade that is ended or left without an answer",
    judge: judgeUnanswered,
  },
  {
    name: "a connection that ends as soon as it stands",
    judge(evidence) {
      const talk = openTalk(evidence);
      const end = talk === undefined ? undefined : endAtOpen(talk);
      if (talk === undefined || end === undefined) return undefined;
      return deathAtAccept(talk, end, evidence) ?? atAccept(talk, end);
    },
  },
  {
    name: "a connection that ends at a message",
    judge(evidence) {
      const talk = openTalk(evidence);
      if (talk?.end === undefined || endAtOpen(talk) !== undefined || isOfAge(talk)) {
        return undefined;
      }
      return atMessage(talk, talk.end, talk.end.step);
    },
  },
  {
    name: "a connection that ends because nothing is said on it",
    judge(evidence) {
      const talk = openTalk(evidence);
      const { quiet, goodbye } = talk ?? {};
      if (quiet?.end === undefined || talk?.end !== undefined || goodbye === undefined)
        return undefined;
      if (quiet.end.turnsAway) return undefined;
      return {
        ...{ cause: "idle-timeout", confidence: 0.86, others: ["crash-at-accept"] },
        evidence: [
          `a connection on which nothing is said: the server ${tellEnd(quiet.end)} after ${Math.round(quiet.end.atMs)} ms`,
          "one that is spoken on lives more than twice as long",
        ].map((text) => ({ probe: "talk" as const, text })),
        experiment: askServer,
      };
    },
  },
  {
    name: "a close frame that is answered with an end",
    judge(evidence) {
      const talk = openTalk(evidence);
      const { goodbye } = talk ?? {};
      if (goodbye === undefined || goodbye.answered || goodbye.ending === undefined)
        return undefined;
      if (goodbye.ending.kind === "local") return undefined;
      const how = goodbye.ending.kind === "reset" ? "a reset" : "FIN";
      return {
        ...{ cause: "connection-cut", confidence: 0.88 },
        evidence: [
          {
            probe: "talk",
            text: `our close frame is answered with ${how} instead of a close frame (RFC 6455, 5.5.1)`,
          },
        ],
      };
    },
  },
];

/** The conversation, where a connection stood and an upgrade is known to be answered with 101. */
export function openTalk(evidence: Evidence): TalkSaw | undefined {
  const offer = evidence.of("offer");
  if (offer === undefined || !offer.switched) return undefined;
  const talk = evidence.of("talk");
  return talk?.switched === true ? talk : undefined;
}

/** Age at which a connection that ended has been open for a while. Milliseconds. */
const youngMs = 150;

function isWordless({ step }: { readonly step: string }): boolean {
  return step === "open" || step === "ping frames";
}

/** Time after a greeting in which a silence may have been too long already. Milliseconds. */
const promptMs = 60;

/** It was open for a while, and what was said last ends no other connection: time did, or an amount. */
export function isOfAge({ end, again, steps, quiet }: TalkSaw): boolean {
  if (end === undefined || end.pendingBytes > 0) return false;
  if (isWordless(end)) return end.afterGreetingMs >= promptMs;
  if (quiet?.end !== undefined && quiet.end.atMs >= promptMs) return true;
  const borne = steps.some(
    ({ name, answeredAtMs }) => name === end.step && answeredAtMs !== undefined,
  );
  if (end.step === "ping again" && borne) return !end.closed || end.atMs >= youngMs + promptMs;
  return again?.ended === false;
}

/** How it ended, where that has nothing to do with what was said. */
function endAtOpen({ end, quiet, greeting }: TalkSaw): EndSaw | undefined {
  if (end === undefined) return undefined;
  if (end.step === "open" && greeting.afterMs === undefined) return end;
  if (isWordless(end)) return end.afterGreetingMs < 2 * youngMs ? end : undefined;
  const other = quiet?.end?.atMs;
  if (other === undefined || other > youngMs) return undefined;
  return end.atMs < 2 * other + 10 ? end : undefined;
}

function judgeUnanswered(evidence: Evidence): Finding | undefined {
  const offer = evidence.of("offer");
  if (offer === undefined || offer.switched) return undefined;
  const { status, noHttp, connectMs, failure, ending } = offer.handshake;
  if (status !== undefined || noHttp !== undefined || connectMs === undefined) return undefined;
  const both = { sent: offer.handshake.sent, received: offer.handshake.received };
  const end = ending ?? offer.ending;
  const stood = `TCP stands after ${Math.round(connectMs)} ms`;
  if (end !== undefined && end.kind !== "local") {
    const how = end.kind === "reset" ? "is reset" : "ends (FIN)";
    return {
      ...{ cause: "connection-cut", confidence: 0.85, others: ["http2-only", "crash-at-accept"] },
      evidence: [
        { probe: "offer", text: `${stood} and ${how} before the upgrade is answered`, ...both },
      ],
      experiment: askServer,
    };
  }
  if (failure !== "ANSWER_TIMED_OUT") return undefined;
  // Somebody answers who is slow with everything: that is no way that moves nothing.
  if (evidence.of("plain")?.patient?.handshake.status !== undefined) return undefined;
  return {
    ...{ cause: "half-open", confidence: 0.85, others: ["app-stall"] },
    evidence: [{ probe: "offer", text: `${stood}, and the upgrade is never answered`, ...both }],
    experiment: askServer,
  };
}

function atAccept(talk: TalkSaw, end: EndSaw): Finding | undefined {
  // Whether somebody was turned away is for the tokens to say.
  if (end.turnsAway) return undefined;
  const { quiet, greeting, welcomed } = talk;
  const when = greeting.afterMs === undefined ? "before a welcome" : "right after the welcome";
  const again =
    quiet?.end === undefined ? [] : [`a second connection: the server ${tellEnd(quiet.end)}`];
  const facts = [`the server ${tellEnd(end)} ${welcomed ? when : "at once"}, unasked`, ...again];
  const { confidence, ...cause } = atAcceptCause(end, again.length > 0);
  return {
    ...cause,
    // A silence may have been too long by then: connections that are held will tell.
    confidence: isOfAge(talk) ? Math.min(confidence, 0.75) : confidence,
    evidence: facts.map((text) => ({ probe: "talk" as const, text })),
    experiment: askServer,
  };
}

/** Nothing was said, so the kind of ending is all there is: the code only chooses among what is left. */
function atAcceptCause(
  { closed, code }: EndSaw,
  repeats: boolean,
): Pick<Finding, "cause" | "confidence" | "others"> {
  if (!closed) {
    const others: readonly CauseId[] = ["crash-at-accept", "lifetime-limit"];
    return { cause: "connection-cut", confidence: repeats ? 0.88 : 0.7, others };
  }
  if (code === 1013) {
    return { cause: "saturation", confidence: 0.85, others: ["crash-at-accept", "draining"] };
  }
  if (code === 1001 || code === 1012) {
    return { cause: "draining", confidence: 0.85, others: ["crash-at-accept"] };
  }
  const others: readonly CauseId[] = ["secret-mismatch", "refusal-masked"];
  return { cause: "crash-at-accept", confidence: repeats ? 0.9 : 0.75, others };
}

function atMessage(talk: TalkSaw, end: EndSaw, step: string): Finding | undefined {
  const { steps, quiet, said } = talk;
  const same = steps.filter(
    ({ name, answeredAtMs }) => name.startsWith("ping") && answeredAtMs !== undefined,
  );
  const facts = [
    `the server ${tellEnd(end)} at "${step}", message ${said} of this connection`,
    ...(quiet?.end === undefined ? ["a connection that says nothing stays open meanwhile"] : []),
  ];
  if (talk.again?.ended === true) facts.push(`the same message ends a fresh connection too`);
  // What was answered before is no longer borne: it is not what is said but how much.
  const borne = step === "ping again" ? same.length : 0;
  if (borne > 0) facts.push(`the same message was answered ${borne} times before`);
  return {
    ...(borne === 0 && isDeathOfHandler(talk, end) ? handlerDied : atMessageCause(end, borne > 0)),
    evidence: facts.map((text) => ({ probe: "talk" as const, text })),
    experiment: askServer,
  };
}

/** Codes a server takes a frame for broken with (RFC 6455 section 7.4.1): ours was not. */
const takenForBroken: readonly number[] = [1002, 1003, 1007, 1009, 1010];

function atMessageCause(
  { closed, code, pendingBytes }: EndSaw,
  borneBefore: boolean,
): Pick<Finding, "cause" | "confidence" | "others"> {
  if (!closed) {
    const confidence = borneBefore ? 0.7 : 0.88;
    const others: readonly CauseId[] = ["crash-on-message", "lifetime-limit"];
    return { cause: "connection-cut", confidence: pendingBytes > 0 ? 0.95 : confidence, others };
  }
  if (code === 1001 || code === 1012) {
    return { cause: "draining", confidence: 0.85, others: ["crash-on-message"] };
  }
  if (borneBefore) return { cause: "saturation", confidence: 0.86, others: ["crash-on-message"] };
  if (code !== undefined && takenForBroken.includes(code)) {
    return { cause: "contract-violation", confidence: 0.9, others: ["crash-on-message"] };
  }
  if (code === 1013) return { cause: "saturation", confidence: 0.85, others: ["crash-on-message"] };
  return { cause: "crash-on-message", confidence: 0.92, others: [] };
}
