import { type LatencySummary, latencySummary } from "./latency-summary.ts";

/** How much slower nobody minds: the larger of the two. */
interface DeadBand {
  /** Share of the baseline's median; from 0. */
  readonly share: number;
  /** Milliseconds from 0, for medians so short that a share of them is noise. */
  readonly ms: number;
}

/** What measured times are held against. */
export interface LatencyBaseline {
  /** Earlier times, in milliseconds, or what is kept of them. */
  readonly baseline: LatencySummary | readonly number[];
  /** @default a quarter of the baseline's median, at least 50 ms */
  readonly deadBand?: DeadBand | undefined;
}

/** How measured times compare with earlier ones. */
export interface LatencyJudgement {
  /** `unclear`: too much noise to tell. `too-few`: fewer than twenty on one side. */
  readonly state: "slower" | "faster" | "same" | "unclear" | "too-few";
  /** Absent where nothing was measured. */
  readonly current?: LatencySummary;
  readonly baseline?: LatencySummary;
  /** Width of the dead-band on either side of the baseline, in milliseconds; absent without a baseline. */
  readonly bandMs?: number;
  /** One sentence with the numbers it rests on. */
  readonly because: string;
}

/** Below it, the median's bounds are among the last few samples, and a single slow one moves them. */
const fewest = 20;

const defaultBand: DeadBand = { share: 0.25, ms: 50 };

/**
 * Compares medians by their confidence intervals, never by one number: five samples against a threshold fail by
 * chance alone. `slower` needs the whole interval above that of the baseline, and by more than the dead-band; `same`
 * needs the whole interval within the band. What is between is `unclear`, for noise is no finding.
 *
 * Either interval misses its median on one side at most 2.5 % of the time, so two medians that are alike are called
 * slower at most 5 % of the time even without a band, and much more rarely with one.
 *
 * @throws {RangeError} naming the option, the rule and the value, for times and bands that are none
 */
export function judgeLatency(
  { samples }: { readonly samples: readonly number[] },
  { baseline: earlier, deadBand = defaultBand }: LatencyBaseline,
): LatencyJudgement {
  demandBand(deadBand);
  const current = summaryOf(samples);
  const baseline = summaryOf(earlier);
  const known = { ...(current && { current }), ...(baseline && { baseline }) };
  if (baseline === undefined || current === undefined || Math.min(current.n, baseline.n) < fewest) {
    const because = `${current?.n ?? 0} samples against ${baseline?.n ?? 0}, and each side needs ${fewest}`;
    return { state: "too-few", ...known, because };
  }
  const bandMs = Math.max(deadBand.share * baseline.p50, deadBand.ms);
  const state = compare(current, {
    floor: baseline.p50Low - bandMs,
    ceiling: baseline.p50High + bandMs,
  });
  const because = `median ${words(current)}, against ${words(baseline)} and a dead-band of ${ms(bandMs)}`;
  return { state, current, baseline, bandMs, because };
}

function compare(
  { p50Low, p50High }: LatencySummary,
  { floor, ceiling }: { readonly floor: number; readonly ceiling: number },
): "slower" | "faster" | "same" | "unclear" {
  if (p50Low > ceiling) return "slower";
  if (p50High < floor) return "faster";
  return p50Low >= floor && p50High <= ceiling ? "same" : "unclear";
}

function summaryOf(times: LatencySummary | readonly number[]): LatencySummary | undefined {
  if ("p50" in times) return times;
  return times.length === 0 ? undefined : latencySummary(times);
}

function demandBand({ share, ms: least }: DeadBand): void {
  for (const [option, value] of [
    ["deadBand.share", share],
    ["deadBand.ms", least],
  ] as const)
    if (!(Number.isFinite(value) && value >= 0))
      throw new RangeError(`${option} must be a number from 0, got "${value}".`);
}

function words({ n, p50, p50Low, p50High }: LatencySummary): string {
  return `${ms(p50)} (between ${ms(p50Low)} and ${ms(p50High)}, n ${n})`;
}

function ms(value: number): string {
  return `${Number(value.toFixed(1))} ms`;
}
