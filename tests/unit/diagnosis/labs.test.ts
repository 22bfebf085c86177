import { describe, expect, test } from "vitest";
import { startFaulty } from "../../../src/fixtures/faults/index.ts";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import { investigate } from "../../../src/harness/diagnosis/investigation.ts";
import type { Lab } from "../../../src/harness/diagnosis/lab.ts";
import { Labs } from "../../../src/harness/diagnosis/labs.ts";
import { limitOf, type Probe } from "../../../src/harness/diagnosis/probe.ts";
import { front } from "../../../src/harness/diagnosis/probes/front.ts";
import { probes } from "../../../src/harness/diagnosis/probes/index.ts";
import { reach } from "../../../src/harness/diagnosis/probes/reach.ts";
import type { Rule } from "../../../src/harness/diagnosis/rule.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";
import { serving } from "../target/loopback.ts";
import { subjectOf } from "./lab-of.ts";

/** A probe that never comes to its end, and shows the labs it was run in. */
function endless(inside: Lab[], limitMs = 20): Probe {
  return {
    ...(reach as Probe),
    limitMs,
    run(lab) {
      inside.push(lab);
      return new Promise(() => undefined);
    },
  };
}

describe("a probe that takes too long", () => {
  test("is called off: its lab is closed, and the next one has a new one", async () => {
    await using backend = await startFaulty([]);
    await using labs = new Labs(subjectOf(backend));
    const inside: Lab[] = [];
    const { saw } = await labs.carry(endless(inside), new Evidence());
    expect(saw).toEqual({ notRun: "it took more than 20 ms", overran: true });
    const [left] = inside;
    expect(left?.wire.signal.aborted).toBe(true);
    const late = await left?.open({ url: backend.wsUrl });
    expect([late?.switched, late?.ending?.kind]).toEqual([false, "local"]);
    const next = await labs.carry(front as Probe, new Evidence());
    expect(next.saw).toMatchObject({ identity: { isRight: true } });
  });

  test("has four times its limit across a network", async () => {
    await using backend = await startFaulty([]);
    await using labs = new Labs(subjectOf(backend, { remote: true }));
    const { saw } = await labs.carry(endless([], 10), new Evidence());
    expect(saw).toMatchObject({ notRun: "it took more than 40 ms" });
  });

  test("is told among the probes, and is no symptom", async () => {
    await using backend = await startFaulty([]);
    const subject = subjectOf(backend);
    await using labs = new Labs(subject);
    const rule: Rule = { name: "reach", judge: (evidence) => void evidence.of("reach") };
    const diagnosis = await investigate(labs.carry, {
      ...{ probes: [endless([])], rules: [rule], patience: { company: 1, companyMs: 400 } },
      target: { http: subject.http, ws: subject.ws },
    });
    expect(diagnosis).toMatchObject({ healthy: true, symptoms: [] });
    expect(diagnosis.probes[0]?.saw).toBe("not run: it took more than 20 ms");
  });
});

describe("a probe's limit", () => {
  test("lets one run that is as long as a lab waits for it come to its end", async () => {
    await using backend = await startFaulty([]);
    for (const remote of [false, true]) {
      await using labs = new Labs(subjectOf(backend, { remote }));
      const inside: Lab[] = [];
      await labs.carry(endless(inside, 1), new Evidence());
      const waitMs = inside[0]?.limits.completionMs ?? Number.POSITIVE_INFINITY;
      for (const name of ["run", "runs", "slow", "together"]) {
        const probe = probes.find((one) => one.name === name) as Probe;
        expect(limitOf(probe, { remote }), name).toBeGreaterThan(waitMs);
      }
    }
  });
});

describe("a diagnosis that is called off", () => {
  test("leaves no rejection behind where the first call is silent", async () => {
    const unhandled: unknown[] = [];
    const note = (reason: unknown): void => void unhandled.push(reason);
    process.on("unhandledRejection", note);
    const off = new AbortController();
    await using hanging = await serving(() => undefined);
    const { url: http } = hanging;
    const subject = { ...subjectOf({ url: http, wsUrl: http.replace("http", "ws") } as never) };
    const stopped: Subject = { ...subject, signal: off.signal };
    try {
      await using labs = new Labs(stopped);
      const carried = labs.carry(front as Probe, new Evidence());
      // The first is given up after a while; what is asked after it is asked beside the second.
      await expect.poll(() => hanging.asked.length, { timeout: 5_000 }).toBeGreaterThan(2);
      off.abort(new Error("called off"));
      await expect(carried).rejects.toThrow("called off");
    } finally {
      // Unhandled is what nobody has taken by the end of a turn.
      await new Promise((resolve) => setImmediate(resolve));
      process.off("unhandledRejection", note);
    }
    expect(unhandled).toEqual([]);
  });
});
