import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { complete } from "../../../src/contract/complete.ts";
import { defineContract } from "../../../src/contract/contract.ts";
import { plannedGaps } from "../../../src/contract/default/gaps.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import type { GapInput } from "../../../src/contract/parts/gaps.ts";
import { faults } from "../../../src/fixtures/faults/index.ts";
import { rateTargets } from "../../../src/harness/gate/rates/rate-targets.ts";
import { configSchema } from "../../../src/harness/settings/config.ts";
import { gapsOf } from "../../../src/harness/settings/gaps-of.ts";
import seenByMatrix from "../../matrix/matrix.seen.json" with { type: "json" };

const gap: GapInput = {
  id: "stalled",
  checks: ["p1-023.streaming-partial-results"],
  cause: "app-stall",
  since: "2026-11-22",
  owner: "realtime",
};
/** Checks that the kill matrix saw fail, by fault. */
const seen: Readonly<Record<string, readonly string[]>> = seenByMatrix;
const { checks: _, ...unaimed } = gap;
const rate = { before: 0.84, target: 0.95 };

/** A contract with these gaps, taken as they are: what breaks a rule is for the schema to say. */
function withGaps(...gaps: readonly object[]) {
  return defineContract({ ...defaultContract, gaps: gaps as GapInput[] });
}

describe("gaps of a contract", () => {
  test("are none where nobody declares one", () => {
    const { gaps: __, ...undeclared } = defaultContract;
    expect(defineContract(undeclared).gaps).toEqual([]);
    expect(complete(undeclared)).toStrictEqual(defineContract(undeclared));
  });

  test("are as sure as not of their cause, and closed by one pass, unless they say otherwise", () => {
    const input = { ...defaultContract, gaps: [gap] };
    expect(defineContract(input).gaps).toEqual([{ ...gap, minConfidence: 0.5, times: 1 }]);
    expect(complete(input)).toStrictEqual(defineContract(input));
  });

  test.for([
    ["a journey", { ...unaimed, journey: "websocket" }],
    ["a rate", { ...unaimed, journey: "golden-path", rate }],
    ["a last day that is the first", { ...gap, until: "2026-11-22" }],
    [
      "everything",
      { ...gap, until: "2027-01-31", plan: "issue 128", times: 5, minConfidence: 0.8 },
    ],
  ] as const)("may have %s", ([, given]) => {
    expect(withGaps(given).gaps).toMatchObject([given]);
  });

  test.for([
    ["neither checks nor a journey", unaimed, "0.checks", "must name either checks or a journey"],
    ["both", { ...gap, journey: "websocket" }, "0.checks", "must name either checks or a journey"],
    ["no check among checks", { ...gap, checks: [] }, "0.checks", ""],
    ["no cause of ours", { ...gap, cause: "gremlins" }, "0.cause", "must be the id of a cause"],
    ["no owner", { ...gap, owner: "" }, "0.owner", ""],
    ["no day", { ...gap, since: "2026-13-01" }, "0.since", "Invalid ISO date"],
    [
      "a last day before the first",
      { ...gap, until: "2026-11-21" },
      "0.until",
      "must not be before",
    ],
    ["a rate of checks", { ...gap, rate }, "0.rate", "needs a journey"],
    [
      "a target no better than before",
      { ...unaimed, journey: "golden-path", rate: { before: 0.95, target: 0.95 } },
      "0.rate.target",
      "must have a target above",
    ],
    ["more than certainty", { ...gap, minConfidence: 1.1 }, "0.minConfidence", ""],
    ["half a pass", { ...gap, times: 0.5 }, "0.times", ""],
    ["an unknown word", { ...gap, deadline: "2027-01-01" }, "0", 'Unrecognized key: "deadline"'],
  ] as const)("are refused with %s", ([, given, field, rule]) => {
    expect(() => withGaps(given)).toThrow(`contract.gaps.${field} breaks a rule: ${rule}`);
  });

  test("are refused with one id twice", () => {
    expect(() => withGaps(gap, gap)).toThrow(
      "contract.gaps.1.id breaks a rule: must be unique: stalled",
    );
  });
});

describe("gaps of a config", () => {
  test("stand before those of the contract with their ids, and join the others", () => {
    const contract = withGaps({ ...gap, id: "a" }, { ...gap, id: "b" });
    const config = configSchema.parse({
      gaps: [
        { ...gap, id: "c" },
        { ...gap, id: "a", owner: "platform" },
      ],
    });
    expect(gapsOf(contract, config).map(({ id, owner }) => `${id} of ${owner}`)).toEqual([
      "a of platform",
      "b of realtime",
      "c of realtime",
    ]);
  });

  test("have one rate of a journey at most, those of the contract included", () => {
    const rated = (id: string) => ({ ...unaimed, id, journey: "websocket", rate });
    expect(() => withGaps(rated("a"), rated("b"))).toThrow("must be the only rate of websocket");
    const contract = withGaps(rated("a"));
    const config = configSchema.parse({ gaps: [rated("b")] });
    expect(() => gapsOf(contract, config)).toThrow(/^gaps must have one rate of websocket/);
  });

  test("are none without a config file", () => {
    expect(gapsOf(withGaps(gap), {}).map(({ id }) => id)).toEqual(["stalled"]);
  });
});

describe("planned gaps", () => {
  const all = Object.entries(plannedGaps);
  const declared = declaredInChecks();

  test.for(all)("%s becomes one when a team takes it over", ([id, planned]) => {
    const taken = { cause: "events-missing", ...planned, since: "2026-11-22", owner: "realtime" };
    expect(withGaps(taken).gaps).toMatchObject([{ ...planned, id, owner: "realtime" }]);
  });

  test.for(all)("%s is about something that is checked", ([, planned]) => {
    if ("checks" in planned) expect(declared.ids).toEqual(expect.arrayContaining(planned.checks));
    else expect(declared.journeys).toContain(planned.journey);
  });

  test.for(all.flatMap(([, planned]) => ("checks" in planned ? [planned] : [])))(
    "$id can be shown: there is a fault of its cause that fails all its checks",
    ({ cause: wanted, checks }) => {
      const showing = faults.filter(
        ({ id, cause }) => cause === wanted && checks.every((check) => seen[id]?.includes(check)),
      );
      expect(showing.length).toBeGreaterThan(0);
    },
  );

  test("have the targets that their journeys have anyway", () => {
    const targets = all.flatMap(([, planned]) =>
      "rate" in planned ? [{ journey: planned.journey, target: planned.rate.target }] : [],
    );
    expect(targets).toEqual(rateTargets.map(({ journey, target }) => ({ journey, target })));
  });
});

/** Ids and journeys as the files of the three phases write them. */
function declaredInChecks() {
  const text = ["deployment-validation", "golden-path-recovery", "staging-e2e"]
    .flatMap((phase) =>
      readdirSync(`tests/${phase}`, { recursive: true, encoding: "utf8" })
        .filter((file) => file.endsWith(".ts"))
        .map((file) => readFileSync(`tests/${phase}/${file}`, "utf8")),
    )
    .join("\n");
  const all = (pattern: RegExp) => [...text.matchAll(pattern)].map(([, name]) => name);
  return {
    ids: all(/\bid: "([^"]+)"/g),
    journeys: all(/\bjourney(?::| =) "([^"]+)"/g),
  };
}
