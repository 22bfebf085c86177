import type { Lab } from "../lab.ts";
import { Dialogue } from "./dialogue.ts";
import { endOf } from "./endings.ts";
import { awaitGreeting } from "./greeting.ts";
import type { TalkSaw } from "./talk-saw.ts";

/** How long a message may take to end a connection after it was answered. Milliseconds. */
const aftermathMs = 60;

/** Says one of the contract's messages first on a fresh connection: whether it ends that too. */
export async function repeat(lab: Lab, step: string): Promise<TalkSaw["again"]> {
  const { ping, heartbeat, unknownType, missingField, malformed } = lab.contract.websocket;
  const steps = { ping, heartbeat, "unknown type": unknownType, "missing field": missingField };
  const exchange = { ...steps, malformed }[step];
  if (exchange === undefined) return undefined;
  using dialogue = await Dialogue.begin(lab);
  dialogue.answerPings();
  await awaitGreeting(dialogue, lab);
  if (!dialogue.isOpen) return undefined;
  dialogue.say(exchange.send);
  await dialogue.next(exchange.expect, 0, lab.limits.replyMs);
  await dialogue.until(() => false, aftermathMs);
  const end = endOf(dialogue.connection, lab.contract);
  return { ended: end !== undefined, atMs: dialogue.connection.ageMs };
}
