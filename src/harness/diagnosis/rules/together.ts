import type { Evidence } from "../evidence.ts";
import { isLossy, isOverdue, lastedMs } from "../probes/runs/run-saw.ts";
import type { TogetherSaw } from "../probes/together-saw.ts";
import type { Rule } from "../rule.ts";
import { isSound, runsSeen } from "./runs/sight.ts";
import { verdictsOn } from "./runs/verdicts.ts";

const probe = "together";

/** So many times as long as alone, and at least so long, is too long. Milliseconds. */
const timesAlone = 10;
const longMs = 1_500;

function seen(evidence: Evidence): { crowd: TogetherSaw; aloneMs: number } | undefined {
  const ordinary = runsSeen(evidence);
  if (ordinary === undefined || !isSound(ordinary)) return undefined;
  const crowd = evidence.of("together");
  return crowd && { crowd, aloneMs: Math.max(...ordinary.runs.map(lastedMs)) };
}

/** Questions that are asked at once. */
export const togetherRules: readonly Rule[] = [
  {
    name: "questions that suffer from one another",
    judge(evidence) {
      const saw = seen(evidence);
      if (saw === undefined) return undefined;
      const { crowd, aloneMs } = saw;
      const runs = [...crowd.sockets, ...crowd.oneSocket];
      // What a crowd loses for being one: all of these were asked one by one and answered.
      const lost = runs.filter(isLossy);
      const late = runs.filter(
        (run) => isOverdue(run) || lastedMs(run) > Math.max(longMs, timesAlone * aloneMs),
      );
      const struck = lost.length > 0 ? lost : late;
      const [worst] = struck.toSorted((a, b) => lastedMs(b) - lastedMs(a));
      // One of many may be unlucky; that is no crowd's doing.
      if (worst === undefined || struck.length < 2) return undefined;
      const how =
        lost.length > 0
          ? `lack something: ${worst.oddities[0]?.text ?? ""}`
          : `are late: ${Math.round(lastedMs(worst))} ms, alone at most ${Math.round(aloneMs)} ms`;
      const text = `of ${runs.length} questions that are asked several at once, ${struck.length} ${how}`;
      const alone = "questions that are asked one by one are answered in full and in time";
      return {
        ...{ cause: "saturation", confidence: 0.92 },
        evidence: [
          { probe, text },
          { probe: "run", text: alone },
        ],
      };
    },
  },
  {
    name: "questions at once, and what they say",
    judge(evidence) {
      const saw = seen(evidence);
      if (saw === undefined) return undefined;
      const runs = [...saw.crowd.sockets, ...saw.crowd.oneSocket].filter(({ over }) => over);
      return verdictsOn(
        probe,
        runs.filter((run) => !isLossy(run)),
      );
    },
  },
  {
    name: "a session that hears what another one asked",
    judge(evidence) {
      const overheard = seen(evidence)?.crowd.overheard ?? [];
      if (overheard.length === 0) return undefined;
      const types = [...new Set(overheard)].slice(0, 5).join(", ");
      const text = `a session on which nothing was asked hears ${overheard.length} events of the same user's other session: ${types}`;
      return {
        ...{ cause: "events-misaddressed", confidence: 0.93 },
        evidence: [{ probe, text }],
      };
    },
  },
];
