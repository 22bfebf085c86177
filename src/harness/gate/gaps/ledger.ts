import { type CauseId, isCause } from "../../../ground/cause.ts";
import { ConfigurationError } from "../../../ground/errors.ts";
import { type GapHistory, type GapState, gapStates } from "./gap-facts.ts";
import type { GapOutcome } from "./gap-state.ts";

/** Version of the lines that are written. A line without one is of version 0. */
const version = 1;

/** What one run said of one gap: one line of the ledger. */
export interface GapEvent {
  readonly v: typeof version;
  /** Id of the gap. */
  readonly gap: string;
  readonly state: GapState;
  /** When, as ISO 8601 in UTC. */
  readonly at: string;
  /** Environment it was measured in: what is closed on staging may be open in production. */
  readonly on?: string;
  /** Host it was measured on, without its port: nobody's passes count for another's. */
  readonly target?: string;
  readonly revision?: string;
  /** Cause its checks failed of. */
  readonly cause?: CauseId;
  /** How often all its checks passed in this run. Not a running total: branches add to the ledger side by side. */
  readonly passes?: number;
  /** Id of the run. */
  readonly run: string;
}

/** When a run was, where, and which. */
interface RunStamp {
  readonly at: Date;
  readonly on?: string;
  readonly target?: string;
  readonly run: string;
}

/** Where a gap is looked at. */
export interface GapPlace {
  /** Environment. */
  readonly on: string;
  /** Host, without its port. */
  readonly target: string;
}

/** What the ledger keeps of a gap's state after a run. */
export function eventOf(
  outcome: Omit<GapOutcome, "because" | "declaredCause" | "since">,
  { at, on, target, run }: RunStamp,
): GapEvent {
  const { id, state, revision, observedCause, passes } = outcome;
  return {
    v: version,
    gap: id,
    state,
    at: at.toISOString(),
    ...(on !== undefined && { on }),
    ...(target !== undefined && { target }),
    ...(revision !== undefined && { revision }),
    ...(observedCause !== undefined && { cause: observedCause }),
    ...(hasMeasured(state) && { passes }),
    run,
  };
}

/**
 * What is to be added at the end of a ledger. Lines are only ever added there, so a merge that keeps those of both
 * sides (`merge=union`) loses nothing; order and duplicates are for {@link readLedger}.
 *
 * @param text - the ledger so far, whose last line somebody may have left open
 */
export function linesAfter(text: string, events: readonly GapEvent[]): string {
  const lines = events.map((event) => `${JSON.stringify(event)}\n`).join("");
  return text === "" || text.endsWith("\n") ? lines : `\n${lines}`;
}

/**
 * Reads a ledger: every event once, by time, then run. Fields it does not know are left out.
 *
 * @param text - JSON lines
 * @param file - what the ledger is called in errors
 * @throws {@link ConfigurationError} naming the line that is none, or of a version to come
 */
export function readLedger(text: string, file = "ledger"): readonly GapEvent[] {
  const events = new Map<string, GapEvent>();
  for (const [index, line] of text
    .replace(/^\uFEFF/, "")
    .split(/\r\n|\r|\n/)
    .entries()) {
    if (line.trim() === "") continue;
    const event = eventIn(line, `${file}, line ${index + 1},`);
    events.set(JSON.stringify(event), event);
  }
  return inOrder([...events.values()]);
}

/**
 * How a gap stands by its ledger, or nothing when nothing was ever measured of it. Pure, and the same in whatever
 * order the events come. A failure that follows a closing is a regression, whatever the line says: another branch may
 * have proven the gap without knowing that it was closed.
 *
 * @param place - events that name another one say nothing here. @default all are counted
 */
export function stateOf(
  gap: string,
  events: readonly GapEvent[],
  place?: GapPlace,
): GapHistory | undefined {
  let history: GapHistory | undefined;
  for (const event of inOrder(events)) {
    if (event.gap === gap && !isElsewhere(event, place) && hasMeasured(event.state))
      history = after(history, event);
  }
  return history;
}

function isElsewhere({ on, target }: GapEvent, place: GapPlace | undefined): boolean {
  if (place === undefined) return false;
  return (on ?? place.on) !== place.on || (target ?? place.target) !== place.target;
}

