import { explain } from "../../../../ground/errors.ts";
import { nearestDeadline } from "../../../wire/deadline.ts";
import type { Run, RunExpired } from "../../../wire/run/run.ts";
import type { Session } from "../../../wire/session.ts";
import type { Lab } from "../../lab.ts";
import type { RunSaw } from "./run-saw.ts";

/** A wait that ran out. */
export type Overdue = RunSaw["waited"] & object;

/**
 * Goes on waiting for a run the lab has no more patience with, until the contract's own limit runs out, too: a slow
 * server keeps its promise. Where not even a ping frame is answered, nobody is there to be waited for.
 *
 * @returns the wait that ran out; `undefined` when the run, or its connection, came to an end
 */
export async function waitOn(
  lab: Lab,
  session: Session,
  { run, error }: { readonly run: Run; readonly error: RunExpired },
): Promise<Overdue | undefined> {
  const { promised } = lab;
  let isThere: boolean | undefined;
  while (!run.isOver && session.isOpen) {
    const { phase, withinMs } = nearestDeadline(promised, arrivalOf(session, run));
    if (withinMs <= 0) return { phase, limitMs: promised[`${phase}Ms`], ...promiseOf(lab, phase) };
    isThere ??= await isAnswered(session);
    if (!isThere) {
      const limitMs = Math.round(error.limitMs);
      return { phase: error.phase, limitMs, ...promiseOf(lab, error.phase) };
    }
    await nextOf(lab, session, { run, withinMs });
  }
  // A run hears of it a moment later.
  if (!run.isOver) await session.closed;
  return undefined;
}

function promiseOf({ promised }: Lab, phase: Overdue["phase"]): Pick<Overdue, "promisedMs"> {
  return { promisedMs: promised[`${phase}Ms`] };
}

function arrivalOf(session: Session, run: Run): Parameters<typeof nearestDeadline>[1] {
  const lastMs = run.events.at(-1)?.arrivedMs;
  return { startedMs: run.askedMs, lastMs, nowMs: session.transcript.nowMs() };
}

async function isAnswered(session: Session): Promise<boolean> {
  return await session.ping().then(
    () => true,
    () => false,
  );
}

/** Waits for one more event of a run. */
async function nextOf(
  lab: Lab,
  session: Session,
  { run, withinMs }: { readonly run: Run; readonly withinMs: number },
): Promise<void> {
  const before = run.events.length;
  const what = "the next event of a slow run";
  await session
    .next(() => run.events.length > before, { what, withinMs })
    .catch((error: unknown) => lab.wire.api.note(explain(error)));
}
