import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import type { DeflateSaw } from "../probes/deflate-saw.ts";
import { tellEnd } from "../probes/endings.ts";
import type { Rule } from "../rule.ts";
import { isSound } from "./answers.ts";
import { openTalk } from "./ended.ts";

/** What only goes wrong where compression is offered. */
export const deflateRules: readonly Rule[] = [
  {
    name: "an upgrade that fails once compression is offered",
    judge(evidence) {
      const saw = offered(evidence);
      return saw === undefined || saw.switched ? undefined : judgeRefusal(saw);
    },
  },
  {
    name: "compression that was not agreed on, or is not kept to",
    judge(evidence) {
      const saw = offered(evidence);
      return saw?.switched === true ? judgeUse(saw) : undefined;
    },
  },
];

/** What came of an offer, where all is well without one. */
function offered(evidence: Evidence): DeflateSaw | undefined {
  const talk = openTalk(evidence);
  // What is selected without having been offered is a matter of the handshake.
  if (talk === undefined || !isSound(talk) || talk.handshake.extensions !== undefined)
    return undefined;
  return evidence.of("deflate");
}

function found(saw: DeflateSaw, how: Pick<Finding, "cause" | "confidence">, text: string): Finding {
  const { sent, received } = saw.handshake;
  return { ...how, evidence: [{ probe: "deflate", text, sent, received }] };
}

function judgeRefusal(saw: DeflateSaw): Finding {
  const { status, failure } = saw.handshake;
  const what = `the upgrade that offers compression is answered with ${status ?? failure ?? "no answer"}, the same without the offer with 101`;
  const crash = status === undefined || status >= 500;
  return found(
    saw,
    crash
      ? { cause: "crash-at-accept", confidence: 0.9 }
      : { cause: "contract-violation", confidence: 0.75 },
    what,
  );
}

function judgeUse(saw: DeflateSaw): Finding | undefined {
  const { selection, violations, heard, end, said, answered, handshake } = saw;
  const { extensions = "" } = handshake;
  if (selection.foreign.length > 0) {
    const what = `the 101 selects ${selection.foreign.join(", ")}, which was not offered`;
    return found(saw, { cause: "unrequested-extension", confidence: 0.95 }, what);
  }
  if (violations.some(({ kind }) => kind === "compressed")) {
    const what = "messages come compressed, and the 101 selects no extension";
    return found(saw, { cause: "unrequested-extension", confidence: 0.96 }, what);
  }
  if (selection.wrong.length > 0) {
    const what = `the 101 selects "${extensions}", where ${selection.wrong.join(", ")} is not allowed (RFC 7692, 7.1)`;
    return found(saw, { cause: "protocol-violation", confidence: 0.95 }, what);
  }
  if (selection.serverKeepsNothing && heard.dependent > 0) {
    const what = `${heard.dependent} of ${heard.compressed} messages refer to earlier ones, against server_no_context_takeover (RFC 7692, 7.1.1.1)`;
    return found(saw, { cause: "protocol-violation", confidence: 0.95 }, what);
  }
  if (heard.unreadable > 0) {
    const what = `${heard.unreadable} of ${heard.compressed} compressed messages cannot be read`;
    return found(saw, { cause: "protocol-violation", confidence: 0.93 }, what);
  }
  if (selection.agreed && said > 0 && end !== undefined) {
    const what = `compression is agreed on, and at a compressed message the server ${tellEnd(end)}`;
    return found(saw, { cause: "protocol-violation", confidence: 0.9 }, what);
  }
  if (selection.agreed && said > answered) {
    return found(
      saw,
      { cause: "protocol-violation", confidence: 0.86 },
      "compressed messages are not answered",
    );
  }
  return undefined;
}
