import { describe, expect, test } from "vitest";
import type { Contract } from "../../../src/contract/contract.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import { bendDelivery } from "../../../src/fixtures/faults/deliveries.ts";
import { quirk } from "../../../src/fixtures/faults/fault.ts";
import { startFaulty } from "../../../src/fixtures/faults/index.ts";
import { type Clock, systemClock } from "../../../src/ground/clock.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import { ask } from "../../../src/harness/diagnosis/probes/runs/asking.ts";
import { openFor } from "../../../src/harness/diagnosis/probes/runs/people.ts";
import type { RunSaw } from "../../../src/harness/diagnosis/probes/runs/run-saw.ts";
import { tellRun } from "../../../src/harness/diagnosis/probes/runs/tell.ts";
import { newQuestion } from "../../../src/harness/wire/run/question.ts";
import { subjectOf } from "./lab-of.ts";

/** The lab's time goes so much faster than that of the backend: its 2.5 s are 625 ms. */
const haste = 4;

const hasty: Clock = {
  now: () => systemClock.now() * haste,
  date: () => systemClock.date(),
  after: (delayMs, callback) => systemClock.after(delayMs / haste, callback),
};

describe("a run that takes longer than a lab has patience", () => {
  test("is waited for to its end, as the contract allows it to take that long", async () => {
    const run = await asked({ pauseMs: 800 });
    expect(run).toMatchObject({ over: true, oddities: [] });
    expect(run.waited).toBeUndefined();
  });

  test("is overdue once the contract's own limit has run out", async () => {
    const run = await asked({ pauseMs: 10_000, gapMs: 4_000 });
    expect(run.waited).toEqual({ phase: "gap", limitMs: 4_000, promisedMs: 4_000 });
    expect(run.pongMs).toBeTypeOf("number");
  });
});

/** What is seen of a question whose answer pauses once in its middle. */
async function asked(how: { readonly pauseMs: number; readonly gapMs?: number }): Promise<RunSaw> {
  await using backend = await startFaulty([pausing(how.pauseMs)]);
  const contract = allowing(how.gapMs);
  await using lab = new Lab(subjectOf(backend, { clock: hasty, contract }));
  const user = await lab.user();
  const opening = await openFor(lab, user);
  if ("refused" in opening) throw new Error(opening.refused);
  const { session } = opening;
  const question = newQuestion(contract);
  return tellRun(lab, await ask(lab, { name: "a question", session, user, question }));
}

function pausing(pauseMs: number) {
  return quirk({
    id: "unusual.pauses-once",
    title: "pauses in the middle of each answer",
    bend: (stage) => {
      bendDelivery(stage, (deliver) => (initiator, event) => {
        if (event.sequence < 8) deliver(initiator, event);
        else stage.platform.clock.after(pauseMs, () => deliver(initiator, event));
      });
    },
  });
}

function allowing(gapMs = defaultContract.limits.local.gapMs): Contract {
  const { limits } = defaultContract;
  return { ...defaultContract, limits: { ...limits, local: { ...limits.local, gapMs } } };
}
