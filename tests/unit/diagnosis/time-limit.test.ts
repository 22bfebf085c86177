import { describe, expect, test } from "vitest";
import type { Clock } from "../../../src/ground/clock.ts";
import type { Diagnosis } from "../../../src/harness/diagnosis/diagnosis.ts";
import type { Finding } from "../../../src/harness/diagnosis/finding.ts";
import { type Carry, investigate } from "../../../src/harness/diagnosis/investigation.ts";
import type { Probe } from "../../../src/harness/diagnosis/probe.ts";
import type { Rule } from "../../../src/harness/diagnosis/rule.ts";
import type { ProbeName } from "../../../src/harness/diagnosis/sightings.ts";
import { TimeLimit } from "../../../src/harness/diagnosis/time-limit.ts";

/** A clock that is set forward by hand. */
class HandClock implements Clock {
  #nowMs = 0;
  readonly #timers: { readonly atMs: number; readonly callback: () => void }[] = [];

  now(): number {
    return this.#nowMs;
  }

  date(): Date {
    return new Date(this.#nowMs);
  }

  after(delayMs: number, callback: () => void): () => void {
    const timer = { atMs: this.#nowMs + delayMs, callback };
    this.#timers.push(timer);
    return () => void this.#timers.splice(this.#timers.indexOf(timer), 1);
  }

  pass(ms: number): void {
    this.#nowMs += ms;
    for (const { atMs, callback } of [...this.#timers]) if (atMs <= this.#nowMs) callback();
  }
}

function probe(name: ProbeName, costMs: number): Probe {
  return {
    ...{ name, costMs, title: `title of ${name}`, limitMs: 1_000 },
    run: () => Promise.reject(new Error("carried out by the test")),
    describe: () => `saw through ${name}`,
    symptoms: () => [],
  };
}

function seeing(name: ProbeName, ...found: readonly Finding[]): Rule {
  return {
    name: `after ${name}`,
    judge(evidence) {
      evidence.of(name);
      return found;
    },
  };
}

const cause: Finding = {
  ...{ cause: "never-negotiates", confidence: 0.6 },
  evidence: [{ probe: "plain", text: "seen" }],
};

interface Story {
  readonly limitMs: number;
  readonly rules: readonly Rule[];
  /** How long each probe takes; one that is not named never ends. */
  readonly takes: Readonly<Partial<Record<ProbeName, number>>>;
}

/** Diagnoses with a clock that only probes set forward. */
async function told({ limitMs, rules, takes }: Story): Promise<Diagnosis> {
  const clock = new HandClock();
  using time = new TimeLimit(limitMs, clock);
  const carry: Carry = async ({ name }) => {
    const durationMs = takes[name] ?? time.leftMs;
    clock.pass(durationMs);
    if (takes[name] === undefined) await new Promise(() => undefined);
    return { saw: {} as never, durationMs };
  };
  return await investigate(carry, {
    ...{ rules, time, probes: [probe("plain", 5), probe("front", 150), probe("hold", 1_400)] },
    ...{ patience: { company: 6, companyMs: 400 } },
    target: { http: "http://a.example", ws: "ws://a.example/ws" },
  });
}

describe("a diagnosis whose time is up", () => {
  test("names what was found by then, and says that it was cut short", async () => {
    const diagnosis = await told({
      ...{ limitMs: 1_000, takes: { plain: 100 } },
      rules: [seeing("plain", cause), seeing("hold")],
    });
    expect(diagnosis.causes.map(({ id }) => id)).toEqual(["never-negotiates"]);
    expect(diagnosis.cutShort).toBe(
      "probing was cut short by its limit of 1 s, before everything was tried",
    );
    expect(diagnosis.probes.map(({ name, durationMs, saw }) => [name, durationMs, saw])).toEqual([
      ["plain", 100, "saw through plain"],
      ["hold", 900, "not run: the time for the diagnosis was up"],
    ]);
  });

  test("begins no further probe", async () => {
    const { cutShort, probes } = await told({
      ...{ limitMs: 1_000, takes: { plain: 1_000, hold: 1 } },
      rules: [seeing("plain", cause), seeing("hold")],
    });
    expect(cutShort).toMatch(/cut short/);
    expect(probes[1]).toMatchObject({ name: "hold", saw: expect.stringMatching(/^not run: /) });
  });

  test("calls nothing well that it has not looked at", async () => {
    const { healthy, abstained } = await told({
      ...{ limitMs: 1_000, takes: {}, rules: [seeing("plain")] },
    });
    expect([healthy, abstained]).toEqual([false, true]);
  });

  test("is none where nothing was left to be tried", async () => {
    const { healthy, cutShort } = await told({
      ...{ limitMs: 1_000, takes: { plain: 1_000 }, rules: [seeing("plain")] },
    });
    expect([healthy, cutShort]).toEqual([true, undefined]);
  });
});

describe("company for a cause that stands out", () => {
  const sure: Rule = seeing("plain", { ...cause, confidence: 0.9 });
  const rules = [sure, seeing("front")];

  test("is looked for where it fits the time that is left", async () => {
    const { probes } = await told({ limitMs: 60_000, takes: { plain: 100, front: 10 }, rules });
    expect(probes.map(({ name }) => name)).toEqual(["plain", "front"]);
  });

  test("is left out where, going by what probes have taken, it does not", async () => {
    const { probes, cutShort } = await told({
      ...{ limitMs: 60_000, takes: { plain: 5_000, front: 10 }, rules },
    });
    expect(probes.map(({ name }) => name)).toEqual(["plain"]);
    expect(cutShort).toBeUndefined();
  });
});
