import { newVariant } from "../../wire/run/question.ts";
import type { Run } from "../../wire/run/run.ts";
import type { Session } from "../../wire/session.ts";
import type { User } from "../../wire/user/user.ts";
import type { NotRun } from "../evidence.ts";
import type { Lab } from "../lab.ts";
import type { Probe } from "../probe.ts";
import { courseOf, lingerOn } from "./runs/asking.ts";
import { openFor, somebodyElse } from "./runs/people.ts";
import { returnTo } from "./runs/return.ts";
import { describeRun, type RunSaw, runSymptoms } from "./runs/run-saw.ts";
import { tellRun } from "./runs/tell.ts";
import type { SlowSaw, StopSaw } from "./slow-saw.ts";

export const slow: Probe<"slow"> = {
  name: "slow",
  title: "slow questions: one stopped, one whose connection is lost, one left alone",
  costMs: 1_300,
  limitMs: 150_000,
  run: look,
  describe: ({ whole, stopped, returned }) =>
    [
      describeRun(whole),
      ...(stopped === undefined
        ? []
        : [
            `stopped: ${stopped.told ? "told" : "not told"}, ${stopped.inTime ? "in time" : "not in time"}`,
          ]),
      ...(returned === undefined
        ? []
        : [
            `came back: ${returned.rest} events, ${returned.again} again, ${returned.kept ?? "nobody says what"} kept`,
          ]),
    ].join("; "),
  symptoms: ({ whole, stopped, returned }) => [
    ...runSymptoms(whole),
    ...(stopped !== undefined && !stopped.inTime ? ["a run that is told to stop goes on"] : []),
    ...(returned !== undefined && returned.again > 0
      ? ["whoever comes back is told events again"]
      : []),
    ...(returned !== undefined && !returned.found ? ["a run does not survive its connection"] : []),
    ...(returned?.next === undefined ? [] : runSymptoms(returned.next)),
  ],
};

async function look(lab: Lab): Promise<SlowSaw | NotRun> {
  const { contract } = lab;
  const variant = contract.question.variants.slow;
  if (variant === undefined) return { notRun: "the contract knows no slow question" };
  const [ana, ben] = await Promise.all([lab.user(), somebodyElse(lab)]);
  const opening = await openFor(lab, ana);
  if ("refused" in opening) return { notRun: `no session: ${opening.refused}` };
  const { session } = opening;
  // Somebody else's, so that what stops a user's runs does not stop these.
  const [{ whole, stopped }, returned] = await Promise.all([
    stopOne(lab, session, ana),
    // Once more where there was nothing to come back to: the run was over, or had not begun.
    returnTo(lab, ben ?? ana).then(async (seen) => seen ?? (await returnTo(lab, ben ?? ana))),
  ]);
  await session.close();
  const { lastsMs } = variant;
  return {
    whole,
    ...(lastsMs === undefined ? {} : { lastsMs }),
    ...(stopped === undefined ? {} : { stopped }),
    ...(returned === undefined ? {} : { returned }),
  };
}

interface Stopping {
  readonly whole: RunSaw;
  readonly stopped: StopSaw | undefined;
}

/** Begins two slow runs and stops the second: it has to be over first. */
async function stopOne(lab: Lab, session: Session, user: User): Promise<Stopping> {
  const { contract } = lab;
  const { stop } = contract.websocket;
  const asking = { name: "a slow question", variant: "slow", session, user } as const;
  const question = newVariant(contract, "slow");
  const whole = session.start(question);
  const course = courseOf(lab, { ...asking, question }, whole);
  await begun(lab, whole);
  const stopping = stop && session.isOpen ? await stopSecond(lab, session, whole) : undefined;
  const asked = { ...asking, question, run: whole, course: await course };
  await lingerOn(lab, [session]);
  return { whole: tellRun(lab, asked), stopped: stopping };
}

async function stopSecond(lab: Lab, session: Session, whole: Run): Promise<StopSaw | undefined> {
  const { contract } = lab;
  const { succeeded, fields } = contract.events;
  const target = session.start(newVariant(contract, "slow"));
  await begun(lab, target);
  if (target.runId === undefined) return undefined;
  const values = { runId: target.runId };
  const told = await session.exchange(contract.websocket.stop, { values }).then(
    () => true,
    () => false,
  );
  await Promise.race([target.finished(), whole.finished()]).catch(() => undefined);
  const inTime = target.isOver && !whole.isOver;
  await target.finished().catch(() => undefined);
  const status = target.terminal?.field(fields.status);
  const praised = typeof status === "string" && succeeded.includes(status);
  return { told, inTime, praised, over: target.isOver };
}

/** Waits for a run's first bookend. */
async function begun({ contract }: Lab, run: Run): Promise<void> {
  await run.until(contract.events.started).catch(() => undefined);
}
