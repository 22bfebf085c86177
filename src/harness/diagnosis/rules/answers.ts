import { opcodes } from "../../wire/raw/frames.ts";
import type { Finding } from "../finding.ts";
import { median, roundTrips } from "../probes/pulses.ts";
import type { StepSaw, TalkSaw } from "../probes/talk-saw.ts";
import type { Rule } from "../rule.ts";
import { openTalk } from "./ended.ts";

/** Answers that do not come, come late, or are not what the contract says. */
export const answerRules: readonly Rule[] = [
  rule("a connection on which nothing comes", judgeDumb),
  rule("a connection that dies of silence", judgeQuiet),
  rule("a welcome that does not come in time", judgeWelcome),
  rule("a welcome of another kind", judgeOtherWelcome),
  rule("messages that are not answered", judgeUnanswered),
  rule("ping frames without a pong", judgePongs),
  rule("what is said before the welcome", judgeEager),
  rule("answers that come twice, and ids that are shared", judgeTwice),
];

function rule(name: string, judge: (talk: TalkSaw) => Finding | undefined): Rule {
  return {
    name,
    judge(evidence) {
      const talk = openTalk(evidence);
      if (talk === undefined) return undefined;
      // A connection that was ended is another matter than one that is not answered, and so is a slow way.
      const isOther = talk.end !== undefined || isFar(talk) || isBunched(talk);
      return isOther ? undefined : judge(talk);
    },
  };
}

function found(cause: Finding["cause"], confidence: number, ...facts: readonly string[]): Finding {
  return { cause, confidence, evidence: facts.map((text) => ({ probe: "talk", text })) };
}

function pongsIn({ pulses }: TalkSaw): readonly number[] {
  return roundTrips(pulses);
}

function answered({ steps }: TalkSaw): readonly StepSaw[] {
  return steps.filter(({ answeredAtMs }) => answeredAtMs !== undefined);
}

function missed({ steps }: TalkSaw): readonly StepSaw[] {
  return steps.filter(({ answeredAtMs }) => answeredAtMs === undefined);
}

function judgeDumb(talk: TalkSaw): Finding | undefined {
  const { pulses, frames, steps, greeting } = talk;
  if (pulses.length === 0 || pongsIn(talk).length > 0 || answered(talk).length > 0)
    return undefined;
  const isMute = frames.every(({ opcode }) => opcode === opcodes.close);
  if (!isMute && (greeting.afterMs === undefined || steps.length < 2)) return undefined;
  if (frames.length > 0) return dumbAfter(isMute ? "the 101" : "the welcome", talk);
  return {
    ...found(
      "half-open",
      0.88,
      "the upgrade is answered with 101, and no frame follows: no pong, no answer, no end",
      ...(talk.quiet?.greeting.afterMs === undefined
        ? ["a second connection hears nothing too"]
        : []),
    ),
    others: ["buffering", "app-stall"],
    experiment: "the same at the origin's own address (--direct URL)",
  };
}

/** Who answers a close frame is there, and carries both ways; of who was not asked to close, less is known. */
function dumbAfter(what: string, { goodbye }: TalkSaw): Finding {
  const nothing = `after ${what} nothing comes any more: no pong, no answer`;
  if (goodbye?.answered === false)
    return found("half-open", 0.88, `${nothing}, not even to a close frame, and no end`);
  const experiment = "the server's own stack at that moment: whether it waits, or has read nothing";
  if (goodbye === undefined)
    return {
      ...found("half-open", 0.7, `${nothing}, and no end`),
      others: ["app-stall"],
      experiment,
    };
  return {
    ...found(
      "app-stall",
      0.7,
      nothing,
      "a close frame is answered: the connection carries both ways",
    ),
    others: ["half-open"],
    experiment,
  };
}

/** The transport lived, and then did not: no pong and no close frame came any more. */
function isDead({ pulses, goodbye }: TalkSaw): boolean {
  const answers = roundTrips(pulses).length;
  return answers > 0 && pulses.at(-1)?.pongAtMs === undefined && goodbye?.answered === false;
}

function judgeQuiet(talk: TalkSaw): Finding | undefined {
  const { quiet } = talk;
  if (isDead(talk)) {
    return found(
      "half-open",
      0.88,
      "ping frames and messages were answered, then nothing is, not even a close frame",
      "and the connection does not end",
    );
  }
  if (quiet?.alive !== false || pongsIn(talk).length === 0 || answered(talk).length === 0)
    return undefined;
  return found(
    "half-open",
    0.88,
    "after a short silence a connection has no pong and no end",
    "one that is spoken on answers meanwhile",
  );
}

function judgeWelcome(talk: TalkSaw): Finding | undefined {
  const { greeting, welcomed, quiet, allowed } = talk;
  if (!welcomed || greeting.instead.length > 0) return undefined;
  const pongs = pongsIn(talk);
  if (pongs.length === 0) return undefined;
  const pong = median(pongs) ?? 0;
  const pongFact = `ping frames are answered within ${Math.round(pong)} ms`;
  if (greeting.afterMs === undefined) {
    const second = quiet?.greeting.afterMs === undefined ? ["nor does it on a second one"] : [];
    const fact = `no welcome within ${allowed.welcomeMs} ms of the 101`;
    return found("app-stall", answered(talk).length === 0 ? 0.92 : 0.87, fact, ...second, pongFact);
  }
  const greetings = [greeting.afterMs, quiet?.greeting.afterMs ?? greeting.afterMs];
  const least = Math.min(...greetings);
  if (least < allowed.meanConnectMs || least < 3 * pong) return undefined;
  const fact = `welcomes come after ${greetings.map((ms) => Math.round(ms)).join(" and ")} ms`;
  const most = `connections are to be greeted within ${allowed.meanConnectMs} ms on average`;
  return found("app-stall", 0.87, fact, most, pongFact);
}