function after(history: GapHistory | undefined, { state, passes = 0 }: GapEvent): GapHistory {
  const inARow = passes === 0 ? 0 : (history?.passes ?? 0) + passes;
  if (state === "closed") return { state, wasClosed: true, passes: inARow };
  if (history?.wasClosed !== true) return { state, wasClosed: false, passes: inARow };
  // A pass of a run that did not know of the closing speaks neither for a regression nor against one.
  return { state: passes > 0 ? history.state : "regressed", wasClosed: true, passes: inARow };
}

/** Whether a state says something that a later run builds on. */
export function hasMeasured(state: GapState): boolean {
  return state !== "blocked" && state !== "unmeasured";
}

/** By time, then run; what is left of equals is put in one order, so that no merge changes what is read. */
function inOrder(events: readonly GapEvent[]): readonly GapEvent[] {
  return events
    .map((event) => ({ event, key: [event.at, event.run, event.gap, JSON.stringify(event)] }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ event }) => event);
}

/** By code units: a ledger reads the same in every locale. */
function compare(a: readonly string[], b: readonly string[]): number {
  const at = a.findIndex((part, index) => part !== b[index]);
  if (at < 0) return 0;
  return (a[at] ?? "") < (b[at] ?? "") ? -1 : 1;
}

function eventIn(line: string, where: string): GapEvent {
  const said = objectIn(line, where);
  const { v = 0, gap, state, run = v === 0 ? "" : undefined } = said;
  if (!isCount(v)) return refuse(where, "must have a version that is a whole number", v);
  if (v > version)
    return refuse(where, `is of a version to come; this gapproof reads up to ${version}`, v);
  if (!isText(gap)) return refuse(where, "must name its gap", gap);
  if (!isState(state)) return refuse(where, `must have a state of ${gapStates.join(", ")}`, state);
  if (typeof run !== "string") return refuse(where, "must name its run", run);
  const optional = optionals(said, where);
  return { v: version, gap, state, at: instantIn(said, where), ...optional, run };
}

type Said = Readonly<Record<string, unknown>>;

function objectIn(line: string, where: string): Said {
  let said: unknown;
  try {
    said = JSON.parse(line);
  } catch {
    return refuse(where, "must be JSON", line.slice(0, 80));
  }
  const isObject = typeof said === "object" && said !== null && !Array.isArray(said);
  return isObject ? (said as Said) : refuse(where, "must be a JSON object", line.slice(0, 80));
}

/** Whatever its zone and precision, so that text sorts as time does. */
function instantIn({ at }: Said, where: string): string {
  const isIso = typeof at === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(at);
  const instant = isIso ? new Date(at) : undefined;
  if (instant === undefined || Number.isNaN(instant.getTime()))
    return refuse(where, "must say when (at) as ISO 8601 with a zone", at);
  return instant.toISOString();
}

const optionalTexts = ["on", "target", "revision"] as const;

type Optional = Pick<GapEvent, (typeof optionalTexts)[number] | "cause" | "passes">;

function optionals(said: Said, where: string): Optional {
  const { cause, passes } = said;
  const texts = optionalTexts.flatMap((name) => {
    const value = said[name];
    if (value === undefined) return [];
    return isText(value) ? [[name, value]] : refuse(where, `must have text as ${name}`, value);
  });
  if (cause !== undefined && !isText(cause))
    return refuse(where, "must have a cause that is text", cause);
  if (passes !== undefined && !isCount(passes))
    return refuse(where, "must have passes that are a whole number", passes);
  return {
    ...Object.fromEntries(texts),
    // A cause that had another name once is no reason to lose the line.
    ...(isCause(cause) && { cause }),
    ...(passes !== undefined && { passes }),
  };
}

function isText(value: unknown): value is string {
  return typeof value === "string" && value !== "";
}

function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

function isState(value: unknown): value is GapState {
  return gapStates.some((state) => state === value);
}

function refuse(where: string, rule: string, value: unknown): never {
  const received = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
  throw new ConfigurationError(where, rule, { received });
}
