import type { Carrier } from "../../../../contract/contract.ts";
import { explain } from "../../../../ground/errors.ts";
import { redact } from "../../../../ground/redact.ts";
import type { Session } from "../../../wire/session.ts";
import type { User } from "../../../wire/user/user.ts";
import type { Lab } from "../../lab.ts";

/** An ordinary session, or why there is none. Redacted. */
export type Opening = { readonly session: Session } | { readonly refused: string };

/** Opens an ordinary session, once. Never throws for what a server does. */
export async function openFor(
  lab: Lab,
  user: User,
  how: { readonly carrier?: Carrier | undefined; readonly threadId?: string } = {},
): Promise<Opening> {
  const { carrier, threadId } = how;
  try {
    const session = await lab.wire.door.connect({
      ...{ user, retry: false },
      ...(carrier === undefined ? {} : { carrier }),
      ...(threadId === undefined ? {} : { threadId }),
    });
    return { session };
  } catch (error) {
    return { refused: redact(explain(error)).slice(0, 300) };
  }
}

/** Opens a session with a carrier other than the first; where that does not do, with the first. */
export async function openOtherwise(lab: Lab, user: User): Promise<Opening> {
  const [, carrier] = lab.contract.websocket.carriers;
  const opening = carrier === undefined ? undefined : await openFor(lab, user, { carrier });
  return opening !== undefined && "session" in opening ? opening : await openFor(lab, user);
}

/**
 * Somebody else, who came another way where there is one: what goes wrong for some kinds of users only
 * shows with them. `undefined` when there is nobody else.
 */
export async function somebodyElse(lab: Lab): Promise<User | undefined> {
  const { operations } = lab.contract;
  const canRegister = operations.register !== undefined && operations.login !== undefined;
  // On somebody else's deployment no account is left behind that need not be.
  if (canRegister && !lab.subject.remote) {
    const registered = await lab.wire.users.registered().catch(() => undefined);
    if (registered !== undefined) return registered;
  }
  return await lab.wire.users.obtain().catch(() => undefined);
}
