import { redact } from "../../ground/redact.ts";
import { parsed } from "../wire/json.ts";
import { revisionIn } from "../wire/look.ts";
import type { Session } from "../wire/session.ts";
import { ConnectFailure, SessionClosed } from "../wire/socket/handshake.ts";
import type { Scene } from "./walk.ts";

/**
 * Comes as the user, once: a user does not try again for us. How long it took is seen whether there was a welcome
 * or not, and who answered where they say it.
 */
export async function arrive({ context, user, sight }: Scene): Promise<Session> {
  const dialledMs = context.clock.now();
  try {
    const session = await context.connect({ user, retry: false });
    const [revision] = context.revisions();
    if (revision !== undefined) sight.revision = redact(revision);
    return session;
  } catch (error) {
    const body = error instanceof ConnectFailure ? error.handshake.body : undefined;
    const revision = revisionIn(context.contract, parsed(body ?? ""));
    if (revision !== undefined) sight.revision = revision;
    throw error;
  } finally {
    sight.connectMs = context.clock.now() - dialledMs;
  }
}

/**
 * Says something on a session. One that ended between its welcome and our first word has ended somehow: that is
 * what went wrong, not that nothing could be sent any more.
 */
export async function speak<T>(session: Session, say: () => Promise<T>): Promise<T> {
  if (!session.isOpen) throw new SessionClosed(await session.close());
  return await say();
}