function judgeOtherWelcome(talk: TalkSaw): Finding | undefined {
  const { greeting, welcomed } = talk;
  if (!welcomed) return undefined;
  if (greeting.afterMs === undefined && greeting.instead.length > 0) {
    return found(
      "contract-violation",
      0.9,
      `"${greeting.instead[0]}" comes in place of the welcome`,
    );
  }
  if (greeting.unannounced.length === 0) return undefined;
  const lacks = greeting.unannounced.join(", ");
  return found("contract-violation", 0.88, `the welcome does not announce ${lacks}`);
}

function judgeUnanswered(talk: TalkSaw): Finding | undefined {
  const silent = isDead(talk) ? [] : missed(talk);
  if (silent.length === 0 || pongsIn(talk).length === 0) return undefined;
  if (talk.welcomed && talk.greeting.afterMs === undefined) return undefined;
  const other = silent.filter(({ instead }) => instead.length > 0);
  const names = [...new Set(silent.map(({ name }) => name))].join(", ");
  const good = [...new Set(answered(talk).map(({ name }) => name))].join(", ");
  const pongFact = `ping frames are answered within ${Math.round(median(pongsIn(talk)) ?? 0)} ms`;
  const [first] = other;
  if (first !== undefined && other.length === silent.length) {
    const fact = `"${names}" is answered with ${first.instead[0]}`;
    return found("contract-violation", 0.88, fact);
  }
  const alive = good === "" ? [] : [`answered: ${good}`];
  return {
    ...found("app-stall", good === "" ? 0.93 : 0.87, `not answered: ${names}`, ...alive, pongFact),
    ...(good === "" ? {} : { others: ["contract-violation"] }),
  };
}

function judgePongs(talk: TalkSaw): Finding | undefined {
  if (pongsIn(talk).length > 0 || talk.pulses.length === 0) return undefined;
  const lively = answered(talk).length;
  if (lively === 0) return undefined;
  return {
    ...found(
      "protocol-violation",
      0.9,
      `${talk.pulses.length} ping frames have no pong (RFC 6455, 5.5.3)`,
      `${lively} messages sent after them are answered`,
    ),
    others: ["buffering"],
  };
}

function judgeEager(talk: TalkSaw): Finding | undefined {
  const { eager } = talk;
  if (eager === undefined || eager.early || !eager.later) return undefined;
  return found(
    "contract-violation",
    0.87,
    "a message sent right after the 101 is never answered, the same one after the welcome is",
  );
}

function judgeTwice(talk: TalkSaw): Finding | undefined {
  const { pings, sharedId } = talk;
  if (sharedId)
    return found("contract-violation", 0.88, "two connections at once have the same id");
  if (pings.answers <= pings.sent) return undefined;
  return found("contract-violation", 0.87, `${pings.sent} pings have ${pings.answers} answers`);
}

/** Everything takes longer than is allowed, the answer to the upgrade too. */
export function isFar({ pulses, laterPulses, handshake, allowed }: TalkSaw): boolean {
  const trip = median(roundTrips([...pulses, ...laterPulses])) ?? 0;
  return trip > allowed.roundTripMs && (handshake.answerMs ?? 0) > allowed.roundTripMs / 3;
}

/** A conversation as the contract describes it, so that rarer things are worth looking at. */
export function isSound(talk: TalkSaw): boolean {
  return (
    talk.end === undefined &&
    talk.quiet?.end === undefined &&
    talk.quiet?.alive !== false &&
    (!talk.welcomed || talk.greeting.afterMs !== undefined) &&
    pongsIn(talk).length > 0 &&
    missed(talk).length === 0 &&
    talk.violations.length === 0 &&
    !isFar(talk) &&
    !isBunched(talk)
  );
}

/** Pongs of pings that were sent one after the other come at one moment, twice in a row. */
export function isBunched({ handshake, pulses, laterPulses, flushedAfterBytes }: TalkSaw): boolean {
  if (flushedAfterBytes !== undefined) return true;
  // On a slow way the answer to the upgrade is as late as everything else.
  const [first] = pulses;
  if (first === undefined || laterPulses.length < 3) return false;
  const trips = roundTrips(laterPulses);
  const arrivals = laterPulses.flatMap(({ pongAtMs }) => pongAtMs ?? []);
  if (trips.length < laterPulses.length) return false;
  const spread = Math.max(...arrivals) - Math.min(...arrivals);
  const sentOver = (laterPulses.at(-1)?.sentAtMs ?? 0) - (laterPulses[0]?.sentAtMs ?? 0);
  const answerMs = handshake.answerMs ?? Number.POSITIVE_INFINITY;
  return spread < sentOver / 4 && answerMs < Math.max(...trips) / 4;
}
