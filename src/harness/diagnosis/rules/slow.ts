import type { Evidence } from "../evidence.ts";
import type { Finding } from "../finding.ts";
import { lastedMs } from "../probes/runs/run-saw.ts";
import type { SlowSaw } from "../probes/slow-saw.ts";
import type { Rule } from "../rule.ts";
import { burstAfterSilence, isHeldBack } from "./runs/held-back.ts";
import { isSound, runsSeen } from "./runs/sight.ts";
import { stallOf } from "./runs/stall.ts";
import { verdictsOn } from "./runs/verdicts.ts";

const probe = "slow";

/** Later than this share of a run means: when it was as good as over. */
const notYetTheEnd = 0.75;

/** Less than this share of what is promised means: not slow. */
const slowEnough = 0.5;

function seen(evidence: Evidence): SlowSaw | undefined {
  const ordinary = runsSeen(evidence);
  return ordinary !== undefined && isSound(ordinary) ? evidence.of("slow") : undefined;
}

/** Runs that take their time. */
export const slowRules: readonly Rule[] = [
  { name: "a slow run that is told all at once", judge: (evidence) => burstIn(seen(evidence)) },
  {
    name: "a slow run that is not slow",
    judge(evidence) {
      const saw = seen(evidence);
      if (saw?.lastsMs === undefined || !saw.whole.over) return undefined;
      const { whole, lastsMs } = saw;
      const lasted = lastedMs(whole);
      if (lasted >= lastsMs * slowEnough) return undefined;
      const text = `a run that is to last ${lastsMs} ms is over after ${Math.round(lasted)} ms`;
      return { cause: "contract-violation", confidence: 0.9, evidence: [{ probe, text }] };
    },
  },
  {
    name: "events of a slow run",
    judge(evidence) {
      const saw = seen(evidence);
      if (saw === undefined) return undefined;
      const { whole, returned } = saw;
      const runs = [whole, ...(returned?.next === undefined ? [] : [returned.next])];
      const over = runs.filter((run) => run.over);
      const told = over.filter((run) => run !== whole || !isStopped(saw));
      const verdicts = verdictsOn(probe, told);
      return verdicts.length > 0 ? verdicts : stallOf(probe, runs);
    },
  },
  { name: "a run that is told to stop", judge: (evidence) => stopIn(seen(evidence)) },
  { name: "a run whose connection is lost", judge: (evidence) => returnIn(seen(evidence)) },
];

/** The run nobody stopped ended with the one that was. */
function isStopped({ whole, stopped, lastsMs = 0 }: SlowSaw): boolean {
  return (
    stopped?.told === true &&
    whole.over &&
    lastedMs(whole) < lastsMs * slowEnough * 1.6 &&
    whole.oddities.length > 0
  );
}

function burstIn(saw: SlowSaw | undefined): Finding | undefined {
  if (saw === undefined || !saw.whole.over) return undefined;
  const { whole, lastsMs = 0 } = saw;
  const lasted = lastedMs(whole);
  const burst = burstAfterSilence(whole);
  if (lasted < lastsMs * slowEnough || burst.count < 4) return undefined;
  if (burst.silenceMs < lasted * notYetTheEnd || !isHeldBack(burst)) return undefined;
  const { silenceMs, count, spreadMs, stampedMs } = burst;
  const stamps =
    stampedMs === undefined ? "" : `; by their own stamps it took ${Math.round(stampedMs)} ms`;
  const text = `a run of ${Math.round(lasted)} ms is silent for ${Math.round(silenceMs)} ms of them, then ${count} events come within ${Math.round(spreadMs)} ms${stamps}`;
  if (stampedMs !== undefined)
    return { cause: "buffering", confidence: 0.92, evidence: [{ probe, text }] };
  // Whoever thinks long and says it all at once looks the same.
  return {
    ...{ cause: "buffering", confidence: 0.7, evidence: [{ probe, text }] },
    others: ["app-stall"],
    experiment: "what the run itself says of its state meanwhile, over HTTP",
  };
}

function stopIn(saw: SlowSaw | undefined): Finding | undefined {
  if (saw?.stopped === undefined || burstIn(saw) !== undefined) return undefined;
  const { whole, stopped, lastsMs = Number.POSITIVE_INFINITY } = saw;
  if (isStopped(saw)) {
    const text = `when one run is told to stop, another one of its user ends, too, after ${Math.round(lastedMs(whole))} ms`;
    return { cause: "contract-violation", confidence: 0.9, evidence: [{ probe, text }] };
  }
  if (stopped.inTime || !whole.over || lastedMs(whole) < lastsMs * slowEnough) return undefined;
  const words = stopped.told ? "the server says that it stops a run" : "a run is told to stop";
  const text = `${words}, and the run goes on for as long as one nobody stops`;
  return { cause: "contract-violation", confidence: 0.9, evidence: [{ probe, text }] };
}

function returnIn(saw: SlowSaw | undefined): Finding | undefined {
  const returned = saw?.returned;
  if (returned === undefined) return undefined;
  const { again, before, found, kept, rest } = returned;
  if (again > 0) {
    const text = `whoever lost the connection after ${before} events and comes back is told ${again} of them again`;
    return { cause: "events-disordered", confidence: 0.92, evidence: [{ probe, text }] };
  }
  if (found) return undefined;
  const text = `the connection is lost after ${before} events; on the next one ${rest} come, and of the question, ${kept ?? "nothing anybody tells"} is stored`;
  return { cause: "data-lost", confidence: 0.9, evidence: [{ probe, text }] };
}
