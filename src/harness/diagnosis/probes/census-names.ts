import type { User } from "../../wire/user/user.ts";
import type { Lab } from "../lab.ts";
import { ask } from "./calls.ts";

/** Two users ask who they are: one after the other on one connection, and both at once. */
export async function tellApart(lab: Lab, owner: User): Promise<readonly string[]> {
  if (lab.contract.operations.me?.read.userId === undefined) return [];
  const other = await lab.wire.users.obtain().catch(() => undefined);
  if (other === undefined) return [];
  // In this order whoever takes turns between two connections meets each user on each.
  const users = [owner, other, other, owner];
  const inTurn: string[] = [];
  for (const user of users) inTurn.push(await nameOf(lab, user));
  const atOnce = await Promise.all(users.map((user) => nameOf(lab, user)));
  return [
    ...mixupsIn(users, inTurn, "one after the other"),
    ...mixupsIn(users, atOnce, "at the same time"),
  ];
}

async function nameOf(lab: Lab, user: User): Promise<string> {
  const { answer } = await ask(lab, "me", { user });
  const name = answer?.ok === true ? answer.read("userId") : undefined;
  return typeof name === "string" || typeof name === "number" ? String(name) : "";
}

/** Whoever is told a name that somebody else is told, or has, too. */
function mixupsIn(users: readonly User[], names: readonly string[], when: string): string[] {
  const wrong = names.filter((name, at) => {
    const others = users.filter((user) => user !== users[at]);
    const isAnothers = others.some(({ id }) => id === name) && users[at]?.id !== name;
    const isShared = names.some((one, place) => one === name && users[place] !== users[at]);
    return name !== "" && (isAnothers || isShared);
  });
  if (wrong.length === 0) return [];
  return [
    `${wrong.length} of ${names.length} who ask who they are, ${when}, are taken for another`,
  ];
}
