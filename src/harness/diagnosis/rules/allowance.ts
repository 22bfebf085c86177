import type { CauseId } from "../../../ground/cause.ts";
import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import type { AllowanceSaw } from "../probes/allowance-saw.ts";
import { outcomeOf } from "../probes/call-saw.ts";
import type { Rule } from "../rule.ts";
import { isServing } from "./front-facts.ts";

/** How much a user may ask, held against what is promised. */
export const allowanceRules: readonly Rule[] = [
  {
    name: "a limit that is not kept as promised",
    judge(evidence) {
      const saw = allowanceOf(evidence);
      return saw && (unlimited(saw) ?? tooSoon(saw) ?? speechless(saw));
    },
  },
  {
    name: "a limit that strikes others, or for ever",
    judge(evidence) {
      const saw = allowanceOf(evidence);
      if (saw?.refused === undefined) return undefined;
      const { neighbour, afterwards, waitSeconds, refused } = saw;
      const isShared = neighbour?.status === refused.status;
      const isForEver = afterwards?.status === refused.status;
      if (!isShared && !isForEver) return undefined;
      const text = isShared
        ? `while one user is put off, so is another who asks once: ${outcomeOf(neighbour ?? refused)}`
        : `after the ${waitSeconds ?? 1} s it asks to wait: ${outcomeOf(afterwards ?? refused)}`;
      return told("saturation", text);
    },
  },
];

function allowanceOf(evidence: Evidence): AllowanceSaw | undefined {
  const front = evidence.of("front");
  if (front === undefined || !isServing(front) || new Set(front.revisions).size > 1)
    return undefined;
  // Where it is put off without asking much, nothing is to be learnt from asking more.
  if (front.open.some(({ status }) => status === 429)) return undefined;
  return evidence.of("allowance");
}

function unlimited({ promised, sent, admitted, refused }: AllowanceSaw): Finding | undefined {
  if (refused !== undefined || admitted < promised * 1.4) return undefined;
  return told(
    "manners-missing",
    `${admitted} of ${sent} requests are served, ${promised} are promised`,
  );
}

/** Some of the burst may have been on its way when the first was put off. */
function tooSoon({ promised, admitted, refused }: AllowanceSaw): Finding | undefined {
  if (refused === undefined || admitted > promised * 0.8) return undefined;
  return {
    ...told(
      "edge-refuses",
      `${admitted} requests are served before one is put off, not ${promised}`,
    ),
    others: ["saturation"],
    experiment: "the same burst at the origin's own address (--direct URL)",
  };
}

function speechless({ refused, waitSeconds }: AllowanceSaw): Finding | undefined {
  if (refused === undefined || waitSeconds !== undefined) return undefined;
  return told("manners-missing", "who is put off is not told for how long");
}

function told(cause: CauseId, text: string): Finding {
  return { cause, confidence: 0.88, evidence: [{ probe: "allowance", text }] };
}
