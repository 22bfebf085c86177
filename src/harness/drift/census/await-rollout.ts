import { redact } from "../../../ground/redact.ts";
import type { Secret } from "../../../ground/secret.ts";
import { type User, UserUnavailable } from "../../wire/user/user.ts";
import { type CensusVerdict, judgeCensus, wayOf } from "./judge-census.ts";
import type { Member } from "./member.ts";
import { type CensusPlace, takeCensus } from "./take-census.ts";
import type { Tally } from "./tally.ts";

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
}

/** Enough to see that nothing has changed yet. */
const glance = 5;

const usualPauseMs = 5_000;

/**
 * Takes a census again and again, until the expected revision answers every connection or the time is over.
 * As long as nothing changes a few connections are enough; what is believed in the end is a full census. A
 * deployment that does not answer meanwhile is waited for like one that answers with another revision.
 *
 * @throws UserUnavailable when nobody can be had to open a WebSocket with, and waiting would not change that
 */
export async function awaitRollout(
  place: CensusPlace,
  question: RolloutQuestion,
): Promise<Rollout> {
  const { connections, withinMs, pauseMs = usualPauseMs, onStep } = question;
  const startMs = place.clock.now();
  const leftMs = (): number => startMs + withinMs - place.clock.now();
  const watch = new Watch(place, question.expected);
  for (let size = Math.min(glance, connections); ; ) {
    const look = await watch.look(size);
    // What has changed deserves a census, and so does whoever answers at the end.
    const isLast = leftMs() <= 0 && look.verdict.state !== "nobody";
    if (size < connections && (isNew(look.verdict) || isLast)) {
      size = connections;
      continue;
    }
    const waitedMs = place.clock.now() - startMs;
    const isDone = isWhole(look.verdict);
    await onStep?.(redact(`${Math.floor(waitedMs / 1_000)} s: ${tellLook(look)}`));
    if (isDone || leftMs() <= 0)
      return { verdict: look.verdict, isDone, waitedMs, looks: watch.looks };
    await pause(place, Math.min(pauseMs, leftMs()));
    if (!isNew(look.verdict)) size = Math.min(glance, connections);
  }
}

interface Look {
  readonly members: readonly Member[];
  readonly verdict: CensusVerdict;
  /** Why nobody was counted. */
  readonly obstacle?: string;
}

/** Looks at one deployment, as somebody whom it lets in. */
class Watch {
  readonly #place: CensusPlace;
  readonly #expected: string;
  #user: User | undefined;
  looks = 0;

  constructor(place: CensusPlace, expected: string) {
    this.#place = place;
    this.#expected = expected;
  }

  async look(connections: number): Promise<Look> {
    this.looks += 1;
    try {
      const token = await this.#token();
      const members = await takeCensus(this.#place, { connections, token });
      // Another build may know nothing of whom this one let in.
      if (members.some(isTurnedAway) && this.#user?.origin !== "given") this.#user = undefined;
      return { members, verdict: judgeCensus(members, { expected: this.#expected }) };
    } catch (error) {
      if (!(error instanceof UserUnavailable) || !isPassing(error)) throw error;
      const verdict = judgeCensus([], { expected: this.#expected });
      return { members: [], verdict, obstacle: error.tried.at(-1) ?? error.message };
    }
  }

  async #token(): Promise<Secret> {
    const { wire } = this.#place;
    // The context's own user once: that nobody could be had is remembered, and somebody may be had later.
    this.#user ??= await (this.looks === 1 ? wire.user() : wire.users.obtain());
    return this.#user.token;
  }
}

/** Nobody reached whoever makes users, or it has no time: both pass with a rollout. */
function isPassing({ tried, cause }: UserUnavailable): boolean {
  return cause !== undefined || /: HTTP (?:404|429|5\d\d) /.test(tried.at(-1) ?? "");
}

function isTurnedAway({ via, ok, outcome }: Member): boolean {
  return via === "ws" && !ok && /^(?:401|403|1008|4\d\d\d)$/.test(outcome);
}

/** Something else answers than one build that is not the expected one. */
function isNew({ state }: CensusVerdict): boolean {
  return state !== "pinned" && state !== "nobody";
}

/** As expected, and every connection was answered. */
function isWhole({ state, http, ws }: CensusVerdict): boolean {
  return state === "as-expected" && http.failed === 0 && ws.failed === 0;
}

function tellLook({ verdict, members, obstacle }: Look): string {
  if (obstacle !== undefined) return `nobody could be had to connect as: ${obstacle}`;
  const { state, http, ws } = verdict;
  if (state === "nobody") return `nobody answers (${outcomesOf(members)})`;
  return [http, ws]
    .filter(({ asked }) => asked > 0)
    .map((tally) => tellTally(tally, members))
    .join("; ");
}

function tellTally({ via, asked, failed, shares }: Tally, members: readonly Member[]): string {
  const failing = members.filter((member) => member.via === via && !member.ok);
  const parts = [
    ...shares.map(({ build, count }) => [count, `by ${build}`] as const),
    ...(failed === 0 ? [] : [[failed, `by nobody (${outcomesOf(failing)})`] as const]),
  ];
  const told = parts.map(([count, who], at) =>
    at === 0 ? `${count} of ${asked} answered ${who}` : `${count} ${who}`,
  );
  return `${told.join(", ")} over ${wayOf(via)}`;
}

function outcomesOf(members: readonly Member[]): string {
  return [...new Set(members.map(({ outcome }) => outcome))].join(", ");
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
