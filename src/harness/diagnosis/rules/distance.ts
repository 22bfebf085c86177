import { roundTrips } from "../probes/pulses.ts";
import type { Rule } from "../rule.ts";
import { isBunched, isFar } from "./answers.ts";
import { openTalk } from "./ended.ts";

/** What the way between does to time. */
export const distanceRules: readonly Rule[] = [
  {
    name: "frames that come in bursts",
    judge(evidence) {
      const talk = openTalk(evidence);
      if (talk === undefined || !isBunched(talk)) return undefined;
      const { flushedAfterBytes, laterPulses, handshake } = talk;
      const text =
        flushedAfterBytes === undefined
          ? `${laterPulses.length} pongs of pings sent one by one arrive together, ${Math.round(Math.max(...roundTrips(laterPulses)))} ms after the first`
          : `nothing comes until ${flushedAfterBytes} bytes of pongs were asked for; then it comes at once`;
      const head = `the upgrade itself is answered within ${Math.round(handshake.answerMs ?? 0)} ms`;
      return {
        ...{ cause: "buffering", confidence: 0.93 },
        evidence: [text, head].map((fact) => ({ probe: "talk" as const, text: fact })),
      };
    },
  },
  {
    name: "round trips that take long wherever they are measured",
    judge(evidence) {
      const talk = openTalk(evidence);
      if (talk === undefined || isBunched(talk) || !isFar(talk)) return undefined;
      const trips = roundTrips([...talk.pulses, ...talk.laterPulses]);
      const { answerMs = 0 } = talk.handshake;
      const { roundTripMs } = talk.allowed;
      const list = trips.map((ms) => Math.round(ms)).join(", ");
      return {
        ...{ cause: "slow-network", confidence: 0.9, others: ["saturation"] },
        evidence: [
          { probe: "talk", text: `pongs take ${list} ms, where ${roundTripMs} ms are allowed` },
          { probe: "talk", text: `the upgrade is answered after ${Math.round(answerMs)} ms` },
        ],
        experiment: "the same from a place near the deployment",
      };
    },
  },
];
