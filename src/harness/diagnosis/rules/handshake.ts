import type { Rule } from "../rule.ts";

/** What a 101, or its absence, says. */
export const handshakeRules: readonly Rule[] = [
  {
    name: "a subprotocol that was offered and not selected",
    judge(evidence) {
      const offered = evidence.of("offer");
      if (offered === undefined || !offered.switched) return undefined;
      const { handshake } = offered;
      if (handshake.offered === 0 || handshake.selected.length > 0) return undefined;
      return {
        ...{ cause: "never-negotiates", confidence: 0.85 },
        evidence: [
          {
            probe: "offer",
            text: `${handshake.offered} subprotocols were offered, and the 101 selects none`,
            ...{ sent: handshake.sent, received: handshake.received },
          },
        ],
        others: ["offer-stripped", "selection-stripped"],
        experiment:
          "the same upgrade at the origin's own address (--direct URL): if that one selects, the edge strips the header",
      };
    },
  },
];
