import { Secret } from "../../../../ground/secret.ts";
import type { User } from "../../../wire/user/user.ts";
import { ask } from "../calls.ts";
import type { Cast } from "./cast.ts";

/** Two users ask who they are: one after the other on one connection, and both at once. */
export async function tellApart(cast: Cast): Promise<void> {
  const { owner, other } = cast;
  if (other === undefined || !cast.has("me")) return;
  const inTurn: string[] = [];
  for (const user of [owner, other, owner, other]) inTurn.push(await nameOf(cast, user));
  const atOnce = await Promise.all([owner, other, owner, other].map((user) => nameOf(cast, user)));
  judgeNames(cast, inTurn, "one after the other");
  judgeNames(cast, atOnce, "at the same time");
}

async function nameOf(cast: Cast, user: User): Promise<string> {
  return cast.text(await cast.does(user, "me"), "userId");
}

function judgeNames(cast: Cast, names: readonly string[], when: string): void {
  const { owner, other } = cast;
  const wrong = names.filter((name, at) => {
    const [self, neighbour] = at % 2 === 0 ? [owner, other] : [other, owner];
    const isNeighbour = name === neighbour?.id && name !== self?.id;
    const isShared = names.some((one, place) => one === name && place % 2 !== at % 2);
    return name !== "" && (isNeighbour || isShared);
  });
  if (wrong.length > 0)
    cast.notes(
      "mixed",
      `${wrong.length} of ${names.length} who ask who they are, ${when}, are taken for another`,
    );
}

/** Somebody logs in, and then somebody else: the first goes on being logged in. */
export async function logInTwice(cast: Cast): Promise<void> {
  const { lab } = cast;
  if (lab.subject.remote || !cast.has("register", "me")) return;
  const account = lab.wire.users.account();
  const first = await ask(lab, "register", { user: null, values: account });
  cast.calls.push(first.saw);
  const token = cast.text(first.answer, "token");
  if (token === "") return;
  const again = await ask(lab, "register", { user: null, values: account });
  const { status = 0 } = again.saw;
  // Refused, however: but not as a crash.
  if (status >= 500) cast.calls.push({ ...again.saw, name: "register again" });
  const held = { user: null, token: new Secret(token) };
  const before = await ask(lab, "me", held);
  const second = await ask(lab, "register", { user: null, values: lab.wire.users.account() });
  if (cast.has("login")) await ask(lab, "login", { user: null, values: account });
  if (!second.saw.ok || !before.saw.ok) return;
  const third = await ask(lab, "register", { user: null, values: lab.wire.users.account() });
  const after = await ask(lab, "me", held);
  if (third.saw.ok && !after.saw.ok)
    cast.notes("lost", `a login ends as somebody else logs in: HTTP ${after.saw.status ?? "none"}`);
}
