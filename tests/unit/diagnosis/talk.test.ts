import { describe, expect, test } from "vitest";
import { onArrival } from "../../../src/fixtures/faults/arrival.ts";
import { quirk } from "../../../src/fixtures/faults/fault.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { Evidence, isNotRun } from "../../../src/harness/diagnosis/evidence.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import type { Probe } from "../../../src/harness/diagnosis/probe.ts";
import { crowd } from "../../../src/harness/diagnosis/probes/crowd.ts";
import { deflate } from "../../../src/harness/diagnosis/probes/deflate.ts";
import { payloads } from "../../../src/harness/diagnosis/probes/payloads.ts";
import { talk } from "../../../src/harness/diagnosis/probes/talk.ts";
import type { ProbeName, Sightings } from "../../../src/harness/diagnosis/sightings.ts";
import { subjectOf } from "./lab-of.ts";

/** What a probe sees of a backend with a fault, or of a healthy one. */
async function sightOf<Name extends ProbeName>(
  probe: Probe<Name>,
  faultId?: string,
): Promise<Sightings[Name]> {
  await using backend = await startFaulty(faults.filter(({ id }) => id === faultId));
  await using lab = new Lab(subjectOf(backend));
  const saw = await probe.run(lab, new Evidence());
  if (isNotRun(saw)) throw new Error(saw.notRun);
  return saw as Sightings[Name];
}

/** As an edge does that cuts an idle connection in just that moment. */
const hangsUpOnce = quirk({
  id: "unusual.hangs-up-once",
  title: "hangs up on the first goodbye",
  bend: (stage) => {
    let isFirst = true;
    onArrival(stage, ({ socket }) => {
      const close = socket.close.bind(socket);
      socket.close = (code, reason) => {
        if (isFirst) socket.terminate();
        else close(code, reason);
        isFirst = false;
      };
    });
  },
});

describe("a conversation", () => {
  test("has no symptoms on a healthy backend, and every exchange is answered", async () => {
    const saw = await sightOf(talk);
    expect(talk.symptoms(saw)).toEqual([]);
    expect(saw.steps.length).toBeGreaterThan(5);
    expect(saw.goodbye).toMatchObject({ answered: true });
  });

  test("tells which message ended it, and that it ends a fresh connection too", async () => {
    const saw = await sightOf(talk, "wire.ends-when-puzzled");
    expect(saw.end).toMatchObject({ step: saw.steps.at(-1)?.name, code: 1000 });
    expect(saw.again).toMatchObject({ ended: true });
  });

  test("finds what was said before the welcome unanswered", async () => {
    const saw = await sightOf(talk, "wire.misses-first-words");
    expect(saw.eager).toEqual({ early: false, later: true });
  });

  test("says goodbye once more where the first was met by an end", async () => {
    const always = await sightOf(talk, "wire.hangs-up-when-told-goodbye");
    expect(always.goodbye).toMatchObject({ answered: false });
    await using backend = await startFaulty([hangsUpOnce]);
    await using lab = new Lab(subjectOf(backend));
    const saw = await talk.run(lab, new Evidence());
    expect(saw).toMatchObject({ goodbye: { answered: true } });
  });

  test("notes frames that no server may send", async () => {
    const saw = await sightOf(talk, "wire.masks-frames");
    expect(saw.violations.map(({ kind }) => kind)).toContain("masked");
  });
});

describe("other probes of a connection", () => {
  test("find nothing on a healthy backend", async () => {
    for (const probe of [deflate, payloads, crowd] as readonly Probe[]) {
      const saw = await sightOf(probe);
      expect(probe.symptoms(saw), probe.name).toEqual([]);
    }
  });

  test("see compression that refers back although it promised not to", async () => {
    const saw = await sightOf(deflate, "wire.keeps-compression-context");
    expect(saw.selection.serverKeepsNothing).toBe(true);
    expect(saw.heard.dependent).toBeGreaterThan(0);
  });

  test("see how large a message may be", async () => {
    const saw = await sightOf(payloads, "wire.takes-small-frames-only");
    expect(saw.rungs.at(-1)).toMatchObject({ bytes: 70_000, end: { code: 1009 } });
  });

  test("see connections of one user in each other's way", async () => {
    const { rounds } = await sightOf(crowd, "wire.loses-races");
    expect(rounds.find(({ who }) => who === "same")?.greeted).toBe(1);
    expect(rounds.find(({ who }) => who === "different")?.greeted).toBe(2);
  });
});
