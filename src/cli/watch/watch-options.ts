import { parseDuration } from "../../ground/duration.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import { defaultErrors, mostError } from "../../harness/gate/rates/rate-targets.ts";

/** What a command line asks of `gapproof watch`, as it was typed. */
export interface WatchFlags {
  readonly journey?: readonly string[];
  readonly min?: string;
  readonly for?: string;
  readonly every?: string;
  readonly atOnce?: string;
  readonly alpha?: string;
  readonly beta?: string;
  readonly maxDuration?: string;
  /** A file, or `false` for none. */
  readonly history?: string | boolean;
  readonly diagnose: boolean;
  readonly reportDir: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** What is asked of a watch, besides the target. Times in milliseconds. */
export interface WatchOptions {
  /** @default all that the contract has a target for and that can be walked */
  readonly journeys: readonly string[] | undefined;
  /** Trials of all journeys together. */
  readonly least: number | undefined;
  /** How long it is to take: trials are spread over it. */
  readonly forMs: number | undefined;
  /** Between the starts of two trials, at least. */
  readonly everyMs: number | undefined;
  readonly atOnce: number | undefined;
  readonly errors: { readonly alpha: number; readonly beta: number };
  readonly maxDurationMs: number;
  readonly diagnose: boolean;
  readonly reportDir: string;
  readonly json: boolean;
  readonly quiet: boolean;
}

/** @throws {@link ConfigurationError} naming the option at fault, or those that contradict one another */
export function readWatchOptions(flags: WatchFlags): WatchOptions {
  const forMs = durationIn(flags.for, "--for");
  const options: WatchOptions = {
    journeys: flags.journey,
    least: wholeIn(flags.min, "--min", mostTrials),
    ...{ forMs, everyMs: durationIn(flags.every, "--every") },
    atOnce: wholeIn(flags.atOnce, "--at-once", mostAtOnce),
    errors: {
      alpha: errorIn(flags.alpha, "--alpha", defaultErrors.alpha),
      beta: errorIn(flags.beta, "--beta", defaultErrors.beta),
    },
    maxDurationMs: durationIn(flags.maxDuration, "--max-duration") ?? limitFor(forMs),
    ...{ diagnose: flags.diagnose, reportDir: flags.reportDir },
    ...{ json: flags.json ?? false, quiet: flags.quiet ?? false },
  };
  refuseContradictions(options, flags);
  return options;
}

/** More than this nobody runs against a backend, and the counts would hold a machine's memory. */
const mostTrials = 100_000;

/** More sockets at a time are a load test, and what fails then fails of the load. */
const mostAtOnce = 50;

const usualLimitMs = 60 * 60_000;

/** What comes before and after the trials of a watch whose length is known. */
const marginMs = 15 * 60_000;

/** The longest a timer can wait. */
const longestMs = 0x7fff_ffff;

function limitFor(forMs: number | undefined): number {
  return forMs === undefined ? usualLimitMs : Math.min(longestMs, forMs + marginMs);
}

function refuseContradictions(options: WatchOptions, flags: WatchFlags): void {
  const { least, forMs, everyMs, maxDurationMs } = options;
  const refuse = (option: string, rule: string, received?: string): never => {
    throw new ConfigurationError(option, rule, { received });
  };
  if (least !== undefined && forMs !== undefined && everyMs !== undefined)
    refuse("--every", "cannot go together with --min and --for, which already say the pace");
  if (forMs !== undefined && everyMs !== undefined && everyMs > forMs)
    refuse("--every", `must not be longer than --for (${flags.for})`, flags.every);
  if (forMs !== undefined && forMs >= maxDurationMs)
    refuse("--max-duration", `must be longer than --for (${flags.for})`, flags.maxDuration);
  if (least !== undefined && everyMs !== undefined && (least - 1) * everyMs >= maxDurationMs) {
    const rule = `must leave time for --min ${least} trials, one --every ${flags.every}`;
    refuse("--max-duration", rule, flags.maxDuration ?? "60m, as by default");
  }
}

function durationIn(text: string | undefined, option: string): number | undefined {
  return text === undefined ? undefined : parseDuration(text, option);
}

function wholeIn(text: string | undefined, option: string, most: number): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (/^\d+$/.test(text) && value >= 1 && value <= most) return value;
  throw new ConfigurationError(option, `must be a whole number from 1 to ${most}`, {
    received: text,
  });
}

function errorIn(text: string | undefined, option: string, otherwise: number): number {
  if (text === undefined) return otherwise;
  const value = Number(text);
  if (text.trim() !== "" && value > 0 && value <= mostError) return value;
  const rule = `must be a share above 0 and at most ${mostError}, such as 0.05 for 5 %`;
  throw new ConfigurationError(option, rule, { received: text });
}
