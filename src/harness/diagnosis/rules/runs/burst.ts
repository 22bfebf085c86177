import type { Finding } from "../../finding.ts";
import type { RunProbeSaw } from "../../probes/round-saw.ts";
import { isClumped } from "../../probes/runs/pulse.ts";

/** Frames that wait for others, or for time to pass, before they come. */
export function burstOf({ fill, pulse }: RunProbeSaw): Finding | undefined {
  const probe = "run";
  if (fill !== undefined && fill.before === 0 && fill.after > 1) {
    const text = `an open connection is silent; when ${fill.sent} pings have been sent, ${fill.after} frames come within ${Math.round(fill.apartMs)} ms`;
    return { cause: "buffering", confidence: 0.92, evidence: [{ probe, text }] };
  }
  if (pulse === undefined || !isClumped(pulse)) return undefined;
  const { pongsMs, sentApartMs, clump, httpMs = 0 } = pulse;
  const text = `${clump} pongs to pings ${sentApartMs} ms apart come in one moment, the slowest after ${Math.round(Math.max(...pongsMs))} ms; HTTP beside them takes ${Math.round(httpMs)} ms`;
  return { cause: "buffering", confidence: 0.92, evidence: [{ probe, text }] };
}
