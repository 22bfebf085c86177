import { Secret } from "../../../../ground/secret.ts";
import { ask } from "../calls.ts";
import type { Cast } from "./cast.ts";

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
