import type { RawHandshake } from "../../wire/raw/handshake.ts";
import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import type { PlainAnswer } from "../probes/plain-saw.ts";
import type { Rule } from "../rule.ts";
import { type Attempt, firstAttempts, proof } from "./attempt.ts";

/** An answer in less says that the network is not what keeps another from coming. Milliseconds. */
const promptMs = 500;

/** Upgrades that get no HTTP answer. */
export const unansweredRules: readonly Rule[] = [
  {
    name: "upgrades that are cut before an answer",
    judge(evidence) {
      const cut = allOf(evidence, isCut);
      if (cut === undefined) return undefined;
      const plain = evidence.of("plain");
      const isPlainServed = plain?.routes[0]?.handshake.status !== undefined;
      const how = cut.upgrade.handshake.failure ?? "FIN";
      return {
        ...{ cause: "connection-cut", confidence: 0.92 },
        evidence: [
          proof(cut, `every upgrade is cut before its answer (${how})`),
          {
            probe: "plain",
            text: isPlainServed ? "plain requests are answered" : "so are plain requests",
          },
        ],
      };
    },
  },
  {
    name: "a network that moves nothing",
    judge(evidence) {
      const { routes = [], undeclared, health, patient } = evidence.of("plain") ?? {};
      const all = [...routes, undeclared ?? [], health ?? []].flat();
      // One may be late where the network is; not all of them.
      if (all.length < 2 || !all.every(({ handshake }) => isSilent(handshake))) return undefined;
      if (patient?.handshake.status !== undefined) return lateAnswer(patient);
      const text = `connections stand, and none of ${all.length} requests is answered`;
      return {
        ...{ cause: "half-open", confidence: 0.93, blocks: true },
        evidence: [{ probe: "plain", text }],
      };
    },
  },
  {
    name: "upgrades that are never answered",
    judge(evidence) {
      const [first] = firstOnly(evidence);
      if (first === undefined || !isSilent(first.upgrade.handshake)) return undefined;
      const served = evidence.of("plain")?.routes[0]?.handshake;
      if (served?.status === undefined) return undefined;
      // Answered as promptly as ever: it is not the network that is slow.
      const isPrompt = (served.answerMs ?? Number.POSITIVE_INFINITY) < promptMs;
      if (!isPrompt && allOf(evidence, isSilent) === undefined) return undefined;
      const text = "the connection stands, and the upgrade is not answered";
      return {
        ...{ cause: "half-open", confidence: 0.9, blocks: true },
        evidence: [proof(first, text), { probe: "plain", text: "plain requests are answered" }],
      };
    },
  },
  {
    name: "upgrades that are answered in something else than HTTP/1.1",
    judge(evidence) {
      const strange = allOf(evidence, ({ noHttp }) => noHttp !== undefined);
      if (strange === undefined) return undefined;
      const { noHttp = "" } = strange.upgrade.handshake;
      if (isHttp2(noHttp)) {
        return {
          ...{ cause: "http2-only", confidence: 0.94 },
          evidence: [proof(strange, "upgrades are answered in frames of HTTP/2 (RFC 9113)")],
        };
      }
      const isEverything = evidence.of("plain")?.routes[0]?.handshake.noHttp !== undefined;
      const begins = JSON.stringify(noHttp.slice(0, 24));
      return {
        ...{ cause: isEverything ? "wrong-server" : "protocol-violation", confidence: 0.86 },
        evidence: [proof(strange, `the answer to an upgrade is no HTTP: ${begins}`)],
      };
    },
  },
];

/** Who answers after all is there: a gateway that has given up, or somebody who is slow with everything. */
function lateAnswer({ path, handshake }: PlainAnswer): Finding {
  const { status = 0, answerMs = 0, sent, received } = handshake;
  const seconds = (answerMs / 1000).toFixed(1);
  const text = `nothing is answered at first; ${path}, waited for longer, is answered with ${status} after ${seconds} s`;
  const evidence = [{ probe: "plain" as const, text, sent, received }];
  if (![502, 503, 504].includes(status)) return { cause: "app-stall", confidence: 0.6, evidence };
  return {
    ...{ cause: "nothing-listening", confidence: 0.9, blocks: true, evidence },
    others: ["blackhole", "app-stall"],
    experiment: "what the front says of who stands behind it: its log, or its page of statistics",
  };
}

/** The last of the first upgrades, when all are so. */
function allOf(
  evidence: Evidence,
  isSo: (handshake: RawHandshake) => boolean,
): Attempt | undefined {
  const [first] = firstOnly(evidence);
  if (first === undefined || !isSo(first.upgrade.handshake)) return undefined;
  const all = firstAttempts(evidence);
  return all.every(({ upgrade }) => isSo(upgrade.handshake)) ? all.at(-1) : undefined;
}

/** Asks for the cheapest upgrade alone. */
function firstOnly(evidence: Evidence): readonly Attempt[] {
  const bare = evidence.of("bare");
  return bare === undefined
    ? []
    : [{ probe: "bare", what: "an upgrade that offers nothing", upgrade: bare }];
}

/** TCP, and TLS where there is one, stood; then it ended before an answer. */
function isCut({ connectMs, status, noHttp, ending, failure }: RawHandshake): boolean {
  if (connectMs === undefined || status !== undefined || noHttp !== undefined) return false;
  return (ending !== undefined && ending.kind !== "local") || failure === "ECONNRESET";
}

function isSilent({ connectMs, status, noHttp, failure }: RawHandshake): boolean {
  return (
    connectMs !== undefined &&
    status === undefined &&
    noHttp === undefined &&
    failure === "ANSWER_TIMED_OUT"
  );
}

/** Begins with SETTINGS on stream 0 (RFC 9113 section 3.4): three bytes of length, type 4. */
function isHttp2(text: string): boolean {
  return text.charCodeAt(0) === 0 && text.charCodeAt(3) === 4;
}
