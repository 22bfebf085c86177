import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import type { StreamRunSaw, StreamSaw } from "../probes/stream-saw.ts";
import type { Rule } from "../rule.ts";
import { atOnceMs } from "./runs/held-back.ts";
import { verdictsOn } from "./runs/verdicts.ts";

const probe = "stream";

/** Later than this share of a stream means: when it was as good as over. */
const notYetTheEnd = 0.75;

/** A stream that lasts less says nothing of when its records come. Milliseconds. */
const slowMs = 400;

/** Streams over HTTP. */
export const streamRules: readonly Rule[] = [
  { name: "a stream that comes all at once", judge: (evidence) => burstIn(evidence.of(probe)) },
  { name: "an answer that comes in one part", judge: onePart },
  {
    name: "records of a stream",
    judge(evidence) {
      const saw = evidence.of(probe);
      if (saw === undefined) return undefined;
      const { plain, slow, failing, events, afterHangUp } = saw;
      const streams = [plain, slow, failing, events, afterHangUp].flatMap((one) => one ?? []);
      return verdictsOn(probe, streams);
    },
  },
  {
    name: "a stream for strangers",
    judge(evidence) {
      const { stranger, refusedBy } = evidence.of(probe) ?? {};
      if (stranger?.ok !== true || refusedBy === undefined || stranger.records.length === 0)
        return undefined;
      const text = `a stream that is asked for without a token is answered with ${stranger.status} and ${stranger.records.length} records`;
      return { cause: "not-enforced", confidence: 0.94, evidence: [{ probe, text }] };
    },
  },
  {
    name: "a stream after one that was hung up on",
    judge(evidence) {
      const { plain, afterHangUp } = evidence.of(probe) ?? {};
      if (plain?.ok !== true || afterHangUp === undefined || afterHangUp.ok) return undefined;
      const text = `a user who hung up on a stream is answered with ${afterHangUp.status ?? "nothing"}, one who did not with ${plain.status}`;
      return {
        ...{ cause: "data-lost", confidence: 0.86, evidence: [{ probe, text }] },
        others: ["http-error", "saturation"],
        experiment: "the same again a minute later: a lock that is never released stays",
      };
    },
  },
];

function burstIn(saw: StreamSaw | undefined): Finding | undefined {
  const { slow } = saw ?? {};
  if (slow === undefined || !isBurst(slow)) return undefined;
  const [first, last] = [slow.records[0]?.[1] ?? 0, slow.records.at(-1)?.[1] ?? 0];
  const text = `a slow stream is silent for ${Math.round(first)} ms, then ${slow.records.length} records come within ${Math.round(last - first)} ms`;
  return { cause: "buffering", confidence: 0.93, evidence: [{ probe, text }] };
}

function isBurst({ ok, ending, records }: StreamRunSaw): boolean {
  const [first, last] = [records[0]?.[1] ?? 0, records.at(-1)?.[1] ?? 0];
  if (!ok || ending !== "ended" || records.length < 4 || last < slowMs) return false;
  // Whoever thinks long and then tells bit by bit holds nothing back.
  return first > last * notYetTheEnd && last - first <= atOnceMs;
}

/** The socket tells the same answer in several parts. */
function onePart(evidence: Evidence): Finding | undefined {
  const saw = evidence.of(probe);
  if (saw === undefined || burstIn(saw) !== undefined) return undefined;
  const { plain, slow } = saw;
  if (plain?.parts !== 1 || (slow !== undefined && slow.parts !== 1)) return undefined;
  const parts = evidence.known("run")?.runs[0]?.parts ?? 0;
  if (parts < 2) return undefined;
  const text = `a streamed answer comes in one part, over a socket in ${parts}`;
  return {
    ...{ cause: "buffering", confidence: 0.86, evidence: [{ probe, text }] },
    others: ["contract-violation"],
    experiment: "the same stream at the origin's own address, without what stands in front of it",
  };
}
