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
import { upgradeRequest } from "../../wire/raw/upgrade-request.ts";
import { carriageOf } from "../../wire/socket/carrier.ts";
import type { Wire } from "../../wire/wire.ts";
import type { Member } from "./member.ts";

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
  readonly onMember?: (member: Member) => void;
}

/**
 * Asks over fresh connections, HTTP and WebSocket in turns, who answers. Each is closed at once; nothing is
 * written on the target.
 *
 * @throws UserUnavailable when nobody can be had to open a WebSocket with
 */
export async function takeCensus(
  place: CensusPlace,
  { connections, atOnce = 4, onMember }: CensusOptions,
): Promise<readonly Member[]> {
  const { token } = await place.wire.user();
  const startMs = place.clock.now();
  const turns = Array.from({ length: connections * 2 }, (_, n) => n);
  const members: Member[] = [];
  const work = async (): Promise<void> => {
    for (let turn = turns.shift(); turn !== undefined; turn = turns.shift()) {
      place.wire.signal.throwIfAborted();
      const atMs = place.clock.now() - startMs;
      // In no step with an edge that takes turns between two.
      const isHttp = turn % 2 === Math.floor(turn / 2) % 2;
      const met = await (isHttp ? askFresh(place) : dialFresh(place, token));
      const tookMs = place.clock.now() - startMs - atMs;
      const member: Member = { ...met, atMs, tookMs };
      members.push(member);
      onMember?.(member);
    }
  };
  await Promise.all(Array.from({ length: Math.min(atOnce, turns.length) }, work));
  return members;
}

type Met = Omit<Member, "atMs" | "tookMs">;

async function askFresh({ contract, wire, limits }: CensusPlace): Promise<Met> {
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

async function dialFresh(place: CensusPlace, token: Secret): Promise<Met> {
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
  const { status, failure = "no answer" } = handshake;
  const look = lookOfUpgrade(handshake);
  if (!switched) return { via: "ws", ok: false, outcome: String(status ?? failure), ...look };
  const { welcome, carriers } = contract.websocket;
  const { firstMessage } = carriageOf(carriers[0], token);
  if (firstMessage !== undefined) connection.send(opcodes.text, JSON.stringify(firstMessage));
  if (welcome === undefined) return { via: "ws", ok: true, outcome: "101", ...look };
  await connection.until(
    () => greetingIn(contract, connection.frames) !== undefined,
    limits.welcomeMs,
  );
  const greeting = greetingIn(contract, connection.frames);
  if (greeting === undefined) return { via: "ws", ok: false, outcome: "no welcome", ...look };
  return { via: "ws", ok: true, outcome: "101", ...lookOfGreeting(contract, look, greeting) };
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
