import type { User } from "../../wire/user/user.ts";
import type { NotRun } from "../evidence.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import type { CrowdSaw, RoundSaw } from "./crowd-saw.ts";
import { Dialogue } from "./dialogue.ts";
import { endOf, tellEnd } from "./endings.ts";
import { awaitGreeting, tellGreeting } from "./greeting.ts";

/** Most connections at once, whatever the contract allows. */
const most = 16;

export const crowd: Probe<"crowd"> = {
  name: "crowd",
  title: "several connections at once, of one user and of many",
  costMs: 250,
  limitMs: 30_000,
  async run(lab): Promise<CrowdSaw | NotRun> {
    const largest = Math.min(most, lab.contract.load.sockets);
    const sizes = [2, 4, 8, 16].filter((size) => size < largest);
    const users = await usersOf(lab, largest);
    const rounds: RoundSaw[] = [];
    for (const size of [...sizes, largest]) {
      rounds.push(
        await gather(lab, "same", users.slice(0, 1).concat(Array(size - 1).fill(users[0]))),
      );
      if (users.length >= size) rounds.push(await gather(lab, "different", users.slice(0, size)));
      if (rounds.some(isShort)) break;
    }
    return { rounds };
  },
  describe: ({ rounds }) => rounds.map(tellRound).join("; "),
  symptoms: ({ rounds }) => rounds.filter(isShort).map(tellRound),
};

/** Somebody who came at the same time as others was not served. */
export function isShort({ size, switched, greeted, kept }: RoundSaw): boolean {
  return Math.min(switched, greeted, kept) < size;
}

export function tellRound(round: RoundSaw): string {
  const { who, size, switched, greeted, kept, endings, statuses } = round;
  const whose = who === "same" ? "of one user" : "of as many users";
  const counts = `${switched} upgraded, ${greeted} greeted, ${kept} kept`;
  const how = [...endings, ...statuses.map((status) => `HTTP ${status}`)];
  return [`${size} at once ${whose}: ${counts}`, ...how].join(", ");
}

/** As many users as can be had; at least the lab's own. */
async function usersOf(lab: Lab, count: number): Promise<readonly User[]> {
  const own = await lab.user();
  const others = await Promise.allSettled(
    Array.from({ length: count - 1 }, () => lab.wire.users.obtain()),
  );
  return [own, ...others.flatMap((other) => (other.status === "fulfilled" ? other.value : []))];
}

async function gather(lab: Lab, who: RoundSaw["who"], users: readonly User[]): Promise<RoundSaw> {
  const { contract } = lab;
  const { ping, missingField, welcome } = contract.websocket;
  const dialogues = await Promise.all(users.map((user) => Dialogue.begin(lab, { user })));
  const greeted = await Promise.all(
    dialogues.map(async (dialogue) => {
      dialogue.answerPings();
      await awaitGreeting(dialogue, lab);
      return welcome === undefined
        ? dialogue.isOpen
        : tellGreeting(dialogue, contract).afterMs !== undefined;
    }),
  );
  const answered = await Promise.all(
    dialogues.map(async (dialogue) => {
      if (!dialogue.isOpen) return false;
      if (missingField !== undefined) dialogue.say(missingField.send);
      if (ping === undefined) return dialogue.isOpen;
      dialogue.say(ping.send);
      return (await dialogue.next(ping.expect, 0, lab.limits.replyMs)) !== undefined;
    }),
  );
  const ends = dialogues.flatMap(({ connection }) => endOf(connection, contract) ?? []);
  const heads = dialogues.map(({ connection }) => connection.handshake);
  const kept = dialogues.filter(({ isOpen }) => isOpen).length;
  for (const dialogue of dialogues) dialogue[Symbol.dispose]();
  return {
    ...{ who, size: users.length, kept },
    switched: heads.filter(({ status }) => status === 101).length,
    greeted: greeted.filter(Boolean).length,
    answered: answered.filter(Boolean).length,
    endings: [...new Set(ends.map(tellEnd))].slice(0, 3),
    closeCodes: [...new Set(ends.flatMap(({ code }) => code ?? []))],
    statuses: [...new Set(heads.flatMap(({ status }) => (status === 101 ? [] : (status ?? []))))],
    slowestMs: Math.max(0, ...heads.map(({ answerMs }) => answerMs ?? 0)),
  };
}
