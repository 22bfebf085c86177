import type { Finding } from "../finding.ts";
import type { RunSaw } from "../probes/runs/run-saw.ts";
import type { Rule } from "../rule.ts";
import { burstOf } from "./runs/burst.ts";
import { cutOf } from "./runs/cut.ts";
import { runsSeen } from "./runs/sight.ts";
import { stallOf } from "./runs/stall.ts";
import { verdictsOn } from "./runs/verdicts.ts";

/** Nothing is heard of a question, and all of it comes under another name. */
function misnamedIn(runs: readonly RunSaw[]): Finding | undefined {
  const misnamed = runs.filter(({ events, over }) => events.length === 0 && !over);
  const [finding] = verdictsOn(
    "run",
    misnamed.map(({ name, oddities }) => ({
      name,
      oddities: oddities.filter(({ kind }) => kind === "mislabelled"),
    })),
  );
  return finding;
}

/** What questions bring about, and what does not come of them. */
export const runRules: readonly Rule[] = [
  {
    name: "frames that are held back",
    judge(evidence) {
      const saw = runsSeen(evidence);
      return saw && burstOf(saw);
    },
  },
  {
    name: "events of a run, and what they say",
    judge(evidence) {
      const saw = runsSeen(evidence);
      if (saw === undefined) return undefined;
      const over = saw.runs.filter((run) => run.over);
      if (saw.everybodyIs === undefined) return verdictsOn("run", over);
      const text = `events of several users' questions all name one user, ${saw.everybodyIs}, who is none of them`;
      const rest = over.map(({ name, oddities }) => ({
        ...{ name, oddities: oddities.filter(({ kind }) => kind !== "mislabelled") },
      }));
      return [
        {
          ...{ cause: "not-enforced", confidence: 0.92, evidence: [{ probe: "run", text }] },
          others: ["events-misaddressed"],
        },
        ...verdictsOn("run", rest),
      ];
    },
  },
  {
    name: "a run that does not get on",
    judge(evidence) {
      const saw = runsSeen(evidence);
      if (saw === undefined || saw.handed !== undefined) return undefined;
      if (burstOf(saw) !== undefined) return undefined;
      return misnamedIn(saw.runs) ?? stallOf("run", saw.runs);
    },
  },
  {
    name: "a connection that ends under a question",
    judge(evidence) {
      const saw = runsSeen(evidence);
      return saw && cutOf(saw);
    },
  },
  {
    name: "events that reach somebody else",
    judge(evidence) {
      const saw = runsSeen(evidence);
      if (saw === undefined || saw.foreign.length === 0) return undefined;
      const types = [...new Set(saw.foreign)].join(", ");
      const text = `another user's session hears ${saw.foreign.length} events it did not ask for: ${types}`;
      return {
        ...{ cause: "events-misaddressed", confidence: 0.94, others: ["data-foreign"] },
        evidence: [{ probe: "run", text }],
        experiment:
          "the same user's other data over HTTP: if that is shown to others, too, it is not the events alone",
      };
    },
  },
  {
    name: "questions that are handed to somebody else",
    judge(evidence) {
      const handed = runsSeen(evidence)?.handed;
      if (handed === undefined) return undefined;
      const types = [...new Set(handed)].join(", ");
      const text = `one user asks, and the session of another is told the question's own words: ${types}`;
      return { cause: "data-foreign", confidence: 0.94, evidence: [{ probe: "run", text }] };
    },
  },
  {
    name: "parts that are not counted for each answer",
    judge(evidence) {
      const saw = runsSeen(evidence);
      if (saw?.countedFrom === undefined) return undefined;
      if (saw.runs.some(({ oddities }) => oddities.length > 0)) return undefined;
      const text = `the parts of answers count from ${saw.countedFrom.join(", ")}`;
      return { cause: "contract-violation", confidence: 0.9, evidence: [{ probe: "run", text }] };
    },
  },
];
