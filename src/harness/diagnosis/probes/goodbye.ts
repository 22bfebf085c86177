import { opcodes } from "../../wire/raw/frames.ts";
import type { Lab } from "../lab.ts";
import { Dialogue } from "./dialogue.ts";
import { endOf } from "./endings.ts";
import { awaitGreeting } from "./greeting.ts";
import type { TalkSaw } from "./talk-saw.ts";

type Goodbye = NonNullable<TalkSaw["goodbye"]>;

/** How long an end may come behind the answer to a close frame. Milliseconds. */
const afterwardsMs = 100;

/**
 * A closing handshake (RFC 6455 section 7.1.2). Where the connection ends instead of an answer, once more on a
 * fresh one: whoever ends idle connections may have done so in just that moment.
 */
export async function sayGoodbye(lab: Lab, dialogue: Dialogue, waitMs: number): Promise<Goodbye> {
  const first = await leave(lab, dialogue, waitMs);
  if (first.answered || first.ending === undefined || first.ending.kind === "local") return first;
  using fresh = await Dialogue.begin(lab);
  if (!fresh.connection.switched) return first;
  await awaitGreeting(fresh, lab);
  return await leave(lab, fresh, waitMs);
}

async function leave(lab: Lab, dialogue: Dialogue, waitMs: number): Promise<Goodbye> {
  const { connection } = dialogue;
  dialogue.leave();
  const closing = (): boolean => connection.frames.some(({ opcode }) => opcode === opcodes.close);
  const answered = await connection.until(closing, waitMs);
  if (answered) await connection.until(() => false, afterwardsMs);
  const { code } = endOf(connection, lab.contract) ?? {};
  const { ending } = connection;
  return {
    answered,
    ...(code === undefined ? {} : { code }),
    ...(ending === undefined ? {} : { ending }),
  };
}
