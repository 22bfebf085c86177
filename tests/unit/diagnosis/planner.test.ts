import { describe, expect, test } from "vitest";
import type { Diagnosis } from "../../../src/harness/diagnosis/diagnosis.ts";
import type { NotRun } from "../../../src/harness/diagnosis/evidence.ts";
import type { Finding } from "../../../src/harness/diagnosis/finding.ts";
import { investigate } from "../../../src/harness/diagnosis/investigation.ts";
import type { Probe } from "../../../src/harness/diagnosis/probe.ts";
import type { Rule } from "../../../src/harness/diagnosis/rule.ts";
import type { ProbeName } from "../../../src/harness/diagnosis/sightings.ts";

/** A probe that is told what it sees; the investigation neither knows nor cares. */
function probe(name: ProbeName, costMs: number, symptoms: readonly string[] = []): Probe {
  return {
    ...{ name, costMs, title: `title of ${name}`, limitMs: 1_000 },
    run: () => Promise.reject(new Error("carried out by the test")),
    describe: () => `saw through ${name}`,
    symptoms: () => symptoms,
  };
}

function finding(cause: Finding["cause"], confidence: number): Finding {
  return { cause, confidence, evidence: [{ probe: "front", text: "seen" }] };
}

const all: readonly Probe[] = [probe("hold", 3_000), probe("plain", 5), probe("front", 170)];

async function investigated(
  rules: readonly Rule[],
  probes: readonly Probe[] = all,
  saw: (name: ProbeName) => object = () => ({}),
): Promise<Diagnosis> {
  return await investigate(async ({ name }) => ({ saw: saw(name) as NotRun, durationMs: 1 }), {
    ...{ probes, rules, patience: { company: 2, companyMs: 400 } },
    target: { http: "http://a.example", ws: "ws://a.example/ws" },
  });
}

/** Finds something once a probe has been run. */
function afterwards(name: ProbeName, found: Finding): Rule {
  return {
    name: `after ${name}`,
    judge(evidence) {
      evidence.of(name);
      return found;
    },
  };
}

/** Wants to know everything, finds nothing. */
const curious: Rule = {
  name: "curious",
  judge(evidence) {
    evidence.of("hold");
    evidence.of("front");
    evidence.of("plain");
    return undefined;
  },
};

describe("investigating", () => {
  test("runs only what a rule asks for", async () => {
    const rule: Rule = {
      name: "one",
      judge: (evidence) => void evidence.of("front"),
    };
    const { probes, healthy } = await investigated([rule]);
    expect(probes).toEqual([{ id: "P1", name: "front", durationMs: 1, saw: "saw through front" }]);
    expect(healthy).toBe(true);
  });

  test("runs the cheapest of what is asked for first", async () => {
    const asksForOffer: Rule = { name: "front", judge: (e) => void e.of("front") };
    const asksForReach: Rule = { name: "plain", judge: (e) => void e.of("plain") };
    const { probes } = await investigated([curious, asksForOffer, asksForReach]);
    expect(probes.map(({ name }) => name)).toEqual(["plain", "front", "hold"]);
  });

  test("stops once a cause stands out and its cheap company has been looked at", async () => {
    const sure = afterwards("plain", finding("never-negotiates", 0.9));
    const { probes, causes } = await investigated([
      sure,
      { ...curious, name: "other" },
      {
        name: "front",
        judge: (e) => void e.of("front"),
      },
    ]);
    expect(probes.map(({ name }) => name)).toEqual(["plain", "front"]);
    expect(causes.map(({ id, confidence }) => [id, confidence])).toEqual([
      ["never-negotiates", 0.9],
    ]);
  });

  test("goes on although a cause is sure that was seen elsewhere than on the wire", async () => {
    const aside = { ...finding("manifest-unplanned", 0.95), aside: true };
    const { probes, causes } = await investigated([afterwards("plain", aside), curious]);
    expect(probes.map(({ name }) => name)).toContain("hold");
    expect(causes.map(({ id }) => id)).toEqual(["manifest-unplanned"]);
  });

  test("counts nothing that costs nothing among the company", async () => {
    const sure = afterwards("branch", finding("manifest-unplanned", 0.95));
    const asks = (name: ProbeName): Rule => ({ name, judge: (e) => void e.of(name) });
    const free = [probe("branch", 0), probe("plain", 5), probe("front", 170)];
    const { probes } = await investigated([sure, asks("plain"), asks("front")], free);
    expect(probes.map(({ name }) => name)).toEqual(["branch", "plain", "front"]);
  });

  test("goes on while a cause is only likely", async () => {
    const likely = afterwards("plain", finding("never-negotiates", 0.6));
    const { probes } = await investigated([likely, curious]);
    expect(probes.map(({ name }) => name)).toContain("hold");
  });
});

describe("concluding", () => {
  test("names every cause that is sure enough, surest first", async () => {
    const { causes, healthy, abstained } = await investigated([
      { name: "b", judge: () => finding("app-stall", 0.7) },
      { name: "a", judge: () => [finding("never-negotiates", 0.9), finding("cold-start", 0.2)] },
    ]);
    expect(causes.map(({ id }) => id)).toEqual(["never-negotiates", "app-stall"]);
    expect([healthy, abstained]).toEqual([false, false]);
  });

  test("of equals, the one further out comes first: it hides what is inside", async () => {
    const { causes } = await investigated([
      { name: "in", judge: () => finding("events-missing", 0.9) },
      { name: "out", judge: () => finding("upgrade-stripped", 0.9) },
    ]);
    expect(causes.map(({ id }) => id)).toEqual(["upgrade-stripped", "events-missing"]);
  });

  test("abstains over a symptom nobody can explain", async () => {
    const { causes, abstained, healthy, symptoms } = await investigated(
      [{ name: "front", judge: (e) => void e.of("front") }],
      [probe("front", 1, ["the greeting is late"])],
    );
    expect([causes, abstained, healthy]).toEqual([[], true, false]);
    expect(symptoms).toEqual(["the greeting is late"]);
  });

  test("abstains over a mere suspicion, and says what would tell", async () => {
    const weak = { ...finding("offer-stripped", 0.3), others: ["never-negotiates"] as const };
    const { causes, abstained, alternatives } = await investigated([
      { name: "weak", judge: () => ({ ...weak, experiment: "ask the origin" }) },
    ]);
    expect([causes, abstained]).toEqual([[], true]);
    expect(alternatives).toEqual([
      { causes: ["offer-stripped", "never-negotiates"], experiment: "ask the origin" },
    ]);
  });

  test("a probe that broke is a symptom, one that does not apply is none", async () => {
    const broken = await investigated([curious], all, () => ({ notRun: "it died", broken: true }));
    expect(broken.healthy).toBe(false);
    expect(broken.symptoms[0]).toContain("it died");
    const spared = await investigated([curious], all, () => ({ notRun: "no secret was given" }));
    expect(spared.healthy).toBe(true);
  });
});
