import type { Contract } from "../../contract/contract.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import { demandShare, demandWhole } from "../gate/rates/rate-question.ts";
import { mostError, type RateTarget } from "../gate/rates/rate-targets.ts";
import type { Walk } from "./walk.ts";
import { walkOf } from "./walks/walks.ts";

/**
 * When a watch is over.
 *
 * - `decided`: each journey when its own rate is, or when it has had its most trials
 * - `samples`: exactly `n` trials of each journey, as many as were asked for beforehand
 * - `loop`: `least` trials of all journeys together, or as soon as so many of them have failed that no more than
 *   `above` (@default 0.95) of them can go well
 * - `duration`: after `ms`, decided or not
 */
export type WatchStop =
  | { readonly kind: "decided" }
  | { readonly kind: "samples"; readonly n: number }
  | { readonly kind: "loop"; readonly least: number; readonly above?: number | undefined }
  | { readonly kind: "duration"; readonly ms: number };

export interface WatchPlan {
  /** Each once, in the order in which they take turns. */
  readonly journeys: readonly RateTarget[];
  readonly stop: WatchStop;
  /** Least time between the starts of two trials, whatever their journeys. Milliseconds. @default 0 */
  readonly everyMs?: number | undefined;
  /** Trials under way at a time. @default 4, and 2 where the target is remote */
  readonly atOnce?: number | undefined;
  /** How often a decision may be wrong either way: at most 0.3. @default 5 % */
  readonly errors?: { readonly alpha: number; readonly beta: number } | undefined;
}

/** Somebody else's deployment has other work to do. */
const atOnceByDefault = { local: 4, remote: 2 } as const;

export function atOnceOf({ atOnce }: WatchPlan, isRemote: boolean): number {
  return atOnce ?? atOnceByDefault[isRemote ? "remote" : "local"];
}

/**
 * How each journey of a plan is walked.
 *
 * @throws {@link ConfigurationError} for a plan without journeys, with one twice, or with one that the contract does
 *   not make walkable; RangeError for numbers that are none
 */
export function walksOf(
  plan: WatchPlan,
  contract: Contract,
): readonly (readonly [RateTarget, Walk])[] {
  demandNumbers(plan);
  const { journeys } = plan;
  if (journeys.length === 0) throw new ConfigurationError("journeys", "must name at least one");
  return journeys.map((target, index) => {
    const { journey } = target;
    if (journeys.findIndex((other) => other.journey === journey) !== index)
      throw new ConfigurationError("journeys", "must name each once", { received: journey });
    const walk = walkOf(contract, journey);
    if (typeof walk === "string")
      throw new ConfigurationError(`journey ${journey}`, `must be one that can be walked: ${walk}`);
    return [target, walk];
  });
}

function demandNumbers({ stop, everyMs = 0, atOnce = 1, errors }: WatchPlan): void {
  demandErrors(errors);
  demandWhole("atOnce", atOnce, 1);
  demandTime("everyMs", everyMs, 0);
  if (stop.kind === "samples") demandWhole("samples", stop.n, 1);
  if (stop.kind === "loop") {
    demandWhole("least", stop.least, 1);
    if (stop.above !== undefined) demandShare("above", stop.above);
  }
  // An endless watch could only be interrupted.
  if (stop.kind === "duration") demandTime("duration", stop.ms, 1);
}

/** What is said of larger ones would not be true. */
function demandErrors(errors: WatchPlan["errors"]): void {
  for (const [name, value] of Object.entries(errors ?? {}))
    if (!(value > 0 && value <= mostError))
      throw new RangeError(`${name} must lie above 0 and be at most ${mostError}, got "${value}".`);
}

function demandTime(option: string, ms: number, least: number): void {
  if (Number.isFinite(ms) && ms >= least) return;
  throw new RangeError(`${option} must be a number of ${least} or more, got "${ms}".`);
}
