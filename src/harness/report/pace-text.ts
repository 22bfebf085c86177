import type { Pace } from "./report.ts";

/** How the run treats the server's long promises, in words. */
export function paceText({ scale, maxWaitMs }: Pace): string {
  const length = scale === 1 ? "full length" : `scale ${scale}: long promises shortened`;
  return maxWaitMs === undefined ? length : `${length}, --max-wait ${maxWaitMs / 1000}s`;
}

/** The same as a line of the header. */
export function paceLine(pace: Pace): string {
  return `pace    ${paceText(pace)}`;
}
