import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { onArrival } from "../../../src/fixtures/faults/arrival.ts";
import { quirk } from "../../../src/fixtures/faults/fault.ts";
import { startFaulty } from "../../../src/fixtures/faults/index.ts";
import { diagnose } from "../../../src/harness/diagnosis/diagnose.ts";
import type { Diagnosis } from "../../../src/harness/diagnosis/diagnosis.ts";
import { Evidence, isNotRun } from "../../../src/harness/diagnosis/evidence.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import type { Probe } from "../../../src/harness/diagnosis/probe.ts";
import { census } from "../../../src/harness/diagnosis/probes/census.ts";
import { talk } from "../../../src/harness/diagnosis/probes/talk.ts";
import type { ProbeName, Sightings } from "../../../src/harness/diagnosis/sightings.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";
import { subjectOf } from "./lab-of.ts";

/** Each user has one session: the one before goes. */
const singleSession = quirk({
  id: "unusual.single-session",
  title: "gives each user a single session",
  bend: (stage) => {
    const sessions = new Map<string, { close: (code: number, reason: string) => void }>();
    onArrival(stage, ({ connection }) => {
      const { userId } = connection.principal;
      sessions.get(userId)?.close(4000, "replaced");
      sessions.set(userId, connection);
    });
  },
});

const oneSocket = { ...defaultContract, load: { ...defaultContract.load, sockets: 1 } };

describe("a server that gives each user a single session", () => {
  test("has a conversation to its end when there is none beside it", async () => {
    const saw = await seen(talk);
    expect(saw.displaced).toMatchObject({ code: 4000, reason: "replaced" });
    expect([saw.end, saw.quiet?.end]).toEqual([undefined, undefined]);
    expect(saw.goodbye).toMatchObject({ answered: true });
    expect(talk.symptoms(saw)).toEqual([]);
    expect(talk.describe(saw)).toContain("when its user opens another connection");
  });

  test("ends none of many connections of as many users", async () => {
    const saw = await seen(census, { contract: oneSocket });
    expect(saw.held).toBe(6);
    expect(census.symptoms(saw)).toEqual([]);
    expect(saw.displaced).toBeUndefined();
  });

  test("is not said to fail where many connections of one user end for one another", async () => {
    const saw = await seen(census);
    expect(saw.displaced).toBeGreaterThan(3);
    expect(census.symptoms(saw)).toEqual([]);
  });

  test("is healthy under a contract that promises one", async () => {
    const { causes, symptoms, healthy } = await diagnosed({ contract: oneSocket });
    expect({ causes, symptoms, healthy }).toEqual({ causes: [], symptoms: [], healthy: true });
  });

  test("breaks a contract that promises several", async () => {
    const { causes } = await diagnosed({});
    expect(causes).toMatchObject([
      { id: "contract-violation", evidence: [{ probe: "crowd" }, {}, {}] },
    ]);
    expect(JSON.stringify(causes)).toContain("load.sockets");
  });
});

async function diagnosed(changes: Partial<Subject>): Promise<Diagnosis> {
  await using backend = await startFaulty([singleSession]);
  return await diagnose({ ...subjectOf(backend), ...changes });
}

/** What a probe sees of such a server. */
async function seen<Name extends ProbeName>(
  probe: Probe<Name>,
  changes: Partial<Subject> = {},
): Promise<Sightings[Name]> {
  await using backend = await startFaulty([singleSession]);
  await using lab = new Lab(subjectOf(backend, changes));
  const saw = await probe.run(lab, new Evidence());
  if (isNotRun(saw)) throw new Error(saw.notRun);
  return saw as Sightings[Name];
}
