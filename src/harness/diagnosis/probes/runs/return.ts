import { readText } from "../../../../contract/field.ts";
import { terminalIndex } from "../../../wire/run/bookend.ts";
import { newQuestion, newVariant, type Question } from "../../../wire/run/question.ts";
import type { Run } from "../../../wire/run/run.ts";
import type { Session } from "../../../wire/session.ts";
import type { User } from "../../../wire/user/user.ts";
import type { Lab } from "../../lab.ts";
import { ask, lingerOn } from "./asking.ts";
import { keptOf } from "./kept.ts";
import { openFor } from "./people.ts";
import type { Kept, RunSaw } from "./run-saw.ts";
import { tellRun } from "./tell.ts";

/** What a user finds who lost the connection in the middle of a run and comes back. */
export interface ReturnSaw {
  /** Events heard before the connection was lost. */
  readonly before: number;
  /** Events of the run heard on the next connection, and those of them that had been heard before. */
  readonly rest: number;
  readonly again: number;
  /** The run's answer was told, or is stored. */
  readonly found: boolean;
  readonly kept?: Kept;
  /** An ordinary question afterwards. */
  readonly next?: RunSaw;
}

/** How often it is looked whether a run has ended that nobody listens to. Milliseconds. */
const everyMs = 150;

/** Loses the connection of a slow run in its middle, comes back and asks for the rest. */
export async function returnTo(lab: Lab, user: User): Promise<ReturnSaw | undefined> {
  const { contract } = lab;
  const opening = await openFor(lab, user);
  if ("refused" in opening) return undefined;
  const question = newVariant(contract, "slow");
  const run = opening.session.start(question);
  await middleOf(lab, run);
  await opening.session.drop();
  if (run.isOver || run.events.length === 0) return undefined;
  const back = await openFor(lab, user, { threadId: question.threadId });
  if ("refused" in back) return undefined;
  const { session } = back;
  const { resume } = contract.websocket;
  const values = { threadId: question.threadId, runId: run.runId };
  if (resume !== undefined) await session.exchange(resume, { values }).catch(() => undefined);
  const end = await awaitEnd(lab, { session, user, question, run });
  const asked = { name: "a question after a lost connection", session, user };
  const next = session.isOpen
    ? await ask(lab, { ...asked, question: newQuestion(contract) })
    : undefined;
  await lingerOn(lab, [session]);
  await session.close();
  const heard = new Set(run.events.map(({ raw }) => idOf(lab, raw)));
  const rest = session.strays.filter(({ threadId }) => threadId === question.threadId);
  return {
    ...{ before: run.events.length, rest: rest.length, ...end },
    again: rest.filter(({ raw }) => heard.has(idOf(lab, raw))).length,
    ...(next === undefined ? {} : { next: withoutStrays(tellRun(lab, next)) }),
  };
}

/** A second event, so that there is something that could be told again. */
async function middleOf(lab: Lab, run: Run): Promise<void> {
  const { required, started } = lab.contract.events;
  await run.until(required[1] ?? started).catch(() => undefined);
  await lab.pause(60);
}

interface Return {
  readonly session: Session;
  readonly user: User;
  readonly question: Question;
  readonly run: Run;
}

/** Waits until the run's end is told on the new connection, or its answer is stored, or it is too late. */
async function awaitEnd(
  lab: Lab,
  { session, user, question, run }: Return,
): Promise<Pick<ReturnSaw, "found" | "kept">> {
  const { contract, clock, limits } = lab;
  const { lastsMs = limits.gapMs } = contract.question.variants.slow ?? {};
  const untilMs = clock.now() + lastsMs + limits.replyMs;
  const isTold = (): boolean => {
    const events = [...run.events, ...session.strays];
    const end = events[terminalIndex(contract, events)];
    return JSON.stringify(end?.field(contract.events.fields.answer) ?? "").includes(
      question.canary,
    );
  };
  let kept: Kept | undefined;
  for (;;) {
    if (isTold()) break;
    kept = await keptOf(lab, { user, question });
    if (kept === "answer" || clock.now() >= untilMs) break;
    await lab.pause(everyMs);
  }
  const said = kept === undefined ? {} : { kept };
  return { found: isTold() || kept === "answer" || kept === undefined, ...said };
}

function idOf({ contract }: Lab, raw: unknown): string {
  return readText(raw, contract.events.fields.eventId ?? []) ?? JSON.stringify(raw);
}

/** What is left of the run before is no oddity of this one. */
function withoutStrays(run: RunSaw): RunSaw {
  return { ...run, strays: 0 };
}
