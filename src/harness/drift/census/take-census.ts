import type { Contract, Limits } from "../../../contract/contract.ts";
import { readText } from "../../../contract/field.ts";
import { linkAbort } from "../../../ground/abort.ts";
import type { Clock } from "../../../ground/clock.ts";
import { redact } from "../../../ground/redact.ts";
import type { Secret } from "../../../ground/secret.ts";
import { HttpFailure } from "../../wire/http/http-failure.ts";
import { type Look, lookOfAnswer, lookOfUpgrade, shapeOf } from "../../wire/look.ts";
import { RawConnection } from "../../wire/raw/connection.ts";
import { opcodes, type RawFrame } from "../../wire/raw/frames.ts";
import { greetingIn } from "../../wire/raw/greeting.ts";
import type { RawHandshake } from "../../wire/raw/handshake.ts";
import { upgradeRequest } from "../../wire/raw/upgrade-request.ts";
import { carriageOf } from "../../wire/socket/carrier.ts";
import type { Wire } from "../../wire/wire.ts";
import type { Member } from "./member.ts";
import { revisionAmong, revisionOfRefusal } from "./refusal.ts";

/** Where a census is taken. */
export interface CensusPlace {
  readonly contract: Contract;
  readonly wire: Wire;
  /** Full WebSocket URL with the contract's first route. */
  readonly ws: string;
  readonly limits: Limits;
  readonly clock: Clock;
}

export interface CensusOptions {
  /** Fresh connections over each way: 29 meet a build that answers a tenth, with 95 % certainty. */
  readonly connections: number;
  /** Connections at a time. @default 4 */
  readonly atOnce?: number;
  /** Opens the WebSockets. @default the context's own user's */
  readonly token?: Secret;
  /** Ends it early, with those that were asked by then. */
  readonly signal?: AbortSignal;
}

/** A connection that was this long under way when the census was ended had its time. Milliseconds. */
const patienceMs = 1_000;

/**
 * Asks over fresh connections, HTTP and WebSocket in turns, who answers. Each is closed at once, and none says
 * anything. What stays on the target is an account, where somebody to connect as has to register first.
 *
 * @throws UserUnavailable when nobody can be had to open a WebSocket with
 */
export async function takeCensus(
  place: CensusPlace,
  { connections, atOnce = 4, ...given }: CensusOptions,
): Promise<readonly Member[]> {
  const token = given.token ?? (await place.wire.user()).token;
  const { clock, wire } = place;
  const startMs = clock.now();
  const turns = Array.from({ length: connections * 2 }, (_, n) => n);
  using ended = linkAbort([wire.signal, given.signal]);
  const asking: Asking = { ...place, token, signal: ended.signal };
  const met: Met[] = [];
  const work = async (): Promise<void> => {
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
      const member = ended.signal.aborted ? undefined : await askOne(asking, turn);
      if (member !== undefined) met.push({ ...member, atMs: member.atMs - startMs });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, turns.length) }, work));
  wire.signal.throwIfAborted();
  return identified(met);
}

/** Where a census is taken, as whom, and until when. */
interface Asking extends CensusPlace {
  readonly token: Secret;
  readonly signal: AbortSignal;
}

async function askOne(asking: Asking, turn: number): Promise<Met | undefined> {
  const { clock, signal } = asking;
  const atMs = clock.now();
  // In no step with an edge that takes turns between two.
  const isHttp = turn % 2 === Math.floor(turn / 2) % 2;
  const answered = await (isHttp ? askFresh(asking) : dialFresh(asking));
  const tookMs = clock.now() - atMs;
  const member = signal.aborted ? givenUp(answered, tookMs) : answered;
  return member && { ...member, atMs, tookMs };
}

/** What was under way when the census was ended: nobody knows of it what a little more time would have brought. */
function givenUp(answered: Answered, tookMs: number): Answered | undefined {
  if (answered.ok) return answered;
  if (tookMs < patienceMs) return undefined;
  return { via: answered.via, ok: false, outcome: "no answer in time", print: "" };
}

