import type { Contract } from "../../../contract/contract.ts";
import type { RawConnection } from "../../wire/raw/connection.ts";
import type { Lab } from "../lab.ts";
import { Dialogue } from "./dialogue.ts";
import { isDisplaced } from "./displacement.ts";
import { endOf } from "./endings.ts";
import { awaitGreeting, connectionIdOf, tellGreeting } from "./greeting.ts";
import { Pulses } from "./pulses.ts";
import type { QuietSaw, TalkSaw } from "./talk-saw.ts";

/** A silence the contract promises to bear, where that is a short one. Milliseconds. */
function quietFor({ contract, subject: { scale = 1 } }: Lab): number {
  const { idleMs = 0 } = contract.promises;
  const fullMs = 1.15 * idleMs * scale;
  return fullMs > 200 ? 60 : Math.max(60, fullMs);
}

/** Whether a ping frame after the silence has a pong. */
async function isAlive(lab: Lab, dialogue: Dialogue): Promise<boolean | undefined> {
  if (!dialogue.isOpen) return undefined;
  const pulses = new Pulses(dialogue.connection);
  pulses.beat();
  const answered = await pulses.answered(lab.limits.replyMs);
  return dialogue.isOpen ? answered : undefined;
}

/** A connection that says nothing, then one that speaks before it is greeted: one after the other. */
export async function listenBeside(
  lab: Lab,
  first: Dialogue,
): Promise<Pick<TalkSaw, "quiet" | "eager" | "sharedId" | "displaced">> {
  using dialogue = await Dialogue.begin(lab);
  dialogue.answerPings();
  const { afterMs: firstMs = Number.POSITIVE_INFINITY } = tellGreeting(first, lab.contract);
  const greeted = Number.isFinite(firstMs);
  // What did not come in its whole time once is not waited for as long again.
  await awaitGreeting(dialogue, lab, greeted ? {} : { withinMs: lab.limits.welcomeMs / 5 });
  await dialogue.until(() => false, quietFor(lab));
  const alive = await isAlive(lab, dialogue);
  const early = dialogue.isOpen && firstMs < promptMs ? await speakEarly(lab) : undefined;
  const later = early === undefined ? [] : [early.connection];
  const end = endOf(first.connection, lab.contract);
  const isMadeToGo = [dialogue.connection, ...later].some((other) =>
    isDisplaced(first.connection, end, other),
  );
  const ids = [first, dialogue].map((one) => connectionIdOf(one, lab.contract));
  return {
    quiet: {
      ...tellQuiet(dialogue, lab.contract, later),
      ...(alive === undefined ? {} : { alive }),
    },
    ...(early?.eager === undefined ? {} : { eager: early.eager }),
    ...(isMadeToGo && end !== undefined ? { displaced: end } : {}),
    sharedId: ids[0] !== undefined && ids[0] === ids[1],
  };
}

/** A welcome that is so late tells enough. Milliseconds. */
const promptMs = 500;

function tellQuiet(
  dialogue: Dialogue,
  contract: Contract,
  later: readonly RawConnection[],
): QuietSaw {
  const { connection } = dialogue;
  const ended = endOf(connection, contract);
  // What ended because of the next one did not end of its silence.
  const end = later.some((other) => isDisplaced(connection, ended, other)) ? undefined : ended;
  return {
    ...{ switched: connection.switched, greeting: tellGreeting(dialogue, contract) },
    ...(end === undefined ? {} : { end }),
    watchedMs: connection.ageMs,
  };
}

/** Says one ping the moment the connection stands, and one after the welcome. */
async function speakEarly(
  lab: Lab,
): Promise<{ readonly connection: RawConnection; readonly eager?: TalkSaw["eager"] } | undefined> {
  const { ping, welcome } = lab.contract.websocket;
  if (ping === undefined || welcome === undefined) return undefined;
  using dialogue = await Dialogue.begin(lab);
  const { connection } = dialogue;
  dialogue.answerPings();
  dialogue.say(ping.send);
  await awaitGreeting(dialogue, lab);
  if (dialogue.matching(welcome.match).length === 0) return { connection };
  dialogue.say(ping.send);
  const both = (): boolean => dialogue.matching(ping.expect).length >= 2;
  await dialogue.until(() => dialogue.matching(ping.expect).length > 0, lab.limits.replyMs);
  await dialogue.until(both, 200);
  const answers = dialogue.matching(ping.expect).length;
  return { connection, eager: { early: answers >= 2, later: answers >= 1 } };
}
