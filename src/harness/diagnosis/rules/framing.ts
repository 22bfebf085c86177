import type { Rule } from "../rule.ts";
import { openTalk } from "./ended.ts";

/** Frames that break RFC 6455. */
export const framingRules: readonly Rule[] = [
  {
    name: "a goodbye that no server may say",
    judge(evidence) {
      const violations = evidence.known("expiry")?.violations ?? [];
      if (violations.length === 0) return undefined;
      return {
        ...{ cause: "protocol-violation", confidence: 0.95 },
        evidence: violations.map(({ text }) => ({ probe: "expiry" as const, text })),
      };
    },
  },
  {
    name: "frames that no server may send",
    judge(evidence) {
      const talk = openTalk(evidence);
      if (talk === undefined) return undefined;
      // A conversation that ended would end again where it is held.
      const hold =
        talk.violations.length > 0 || talk.end !== undefined ? undefined : evidence.of("hold");
      const probe = hold === undefined ? "talk" : "hold";
      const violations = (hold?.lines ?? [talk]).flatMap((line) => line.violations);
      const [first] = violations;
      if (first === undefined) return undefined;
      const isCompression = first.kind === "compressed";
      return {
        cause: isCompression ? "unrequested-extension" : "protocol-violation",
        confidence: 0.96,
        evidence: [...new Set(violations.map(({ text }) => text))].map((text) => ({ probe, text })),
      };
    },
  },
];
