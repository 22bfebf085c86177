import type { Contract, Limits } from "../../../contract/contract.ts";
import { readText } from "../../../contract/field.ts";
import { matchesAny } from "../../../contract/match.ts";
import type { Clock } from "../../../ground/clock.ts";
import { redact } from "../../../ground/redact.ts";
import type { Secret } from "../../../ground/secret.ts";
import { HttpFailure } from "../../wire/http/http-failure.ts";
import { parsed } from "../../wire/json.ts";
import { type Look, lookOfAnswer, lookOfUpgrade, shapeOf } from "../../wire/look.ts";
import { RawConnection } from "../../wire/raw/connection.ts";
import { opcodes, type RawFrame } from "../../wire/raw/frames.ts";
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
}

/**
 * Asks over fresh connections, HTTP and WebSocket in turns, who answers. Each is closed at once; nothing is
 * written on the target.
 *
 * @throws UserUnavailable when nobody can be had to open a WebSocket with
 */
export async function takeCensus(
  place: CensusPlace,
  { connections, atOnce = 4, ...given }: CensusOptions,
): Promise<readonly Member[]> {
  const token = given.token ?? (await place.wire.user()).token;
  const startMs = place.clock.now();
  const turns = Array.from({ length: connections * 2 }, (_, n) => n);
  const met: Met[] = [];
  const work = async (): Promise<void> => {
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
      place.wire.signal.throwIfAborted();
      const atMs = place.clock.now() - startMs;
      // In no step with an edge that takes turns between two.
      const isHttp = turn % 2 === Math.floor(turn / 2) % 2;
      const answered = await (isHttp ? askFresh(place) : dialFresh(place, token));
      met.push({ ...answered, atMs, tookMs: place.clock.now() - startMs - atMs });
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, turns.length) }, work));
  return identified(met);
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

async function askFresh({ contract, wire, limits }: CensusPlace): Promise<Answered> {
  const { path } = contract.identity;
  try {
    const answer = await wire.api.client("backend").call({
      ...{ method: "GET", path, freshConnection: true, signal: wire.signal },
      timeoutMs: limits.httpMs,
    });
    const look = lookOfAnswer(contract, answer.json);
    return { via: "http", ok: answer.status === 200, outcome: String(answer.status), ...look };
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    return { via: "http", ok: false, outcome: error.networkCode ?? error.name, print: "" };
  }
}

async function dialFresh(place: CensusPlace, token: Secret): Promise<Answered> {
  const { contract, ws, wire, limits, clock } = place;
  const request = upgradeRequest(contract, ws, { token });
  using connection = await RawConnection.open(
    { ...request, headers: { ...wire.trace.headers(), ...request.headers } },
    {
      ...{ clock, connectMs: limits.connectMs, answerMs: limits.handshakeMs },
      signal: wire.signal,
    },
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

/** The first message that is a welcome. */
function greetingIn(contract: Contract, frames: readonly RawFrame[]): unknown {
  const { match = [] } = contract.websocket.welcome ?? {};
  for (const frame of frames) {
    const message =
      frame.opcode === opcodes.text ? parsed(frame.payload.toString("utf8")) : undefined;
    if (message !== undefined && matchesAny(contract, match, message)) return message;
  }
  return undefined;
}

function lookOfGreeting(contract: Contract, { print }: Look, greeting: unknown): Look {
  const paths = contract.websocket.welcome?.revision;
  const revision = paths === undefined ? undefined : readText(greeting, paths);
  return {
    print: `${print} ${shapeOf(greeting)}`,
    ...(revision === undefined ? {} : { revision: redact(revision) }),
  };
}
