import { redact } from "../../../ground/redact.ts";
import { UserUnavailable } from "../../wire/user/user.ts";
import { type CensusVerdict, judgeCensus } from "./judge-census.ts";
import { type Look, tellLook } from "./look.ts";
import { buildOf } from "./member.ts";
import { type CensusPlace, takeCensus } from "./take-census.ts";
import { Visitor } from "./visitor.ts";

/** A rollout that is waited for. */
export interface RolloutQuestion {
  /** The revision that is to answer everything. */
  readonly expected: string;
  /** Fresh connections over each way that the final judgement takes. */
  readonly connections: number;
  /** How long it may take. Milliseconds. */
  readonly withinMs: number;
  /** Between two looks. Milliseconds. @default 5000 */
  readonly pauseMs?: number;
  /** Hears after every look what it saw, in one line: `12 s: 5 of 5 answered by r1 over HTTP`. Redacted. */
  readonly onStep?: (step: string) => void | Promise<void>;
}

/** How a rollout ended: with the last census that was taken. */
export interface Rollout {
  readonly verdict: CensusVerdict;
  /** The revision answers every connection, and did so in time. */
  readonly isDone: boolean;
  /** Milliseconds. */
  readonly waitedMs: number;
  /** How often it was looked. */
  readonly looks: number;
  /** The time was over before all the connections of the last census were asked. */
  readonly isCut: boolean;
}

/** Enough to see that nothing has changed yet. */
const glance = 5;

const usualPauseMs = 5_000;

/** What a census may take longer than the look before lets one expect: so much as a factor, and milliseconds. */
const slack = { factor: 1.5, ms: 300 } as const;

/**
 * Takes a census again and again, until the expected revision answers every connection or the time is over.
 * As long as nothing new is met a few connections are enough; what is believed in the end is a full census. A
 * deployment that does not answer meanwhile is waited for like one that answers with another revision. When the
 * time is over nothing goes on, whatever is under way.
 *
 * @throws UserUnavailable when nobody can be had to open a WebSocket with, and waiting would not change that
 */
export async function awaitRollout(
  place: CensusPlace,
  question: RolloutQuestion,
): Promise<Rollout> {
  const { pauseMs = usualPauseMs, onStep } = question;
  const { clock } = place;
  const startMs = clock.now();
  using watch = new Watch(place, question);
  let last: Look | undefined;
  for (let isFull = false; ; ) {
    const look = await watch.seen(isFull);
    last = preferred(look, last);
    const isDone = isWhole(look);
    const waitedMs = clock.now() - startMs;
    await onStep?.(redact(`${Math.floor(waitedMs / 1_000)} s: ${tellLook(look)}`));
    const { verdict, isFull: isAll } = last;
    const end = { verdict, isDone, waitedMs, looks: watch.looks, isCut: !isAll };
    const { leftMs } = watch;
    const perPair = look.tookMs / look.size;
    const fullMs = slack.ms + slack.factor * perPair * question.connections;
    // No time for another census: it could not be believed.
    const isPastUse = look.isFull && leftMs <= Math.min(fullMs, pauseMs);
    if (isDone || leftMs <= 0 || isPastUse) return end;
    isFull = leftMs <= pauseMs + fullMs;
    await pause(place, Math.min(pauseMs, isFull ? Math.max(0, leftMs - fullMs) : pauseMs));
  }
}

/** What was cut short stands before a larger look only where it met something else. */
function preferred(look: Look, last: Look | undefined): Look {
  if (!look.isCut || last === undefined) return look;
  const isPoorer = look.members.length < last.members.length;
  const isNews = look.members.length > 0 && look.verdict.state !== last.verdict.state;
  return isPoorer && !isNews ? last : look;
}

/** Looks at one deployment, until the time is over. */
class Watch implements Disposable {
  readonly #place: CensusPlace;
  readonly #question: RolloutQuestion;
  readonly #visitor: Visitor;
  readonly #endMs: number;
  readonly #end: AbortController = new AbortController();
  readonly #disarm: () => void;
  /** What was met since one build, or nobody, answered everything. */
  #known: ReadonlySet<string> = new Set();
  looks = 0;

  constructor(place: CensusPlace, question: RolloutQuestion) {
    const { clock, wire } = place;
    this.#place = place;
    this.#question = question;
    this.#visitor = new Visitor(wire, clock);
    this.#endMs = clock.now() + question.withinMs;
    this.#disarm = clock.after(question.withinMs, () => this.#end.abort());
  }

