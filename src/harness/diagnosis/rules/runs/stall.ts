import type { Finding } from "../../finding.ts";
import { isOverdue, type RunSaw } from "../../probes/runs/run-saw.ts";
import type { ProbeName } from "../../sightings.ts";

/** A run that did not get on: who was it that did not? */
export function stallOf(probe: ProbeName, runs: readonly RunSaw[]): Finding | undefined {
  const stalled = runs.find(isOverdue);
  if (stalled?.waited === undefined) return undefined;
  const { name, events, pongMs, replyMs, kept, keptElsewhere, resumedMs, waited } = stalled;
  // Nobody is there: that is for those to say who look at the connection itself.
  if (typeof pongMs !== "number") return undefined;
  const silent = `${name}: ${lackOf(events.length, waited)}, while a ping frame is answered within ${Math.round(pongMs)} ms`;
  const finding = (text: string, rest: Omit<Finding, "evidence">): Finding => ({
    ...rest,
    evidence: [
      { probe, text: silent },
      { probe, text },
    ],
  });
  if (resumedMs !== undefined) {
    return finding(`the next event comes after ${Math.round(resumedMs)} ms`, {
      ...{ cause: "app-stall", confidence: 0.92 },
    });
  }
  if (keptElsewhere !== undefined && keptElsewhere !== "nothing") {
    return finding(`it is found among what another user is shown: ${keptElsewhere}`, {
      ...{ cause: "data-foreign", confidence: 0.92 },
    });
  }
  if (kept === "answer") {
    return finding("the answer is stored in the question's thread all the same", {
      ...{ cause: "events-missing", confidence: 0.93 },
    });
  }
  if (replyMs === null) {
    return finding("the contract's own ping is not answered either", {
      ...{ cause: "app-stall", confidence: 0.92 },
    });
  }
  const others = runs.filter(({ over, name: other }) => over && other !== name);
  // Whoever answers everybody else is not the one who stalls.
  const isAlone = kept === "nothing" && others.length > 0;
  const stored =
    kept === undefined ? "nobody says what is stored of it" : `of it, ${kept} is stored`;
  return finding(stored, {
    ...{ cause: "app-stall", confidence: kept === undefined || isAlone ? 0.7 : 0.88 },
    others: isAlone ? ["data-foreign", "events-missing"] : ["events-missing"],
    experiment: "what the run itself says of its state over HTTP",
  });
}

/** What did not come, and by when the contract says that it does. */
function lackOf(count: number, waited: RunSaw["waited"] & object): string {
  const { phase, limitMs, promisedMs } = waited;
  const promise = `within ${promisedMs} ms, says the contract`;
  if (phase === "completion") {
    return `${count} events came and no end of it in ${limitMs} ms (it comes ${promise})`;
  }
  const next = phase === "firstEvent" ? "the first" : "each next";
  return `${count} events came, then nothing for ${limitMs} ms (${next} comes ${promise})`;
}
