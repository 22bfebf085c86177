import type { CauseId } from "../../../ground/cause.ts";
import type { Finding } from "../finding.ts";
import { tellEnd } from "../probes/endings.ts";
import { tellRung } from "../probes/payloads.ts";
import type { PayloadsSaw, RungSaw } from "../probes/payloads-saw.ts";
import type { Rule } from "../rule.ts";
import { isSound } from "./answers.ts";
import { openTalk } from "./ended.ts";

/** What size and amount do to a connection. */
export const payloadRules: readonly Rule[] = [
  rule("messages that are too long for the server and not for the contract", judgeRungs),
  rule("a message that is too long and taken", judgeOver),
  rule("a connection that carries only so much", judgeVolume),
  rule("a way that is narrow", judgeRate),
];

/** Below this, a way is narrow. Bytes a second. */
const narrow = 65_536;

function rule(name: string, judge: (saw: PayloadsSaw) => Finding | undefined): Rule {
  return {
    name,
    judge(evidence) {
      const talk = openTalk(evidence);
      if (talk === undefined || !isSound(talk)) return undefined;
      const saw = evidence.of("payloads");
      return saw === undefined ? undefined : judge(saw);
    },
  };
}

function found(cause: CauseId, confidence: number, ...facts: readonly string[]): Finding {
  const evidence = facts.map((text) => ({ probe: "payloads" as const, text }));
  return { cause, confidence, evidence };
}

function judgeRungs({ rungs, promisedBytes }: PayloadsSaw): Finding | undefined {
  const failed = rungs.find(({ answerMs }) => answerMs === undefined);
  if (failed === undefined) return undefined;
  const good = rungs.filter(({ answerMs, form }) => answerMs !== undefined && form === "plain");
  const largest = good.at(-1);
  const facts = [
    tellRung(failed),
    ...(largest === undefined ? [] : [tellRung(largest)]),
    ...(promisedBytes === undefined ? [] : [`the contract says ${promisedBytes} bytes are taken`]),
  ];
  if (failed.form === "fragments") {
    const whole = rungs.find(({ bytes, form }) => bytes === failed.bytes && form === "letters");
    // Where nothing of that size is answered, the pieces are not to blame.
    if (whole?.answerMs === undefined) return undefined;
    return {
      ...found(
        "protocol-violation",
        0.88,
        ...facts,
        "whole messages of that size are answered in one frame",
      ),
      others: ["contract-violation"],
    };
  }
  return { ...failureOf(failed), evidence: found("contract-violation", 0, ...facts).evidence };
}

function failureOf({ end }: RungSaw): Pick<Finding, "cause" | "confidence" | "others"> {
  if (end?.closed === true) return { cause: "contract-violation", confidence: 0.9 };
  if (end !== undefined) {
    return { cause: "connection-cut", confidence: 0.75, others: ["contract-violation"] };
  }
  return { cause: "app-stall", confidence: 0.7, others: ["contract-violation", "half-open"] };
}

function judgeOver({ over }: PayloadsSaw): Finding | undefined {
  if (over === undefined || over.asPromised) return undefined;
  if (over.taken) {
    const fact = `a message of ${over.bytes} bytes is answered, and one byte less is the most`;
    return found("contract-violation", 0.9, fact);
  }
  const how = over.end === undefined ? "is not answered" : `the server ${tellEnd(over.end)}`;
  return {
    ...found("contract-violation", 0.6, `a message of ${over.bytes} bytes: ${how}`),
    others: ["connection-cut"],
  };
}

function judgeVolume({ volume }: PayloadsSaw): Finding | undefined {
  // What ends by age alone is for those that are held.
  if (volume === undefined || volume.alive || volume.agedToo === true) return undefined;
  const { cameBytes, askedBytes, end } = volume;
  const fact = `of ${askedBytes} bytes of pongs ${cameBytes} come`;
  if (end === undefined) {
    return found(
      "half-open",
      0.9,
      fact,
      "then nothing, while the connection stands and new ones work",
    );
  }
  if (end.closed) {
    return {
      ...found("saturation", 0.7, fact, `the server ${tellEnd(end)}`),
      others: ["connection-cut"],
    };
  }
  return found("connection-cut", 0.92, fact, `then the server ${tellEnd(end)}`);
}

function judgeRate({ rungs }: PayloadsSaw): Finding | undefined {
  const plain = rungs.filter(({ form, answerMs }) => form === "plain" && answerMs !== undefined);
  const [small] = plain;
  const large = plain.at(-1);
  if (small === undefined || large === undefined || large.bytes < 8 * small.bytes) return undefined;
  const longer = (large.answerMs ?? 0) - (small.answerMs ?? 0);
  const rate = ((large.bytes - small.bytes) / longer) * 1_000;
  if (longer < 150 || rate > narrow) return undefined;
  const fact = `${tellRung(small)}, ${tellRung(large)}: ${Math.round(rate / 1_024)} KiB a second`;
  return { ...found("slow-network", 0.88, fact), others: ["saturation"] };
}
