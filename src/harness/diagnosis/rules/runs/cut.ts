import type { Finding } from "../../finding.ts";
import type { RunProbeSaw } from "../../probes/run.ts";

/** The connection ended under a question, twice: the question did it, or the way did. */
export function cutOf({ runs, idleStood }: RunProbeSaw): Finding | undefined {
  const cut = runs.filter(({ closed }) => closed !== undefined);
  const [first, second] = cut;
  if (first?.closed === undefined || second?.closed === undefined) return undefined;
  const before = cut.every(({ events }) => events.length === 0);
  const evidence = [first, second].map(({ name, events, closed }) => ({
    probe: "run" as const,
    text: `${name}: the connection ends (${closed?.code} ${closed?.reason ?? ""}) ${Math.round(closed?.afterMs ?? 0)} ms after it, after ${events.length} events`,
  }));
  if (idleStood !== true) {
    return { cause: "crash-on-message", confidence: 0.6, evidence, others: ["connection-cut"] };
  }
  const stood = { probe: "run" as const, text: "a session that is asked nothing stands meanwhile" };
  return {
    ...{ cause: "crash-on-message", confidence: before ? 0.9 : 0.65 },
    evidence: [...evidence, stood],
    others: ["connection-cut"],
    experiment: "the same question at the origin's own address, without what stands in front of it",
  };
}
