import type { Evidence } from "../evidence.ts";
import type { EvidenceItem, Finding } from "../finding.ts";
import { outcomeOf } from "../probes/call-saw.ts";
import type { Rule } from "../rule.ts";
import { isSound } from "./answers.ts";
import { openTalk } from "./ended.ts";

/** Answers, streams and runs that end in their middle, where all else is whole. They ask for no probe. */
export const cutRules: readonly Rule[] = [
  {
    name: "runs on connections that end without a close frame",
    judge(evidence) {
      if (!evidence.has("run")) return undefined;
      const cut = (evidence.of("run")?.runs ?? []).filter(
        ({ closed, events }) => closed?.frame === false && events.length > 0,
      );
      if (cut.length < 2 || !isTalkSound(evidence)) return undefined;
      const facts = cut.map(
        ({ name, events }): EvidenceItem => ({
          probe: "run",
          text: `${name}: the connection ends after ${events.length} events, without a close frame`,
        }),
      );
      return found([
        ...facts,
        { probe: "talk", text: "other messages are answered and end nothing" },
      ]);
    },
  },
  {
    name: "event streams that end in their middle",
    judge(evidence) {
      const saw = evidence.known("stream");
      const streams = [saw?.plain, saw?.slow, saw?.failing].flatMap((one) => one ?? []);
      const cut = streams.filter(({ ending, ok }) => ok && ending === "cut-off");
      if (cut.length < 2 || cut.length < streams.length) return undefined;
      return found(
        cut.map(({ name, records }) => ({
          probe: "stream",
          text: `${name} is cut off after ${records.length} records`,
        })),
      );
    },
  },
  {
    name: "an answer over HTTP that ends in its middle",
    judge(evidence) {
      const front = evidence.known("front");
      if (front === undefined) return undefined;
      const cut = front.again.filter(({ failure = "" }) => hangUp.test(failure));
      const whole = front.open.filter(({ status }) => status !== undefined);
      if (cut.length === 0 || whole.length <= front.open.length / 2) return undefined;
      return found([
        ...cut.map((call): EvidenceItem => ({ probe: "front", text: `twice ${outcomeOf(call)}` })),
        { probe: "front", text: `${whole.length} other answers come whole` },
      ]);
    },
  },
];

/** A connection that ended before its answer did, in the words of Node and of undici. */
const hangUp = /UND_ERR_SOCKET|ECONNRESET|EPIPE|HANG_UP/;

function isTalkSound(evidence: Evidence): boolean {
  if (!evidence.has("talk")) return false;
  const talk = openTalk(evidence);
  return talk !== undefined && isSound(talk);
}

function found(evidence: readonly EvidenceItem[]): Finding {
  return { cause: "connection-cut", confidence: 0.87, evidence };
}