  get leftMs(): number {
    return this.#end.signal.aborted ? 0 : Math.max(0, this.#endMs - this.#place.clock.now());
  }

  /** A few connections first, where they are enough to see that there is nothing new to be met. */
  async seen(isFull: boolean): Promise<Look> {
    const { connections } = this.#question;
    const glimpse = await this.#look(isFull ? connections : Math.min(glance, connections));
    const met = metIn(glimpse);
    const isNews = isTelling(glimpse) && [...met].some((one) => !this.#known.has(one));
    const isShort = glimpse.size < connections && this.leftMs > 0;
    const look = isShort && (isNews || isGood(glimpse)) ? await this.#look(connections) : glimpse;
    // A few connections meet some of what a census met, and another few others of it.
    const known = isTelling(look) ? [...this.#known, ...metIn(look)] : metIn(look);
    this.#known = new Set(known);
    return look;
  }

  async #look(size: number): Promise<Look> {
    this.looks += 1;
    const { clock } = this.#place;
    const startMs = clock.now();
    const { members, obstacle } = await this.#count(size);
    this.#visitor.heard(members);
    const isCut = this.#end.signal.aborted && members.length < 2 * size;
    return {
      ...{ members, size, isCut, tookMs: clock.now() - startMs },
      isFull: size >= this.#question.connections && !isCut,
      verdict: judgeCensus(members, { expected: this.#question.expected }),
      ...(obstacle === undefined ? {} : { obstacle }),
    };
  }

  async #count(connections: number): Promise<Pick<Look, "members" | "obstacle">> {
    const { signal } = this.#end;
    try {
      const token = await unlessOver(this.#visitor.token(), signal);
      if (token === undefined) return { members: [], obstacle: "that took longer than there was" };
      return { members: await takeCensus(this.#place, { connections, token, signal }) };
    } catch (error) {
      if (!(error instanceof UserUnavailable) || !isPassing(error)) throw error;
      return { members: [], obstacle: error.tried.at(-1) ?? error.message };
    }
  }

  [Symbol.dispose](): void {
    this.#disarm();
  }
}

/** Whom and what it met, over which way. */
function metIn({ members }: Look): ReadonlySet<string> {
  return new Set(
    members.map((member) =>
      member.ok
        ? `${member.via} ${buildOf(member)}`
        : `${member.via} ${member.outcome} ${member.revision ?? ""}`,
    ),
  );
}

/** @returns undefined when the time is over first */
async function unlessOver<T>(coming: Promise<T>, signal: AbortSignal): Promise<T | undefined> {
  // Whoever no longer waits hears of no failure either.
  coming.catch(() => undefined);
  if (signal.aborted) return undefined;
  let stop: () => void = () => undefined;
  const over = new Promise<undefined>((resolve) => {
    stop = () => resolve(undefined);
    signal.addEventListener("abort", stop, { once: true });
  });
  return await Promise.race([coming, over]).finally(() =>
    signal.removeEventListener("abort", stop),
  );
}

/** Nobody reached whoever makes users, or it has no time: both pass with a rollout. */
function isPassing({ tried, cause }: UserUnavailable): boolean {
  return cause !== undefined || /: HTTP (?:404|429|5\d\d) /.test(tried.at(-1) ?? "");
}

/** Something else answers than one build that is not the expected one. */
function isTelling({ verdict: { state } }: Look): boolean {
  return state !== "pinned" && state !== "nobody";
}

/** As expected, and every connection was answered. */
function isGood({ verdict: { state, http, ws } }: Look): boolean {
  return state === "as-expected" && http.failed === 0 && ws.failed === 0;
}

/** And all that were to be asked were asked. */
function isWhole(look: Look): boolean {
  return look.isFull && isGood(look);
}

/** Ends early when everything is called off: whoever goes on then is told so. */
function pause({ clock, wire }: CensusPlace, ms: number): Promise<void> {
  return new Promise((resolve) => {
    const end = (): void => {
      cancel();
      wire.signal.removeEventListener("abort", end);
      resolve();
    };
    const cancel = clock.after(ms, end);
    wire.signal.addEventListener("abort", end, { once: true });
    if (wire.signal.aborted) end();
  });
}
