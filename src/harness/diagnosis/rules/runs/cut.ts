import type { CauseId } from "../../../../ground/cause.ts";
import type { Finding } from "../../finding.ts";
import type { RunProbeSaw } from "../../probes/round-saw.ts";
import type { RunClosing } from "../../probes/runs/run-saw.ts";

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
  const closings = cut.flatMap(({ closed }) => closed ?? []);
  // FIN at the question itself is what a dead handler leaves, too, where the server writes no close frame for it.
  const isDeath = before && idleStood === true && closings.every(isFin);
  const [cause, other] = isDeath ? deadHandler : causeOf(closings);
  const others = [other] as const;
  const experiment =
    "the same question at the origin's own address, without what stands in front of it";
  if (idleStood !== true) return { cause, confidence: 0.6, evidence, others, experiment };
  const stood = { probe: "run" as const, text: "a session that is asked nothing stands meanwhile" };
  const confidence = before ? 0.86 : 0.7;
  return { cause, confidence, evidence: [...evidence, stood], others, experiment };
}

const deadHandler = ["crash-on-message", "connection-cut"] as const;

function isFin({ frame, end }: RunClosing): boolean {
  return !frame && end === "fin";
}

/** What the code says the server is about, whatever was asked. */
const codes: Readonly<Partial<Record<number, CauseId>>> = {
  1001: "draining",
  1012: "draining",
  1013: "saturation",
  1002: "contract-violation",
  1003: "contract-violation",
  1007: "contract-violation",
  1009: "contract-violation",
  1010: "contract-violation",
};

/**
 * A handler that crashes is made known by most servers around it, and a connection that is cut says nothing; only
 * its code may tell of something else.
 */
function causeOf(closings: readonly RunClosing[]): readonly [CauseId, CauseId] {
  if (closings.every(({ frame }) => !frame)) return ["connection-cut", "crash-on-message"];
  const [first] = closings;
  const isOne = closings.every(({ code }) => code === first?.code);
  const cause = isOne && first !== undefined ? codes[first.code] : undefined;
  return cause === undefined ? ["crash-on-message", "connection-cut"] : [cause, "crash-on-message"];
}
