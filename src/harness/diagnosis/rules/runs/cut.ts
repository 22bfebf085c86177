import type { Finding } from "../../finding.ts";
import type { RunProbeSaw } from "../../probes/round-saw.ts";

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
  // A handler that crashes is made known by the server around it; a connection that is cut says nothing.
  const isMute = cut.every(({ closed }) => closed?.frame === false);
  const cause = isMute ? "connection-cut" : "crash-on-message";
  const others = [isMute ? "crash-on-message" : "connection-cut"] as const;
  const experiment =
    "the same question at the origin's own address, without what stands in front of it";
  if (idleStood !== true) return { cause, confidence: 0.6, evidence, others, experiment };
  const stood = { probe: "run" as const, text: "a session that is asked nothing stands meanwhile" };
  const confidence = before ? 0.86 : 0.7;
  return { cause, confidence, evidence: [...evidence, stood], others, experiment };
}
