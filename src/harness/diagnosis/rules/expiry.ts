import type { Finding } from "../finding.ts";
import type { ExpirySaw } from "../probes/expiry-saw.ts";
import type { Rule } from "../rule.ts";
import { columnsOf, tableOf } from "./token-table.ts";

/** How much sooner than its token a session may end: `exp` and clocks are exact to a second at most. */
const soonestMs = -700;

/** Sessions and the end of their token. */
export const expiryRules: readonly Rule[] = [
  {
    name: "a session that ends too late or too soon for its token",
    judge(evidence) {
      const table = tableOf(evidence);
      if (table === undefined || !table.enforced) return undefined;
      const [socket] = columnsOf(table, "socket");
      // Whoever takes expired tokens does not end their sessions either.
      if (socket?.of("valid")?.how !== "served" || socket.of("expired")?.how !== "refused") {
        return undefined;
      }
      const saw = evidence.of("expiry");
      return saw?.opened === true ? judgeEnd(saw) : undefined;
    },
  },
];

function judgeEnd({ endedMs, patienceMs, leftMs, code, promised }: ExpirySaw): Finding | undefined {
  const opened = `a session is opened ${leftMs} ms before its token's exp`;
  if (endedMs === undefined) {
    const text = `${opened} and is still open ${patienceMs} ms after it`;
    return { cause: "session-unended", confidence: 0.92, evidence: [{ probe: "expiry", text }] };
  }
  // Ended as expired sessions are, only sooner: its clock is ahead.
  if (endedMs > soonestMs || code === undefined || !promised.includes(code)) return undefined;
  const text = `${opened} and is ended with ${code} ${-endedMs} ms before it`;
  return {
    ...{ cause: "clock-skew", confidence: 0.86, evidence: [{ probe: "expiry", text }] },
    others: ["lifetime-limit"],
    experiment:
      "hold sessions whose tokens last 5, 10 and 20 s: a clock ends each as much too soon",
  };
}