/** Who answered; of a refused upgrade, the answer: it may name its revision where only others can tell. */
type Answered = Omit<Member, "atMs" | "tookMs"> & { readonly refusal?: RawHandshake };

type Met = Member & Pick<Answered, "refusal">;

/** With the revision of whoever refused, where it says what others say of themselves. */
function identified(met: readonly Met[]): readonly Member[] {
  const known = new Set(met.flatMap(({ revision }) => revision ?? []));
  return met.map(({ refusal, ...member }) => {
    if (refusal === undefined || member.revision !== undefined) return member;
    const revision = revisionAmong(refusal, known);
    return revision === undefined ? member : { ...member, revision };
  });
}

async function askFresh({ contract, wire, limits, signal }: Asking): Promise<Answered> {
  const { path } = contract.identity;
  try {
    const answer = await wire.api.client("backend").call({
      ...{ method: "GET", path, freshConnection: true, signal },
      timeoutMs: limits.httpMs,
    });
    const look = lookOfAnswer(contract, answer.json);
    return { via: "http", ok: answer.status === 200, outcome: String(answer.status), ...look };
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return { via: "http", ok: false, outcome: error.networkCode ?? error.name, print: "" };
  }
}

async function dialFresh(asking: Asking): Promise<Answered> {
  const { contract, ws, wire, limits, clock, token, signal } = asking;
  const request = upgradeRequest(contract, ws, { token });
  using connection = await RawConnection.open(
    { ...request, headers: { ...wire.trace.headers(), ...request.headers } },
    { clock, connectMs: limits.connectMs, answerMs: limits.handshakeMs, signal },
  );
  const { handshake, switched } = connection;
  const look = lookOfUpgrade(handshake);
  if (!switched) return refused(contract, handshake, look);
  const { welcome, carriers } = contract.websocket;
  const { firstMessage } = carriageOf(carriers[0], token);
  if (firstMessage !== undefined) connection.send(opcodes.text, JSON.stringify(firstMessage));
  if (welcome === undefined) return { via: "ws", ok: true, outcome: "101", ...look };
  const { frames } = connection;
  // Nobody answers a close frame here: whoever sent one would wait for that before hanging up.
  const isOver = (): boolean =>
    greetingIn(contract, frames) !== undefined || closeIn(frames) !== undefined;
  await connection.until(isOver, limits.welcomeMs);
  const greeting = greetingIn(contract, frames);
  if (greeting === undefined) {
    const outcome = closeCodeIn(frames) ?? "no welcome";
    return { via: "ws", ok: false, outcome, ...look };
  }
  return { via: "ws", ok: true, outcome: "101", ...lookOfGreeting(contract, look, greeting) };
}

function refused(contract: Contract, refusal: RawHandshake, { print }: Look): Answered {
  const { status, failure = "no answer" } = refusal;
  const revision = revisionOfRefusal(contract, refusal);
  return {
    ...{ via: "ws", ok: false, outcome: String(status ?? failure), print, refusal },
    ...(revision === undefined ? {} : { revision }),
  };
}

/** With what it was closed instead of greeted. */
function closeCodeIn(frames: readonly RawFrame[]): string | undefined {
  const close = closeIn(frames)?.payload;
  return close === undefined || close.length < 2 ? undefined : String(close.readUInt16BE(0));
}

function closeIn(frames: readonly RawFrame[]): RawFrame | undefined {
  return frames.find(({ opcode }) => opcode === opcodes.close);
}

function lookOfGreeting(contract: Contract, { print }: Look, greeting: unknown): Look {
  const paths = contract.websocket.welcome?.revision;
  const revision = paths === undefined ? undefined : readText(greeting, paths);
  return {
    // A build may greet in several ways: how it does tells builds apart only where none says its name.
    print: revision === undefined ? `${print} ${shapeOf(greeting)}` : print,
    ...(revision === undefined ? {} : { revision: redact(revision) }),
  };
}
