import type { QuestionVariant } from "../../../../contract/contract.ts";
import { explain } from "../../../../ground/errors.ts";
import { redact } from "../../../../ground/redact.ts";
import type { Question } from "../../../wire/run/question.ts";
import { type Run, RunExpired, RunInterrupted } from "../../../wire/run/run.ts";
import type { Session } from "../../../wire/session.ts";
import type { User } from "../../../wire/user/user.ts";
import type { Lab } from "../../lab.ts";
import { keptAmong, keptOf } from "./kept.ts";
import { type Overdue, waitOn } from "./patience.ts";
import type { RunSaw } from "./run-saw.ts";

/** How a question is asked. */
export interface Asking {
  readonly name: string;
  readonly session: Session;
  readonly user: User;
  readonly question: Question;
  /** Which of the contract's variants it is. @default the question itself */
  readonly variant?: QuestionVariant;
  /** Somebody else who may have got to see it. */
  readonly other?: User | undefined;
}

/** A question that was asked, and how it went; what came of it is told once everything has come. */
export interface Asked extends Asking {
  readonly run: Run;
  readonly course: Pick<
    RunSaw,
    "waited" | "pongMs" | "replyMs" | "resumedMs" | "closed" | "kept" | "keptElsewhere"
  >;
}

/** How long a run that exceeded a limit may still come late: late is another cause than never. Milliseconds. */
const lateMs = 700;

/** Asks and waits for the run's end, or why there is none. Never throws for what a server does. */
export async function ask(lab: Lab, asking: Asking): Promise<Asked> {
  const { session, question } = asking;
  const run = session.start(question);
  return { ...asking, run, course: await courseOf(lab, asking, run) };
}

/** Waits for the end of a run that was begun: for as long as the contract allows, where somebody is there. */
export async function courseOf(lab: Lab, asking: Asking, run: Run): Promise<Asked["course"]> {
  for (;;) {
    try {
      await run.finished();
      return {};
    } catch (error) {
      if (error instanceof RunInterrupted) return { closed: closingOf(run, error) };
      if (!(error instanceof RunExpired)) throw error;
      const waited = await waitOn(lab, asking.session, { run, error });
      if (waited !== undefined) return await afterLimit(lab, asking, { run, waited });
    }
  }
}

function closingOf(run: Run, { closed }: RunInterrupted): RunSaw["closed"] & object {
  const { code, reason, frame, end, atMs } = closed.closing;
  return { code, reason: redact(reason), frame, end, afterMs: atMs - run.askedMs };
}

/** A run that did not get on: is the transport alive, is the server, does it come late, was it stored? */
async function afterLimit(
  lab: Lab,
  asking: Asking,
  { run, waited }: { readonly run: Run; readonly waited: Overdue },
): Promise<Asked["course"]> {
  const { session, user, question, other } = asking;
  const { ping } = lab.contract.websocket;
  const before = run.events.length;
  const [pongMs, replyMs, kept] = await Promise.all([
    session.ping().catch(() => null),
    ping === undefined
      ? undefined
      : session.exchange(ping).then(
          ({ elapsedMs }) => elapsedMs,
          () => null,
        ),
    keptOf(lab, { user, question }),
    settled(lab, session, () => run.isOver),
  ]);
  const isElsewhere = kept === "nothing" && other !== undefined;
  const keptElsewhere = isElsewhere ? await keptAmong(lab, { user: other, question }) : undefined;
  const resumed = run.events[before];
  const lastMs = run.events[before - 1]?.arrivedMs ?? run.askedMs;
  return {
    ...{ waited, pongMs },
    ...(kept === undefined ? {} : { kept }),
    ...(keptElsewhere === undefined ? {} : { keptElsewhere }),
    ...(replyMs === undefined ? {} : { replyMs }),
    ...(resumed === undefined ? {} : { resumedMs: resumed.arrivedMs - lastMs }),
  };
}

/** Waits a moment for what comes late. */
async function settled(lab: Lab, session: Session, holds: () => boolean): Promise<void> {
  if (holds()) return;
  const waited = session.next(() => holds(), { what: "what comes late", withinMs: lateMs });
  await waited.catch((error: unknown) => lab.wire.api.note(explain(error)));
}

/** Listens a moment for what comes when all is over. */
export async function lingerOn(lab: Lab, sessions: readonly Session[]): Promise<void> {
  const open = sessions.filter(({ isOpen }) => isOpen);
  await Promise.all(
    open.map((session) =>
      session.linger().catch((error: unknown) => lab.wire.api.note(explain(error))),
    ),
  );
}
