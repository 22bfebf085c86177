import { type LatencySummary, latencySummary } from "../latency/latency-summary.ts";
import type { Trial } from "./trial.ts";

/** What the trials of one journey were like, beside how many went well. */
export interface TrialSummary {
  /** How they ended, the most frequent first. */
  readonly outcomes: readonly {
    readonly outcome: string;
    readonly ok: boolean;
    readonly count: number;
  }[];
  /** Who answered, the most frequent first; `null` is nobody who says. */
  readonly revisions: readonly {
    readonly revision: string | null;
    readonly n: number;
    readonly successes: number;
  }[];
  /** From dialling to the welcome, those that failed with the time they took. */
  readonly connectMs?: TimeSummary;
  /** Those of trials that went well, with the bounds of their median, for later nights to be compared with. */
  readonly connect?: LatencySummary;
  /** From beginning to end, of those that went well. */
  readonly durationMs?: TimeSummary;
  /** Of the first few that failed: what there is to look at. */
  readonly failures: readonly Pick<
    Trial,
    "n" | "atMs" | "outcome" | "revision" | "trace" | "error" | "transcript"
  >[];
}

/** Times in milliseconds. */
export interface TimeSummary {
  readonly n: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Of so many failures everything is kept; what the others were like is in the counts. */
export const mostFailuresKept = 5;

/** What the trials of one journey were like. Pure; without a trial there are no times, which is not a time of 0. */
export function summarizeTrials(trials: readonly Trial[]): TrialSummary {
  const connects = trials.flatMap(({ connectMs }) => connectMs ?? []);
  const good = trials.filter(({ ok }) => ok);
  // Failures that come at once would make a night look fast, and the next good one slow.
  const usual = good.flatMap(({ connectMs }) => connectMs ?? []);
  const walks = good.map(({ durationMs }) => durationMs);
  const failed = trials.filter(({ ok }) => !ok).toSorted((a, b) => a.n - b.n);
  return {
    outcomes: outcomesOf(trials),
    revisions: revisionsOf(trials),
    ...(connects.length === 0 ? {} : { connectMs: timesOf(connects) }),
    ...(usual.length === 0 ? {} : { connect: latencySummary(usual) }),
    ...(walks.length === 0 ? {} : { durationMs: timesOf(walks) }),
    failures: failed.slice(0, mostFailuresKept).map(failureOf),
  };
}

function outcomesOf(trials: readonly Trial[]): TrialSummary["outcomes"] {
  // What went well and what did not may be called the same.
  const groups = groupedBy(trials, ({ ok, outcome }) => `${ok} ${outcome}`);
  return groups
    .map(({ first: { ok, outcome }, all }) => ({ outcome, ok, count: all.length }))
    .toSorted((a, b) => b.count - a.count);
}

function revisionsOf(trials: readonly Trial[]): TrialSummary["revisions"] {
  return groupedBy(trials, ({ revision }) => revision ?? null)
    .map(({ first: { revision = null }, all }) => {
      return { revision, n: all.length, successes: all.filter(({ ok }) => ok).length };
    })
    .toSorted((a, b) => b.n - a.n);
}

interface Group {
  readonly first: Trial;
  readonly all: readonly Trial[];
}

/** In the order in which each was first seen, which decides between those that are as frequent. */
function groupedBy(
  trials: readonly Trial[],
  keyOf: (trial: Trial) => string | null,
): readonly Group[] {
  const groups = new Map<string | null, { first: Trial; all: Trial[] }>();
  for (const trial of trials) {
    const group = groups.get(keyOf(trial));
    if (group === undefined) groups.set(keyOf(trial), { first: trial, all: [trial] });
    else group.all.push(trial);
  }
  return [...groups.values()];
}

/** Percentiles by nearest rank: each is a time that was measured. */
function timesOf(times: readonly number[]): TimeSummary {
  const sorted = times.toSorted((a, b) => a - b);
  const rank = (share: number): number => sorted[Math.ceil(share * sorted.length) - 1] ?? 0;
  const mean = sorted.reduce((sum, time) => sum + time, 0) / sorted.length;
  const percentiles = { p50: rank(0.5), p95: rank(0.95), p99: rank(0.99) };
  return { n: sorted.length, mean, ...percentiles, max: rank(1) };
}

function failureOf(trial: Trial): TrialSummary["failures"][number] {
  const { n, atMs, outcome, revision, trace, error, transcript } = trial;
  return {
    ...{ n, atMs, outcome },
    ...(revision === undefined ? {} : { revision }),
    ...(trace === undefined ? {} : { trace }),
    ...(error === undefined ? {} : { error }),
    ...(transcript === undefined ? {} : { transcript }),
  };
}
