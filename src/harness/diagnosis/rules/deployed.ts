import type { Finding } from "../finding.ts";
import type { FrontSaw } from "../probes/front-saw.ts";
import type { Rule } from "../rule.ts";
import { askedAlone, isServerError, isServing, told } from "./front-facts.ts";

/** What is deployed, in how many versions, and whether it is up. */
export const deployedRules: readonly Rule[] = [
  {
    name: "requests that fail side by side and not one by one",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined) return undefined;
      return failingAtOnce(front) ?? failingAtRandom(front);
    },
  },
  {
    name: "several revisions in the answers of one address",
    judge(evidence) {
      const front = evidence.of("front");
      if (front === undefined || !isServing(front)) return undefined;
      const revisions = new Set(front.revisions);
      if (revisions.size < 2) return undefined;
      return {
        ...{ cause: "mixed-revisions", confidence: 0.95 },
        evidence: [
          {
            probe: "front",
            text: `the same question is answered by revisions ${front.revisions.join(", ")}${meant(front)}`,
          },
        ],
      };
    },
  },
  {
    name: "settings that are not told",
    judge(evidence) {
      const front = evidence.of("front");
      if (front?.settings === undefined || !front.identity.isRight) return undefined;
      const { published, blank } = front.settings;
      const claim = front.claims.find(({ about }) => about === "blank");
      if (published && blank.length === 0 && claim === undefined) return undefined;
      const text = !published
        ? "the answer has no block of settings"
        : (claim?.text ?? `settings without a value: ${blank.join(", ")}`);
      const evidenceItems = [{ probe: "front" as const, text }];
      return { cause: "settings-unpublished", confidence: 0.9, evidence: evidenceItems };
    },
  },
  {
    name: "time limits that contradict one another",
    judge(evidence) {
      const inverted = evidence.of("front")?.settings?.inverted ?? [];
      if (inverted.length === 0) return undefined;
      const text = `published: ${inverted.join("; ")}`;
      return {
        ...{ cause: "budget-inverted", confidence: 0.94 },
        evidence: [{ probe: "front", text }],
      };
    },
  },
];

function meant({ expectedRevision: expected }: FrontSaw): string {
  return expected === undefined ? "" : `; ${expected} is expected`;
}

function failingAtOnce(front: FrontSaw): Finding | undefined {
  const { health, open, doors, again } = front;
  const failed = [...open, ...doors].filter(isServerError);
  const alone = [...health, ...again];
  if (failed.length < 3 || !health.every(({ ok }) => ok) || alone.some(isServerError))
    return undefined;
  return {
    ...{ cause: "saturation", confidence: failed.length > 5 ? 0.92 : 0.75 },
    evidence: [
      ...told("front", failed, `${failed.length} requests fail while six are under way at once`),
      { probe: "front", text: `the same ${again.length}, one after the other, all succeed` },
    ],
    others: ["http-error"],
    experiment: "the same requests with fewer at once",
  };
}

/** How much more often requests fail at once than one by one, where that says something. */
const crowded = 3;

function failingAtRandom(front: FrontSaw): Finding | undefined {
  const failedAtFirst = [...front.open, ...front.doors].filter(isServerError);
  const alone = askedAlone(front);
  const failed = alone.filter(isServerError);
  const recovered = front.again.filter(({ ok }) => ok);
  if (failed.length < 2 || recovered.length < 2 || failedAtFirst.length < 4) return undefined;
  const together = failedAtFirst.length / (front.open.length + front.doors.length);
  // What fails far more often in company is short of room, whatever else it is.
  const isCrowded = together > crowded * (failed.length / alone.length);
  return {
    ...{ cause: isCrowded ? "saturation" : "http-error", confidence: isCrowded ? 0.86 : 0.9 },
    evidence: [
      ...told(
        "front",
        failed,
        `${failed.length} of ${alone.length} requests fail, one after the other`,
      ),
      ...told("front", recovered, "routes that failed a moment before succeed"),
    ],
    others: ["mixed-revisions", "saturation"],
    experiment: "which instance answers: the edge's own log, or a header that names it",
  };
}
