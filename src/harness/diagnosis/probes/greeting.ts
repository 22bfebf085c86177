import type { Contract } from "../../../contract/contract.ts";
import { readField, readText } from "../../../contract/field.ts";
import type { Lab } from "../lab.ts";
import { type Dialogue, isAside } from "./dialogue.ts";
import type { Pulses } from "./pulses.ts";
import type { GreetingSaw } from "./talk-saw.ts";

/** Pause between ping frames while a welcome is waited for. Milliseconds. */
const beatMs = 150;

/** How long a right welcome is still waited for after another message came. Milliseconds. */
const otherwiseMs = 250;

/** How a greeting is waited for. */
export interface GreetingOptions {
  /** Beaten while the welcome does not come, to see whether pongs do. */
  readonly pulses?: Pulses;
  /** @default the lab's limit of a welcome. Milliseconds */
  readonly withinMs?: number;
}

/** Waits for the welcome the contract promises; at once over where it promises none. */
export async function awaitGreeting(
  dialogue: Dialogue,
  lab: Lab,
  { pulses, withinMs = lab.limits.welcomeMs }: GreetingOptions = {},
): Promise<void> {
  const { contract, clock } = lab;
  const { welcome } = contract.websocket;
  if (welcome === undefined || !dialogue.isOpen) return;
  const untilMs = clock.now() + withinMs;
  const isGreeted = (): boolean => dialogue.matching(welcome.match).length > 0;
  for (let leftMs = withinMs; leftMs > 0; leftMs = untilMs - clock.now()) {
    const otherwise = dialogue.heard.some(({ message }) => !isAside(contract, message));
    const waitMs = Math.min(leftMs, otherwise ? otherwiseMs : beatMs);
    await dialogue.until(isGreeted, waitMs);
    if (isGreeted() || !dialogue.isOpen || otherwise) return;
    pulses?.beat();
  }
}

/** How a connection was greeted, as a value. */
export function tellGreeting(dialogue: Dialogue, contract: Contract): GreetingSaw {
  const { welcome } = contract.websocket;
  if (welcome === undefined) return { instead: [], unannounced: [] };
  const [first] = dialogue.matching(welcome.match);
  const answeredMs = answeredAtMs(dialogue);
  const untilMs = Math.min(first?.atMs ?? dialogue.firstSaidMs, dialogue.firstSaidMs);
  const types = dialogue.heard
    .filter(({ message, atMs }) => !isAside(contract, message) && atMs <= untilMs)
    .map(({ message }) => readText(message, contract.events.fields.type) ?? "no type");
  return {
    ...(first === undefined ? {} : { afterMs: Math.max(0, first.atMs - answeredMs) }),
    instead: types.slice(0, 5),
    unannounced: first === undefined ? [] : unannouncedIn(first.message, contract),
  };
}

/** The id a welcome gives its connection. */
export function connectionIdOf(dialogue: Dialogue, contract: Contract): string | undefined {
  const { welcome } = contract.websocket;
  if (welcome?.connectionId === undefined) return undefined;
  return readText(dialogue.matching(welcome.match)[0]?.message, welcome.connectionId);
}

/** When it was greeted, or else stood. Milliseconds since the connection was begun. */
export function greetedAt(dialogue: Dialogue, contract: Contract): number {
  return answeredAtMs(dialogue) + (tellGreeting(dialogue, contract).afterMs ?? 0);
}

/** When the answer to the upgrade was whole. Milliseconds since the connection was begun. */
function answeredAtMs({ connection: { handshake } }: Dialogue): number {
  return (handshake.connectMs ?? 0) + (handshake.answerMs ?? 0);
}

function unannouncedIn(message: unknown, { websocket, events }: Contract): readonly string[] {
  const paths = websocket.welcome?.events;
  if (paths === undefined) return [];
  const listed = readField(message, paths);
  const names = Array.isArray(listed) ? listed.map(String) : [];
  return events.required.filter((type) => !names.includes(type));
}
