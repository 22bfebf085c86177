import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { Evidence, isNotRun } from "../../../src/harness/diagnosis/evidence.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import type { Probe } from "../../../src/harness/diagnosis/probe.ts";
import { run } from "../../../src/harness/diagnosis/probes/run.ts";
import { isLossy } from "../../../src/harness/diagnosis/probes/runs/run-saw.ts";
import { runs } from "../../../src/harness/diagnosis/probes/runs.ts";
import { together } from "../../../src/harness/diagnosis/probes/together.ts";
import type { ProbeName, Sightings } from "../../../src/harness/diagnosis/sightings.ts";
import { subjectOf } from "./lab-of.ts";

const { limits } = defaultContract;

/** What does not come is waited for as long as the contract allows. */
const hurried = {
  ...defaultContract,
  limits: { ...limits, local: { ...limits.local, firstEventMs: 2_000, gapMs: 2_000 } },
};

describe("probes that ask questions", () => {
  test("see nothing odd on a healthy backend", async () => {
    const [asked, varied] = [await seen(run), await seen(runs)];
    expect(run.symptoms(asked)).toEqual([]);
    expect(asked.runs.map(({ over }) => over)).toEqual([true, true, true, true, true]);
    expect(runs.symptoms(varied)).toEqual([]);
    expect(varied.stored?.kept).toEqual(["answer", "answer", "answer", "answer"]);
  });

  test("hear what reaches somebody who did not ask", async () => {
    const { foreign } = await seen(run, "agent.leaks-to-other-users");
    expect(new Set(foreign)).toEqual(new Set(["agent_thinking", "agent_completed"]));
  });

  test("hear a question answered to whoever connected first", async () => {
    const { handed = [], foreign } = await seen(run, "data.hands-questions-to-first-user");
    expect(handed).toContain("agent_completed");
    expect(foreign).toEqual([]);
  });

  test("hear what reaches a session of the same user on which nothing was asked", async () => {
    expect((await seen(together)).overheard).toBeUndefined();
    const { overheard = [] } = await seen(together, "data.tells-all-sessions");
    expect(overheard).toContain("agent_completed");
  });

  test("ask anew what lacked something, until it does so again", async () => {
    expect((await seen(runs)).row).toBeUndefined();
    const { row = [] } = await seen(runs, "agent.drops-for-slow-readers");
    expect(row.map(isLossy)).toEqual([...row.slice(1).map(() => false), true]);
    expect(row.length).toBeGreaterThan(1);
  });

  test("find an answer that its thread does not hold", async () => {
    const { stored } = await seen(runs, "wire.keeps-no-answers");
    expect(stored?.kept).toEqual(["question", "question", "question", "question"]);
  });

  test("show nobody's token, though an event does", async () => {
    const saw = await seen(run, "agent.shows-tokens-in-events");
    expect(saw.runs[0]?.oddities.map(({ kind }) => kind)).toContain("token-shown");
    expect(JSON.stringify(saw)).not.toContain("eyJ");
  });
});

/** What a probe sees of a backend with a fault, or with none. */
async function seen<Name extends ProbeName>(
  probe: Probe<Name>,
  id?: string,
): Promise<Sightings[Name]> {
  const backend = await startFaulty(faults.filter((fault) => fault.id === id));
  try {
    await using lab = new Lab(subjectOf(backend, { contract: hurried }));
    const saw = await probe.run(lab, new Evidence());
    if (isNotRun(saw)) throw new Error(saw.notRun);
    return saw;
  } finally {
    await backend.stop();
  }
}
