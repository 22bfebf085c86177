import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { type Quirk, quirk } from "../../../src/fixtures/faults/fault.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import type { Diagnosis } from "../../../src/harness/diagnosis/diagnosis.ts";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import { investigate } from "../../../src/harness/diagnosis/investigation.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import { Labs } from "../../../src/harness/diagnosis/labs.ts";
import type { Probe } from "../../../src/harness/diagnosis/probe.ts";
import { census } from "../../../src/harness/diagnosis/probes/census.ts";
import type { CensusSaw } from "../../../src/harness/diagnosis/probes/census-saw.ts";
import { direct } from "../../../src/harness/diagnosis/probes/direct.ts";
import { echo } from "../../../src/harness/diagnosis/probes/echo.ts";
import { front } from "../../../src/harness/diagnosis/probes/front.ts";
import { offers } from "../../../src/harness/diagnosis/probes/offers.ts";
import { reach } from "../../../src/harness/diagnosis/probes/reach.ts";
import { tokens } from "../../../src/harness/diagnosis/probes/tokens.ts";
import { tour } from "../../../src/harness/diagnosis/probes/tour.ts";
import { offer } from "../../../src/harness/diagnosis/probes/upgrades.ts";
import { rules } from "../../../src/harness/diagnosis/rules/index.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";
import { subjectOf } from "./lab-of.ts";

/** Nothing of it is wrong but that it should not be here any more. */
const old = quirk({
  id: "deployment.is-old",
  title: "is an earlier revision that does all of what is promised",
  options: { revision: "00041-old" },
});

function faultOf(id: string): Quirk {
  const fault = faults.find((one) => one.id === id);
  if (fault === undefined) throw new RangeError(`there is no fault ${id}`);
  return fault;
}

/** What tells builds apart: nothing of it goes by the clock of a machine that may be busy. */
const looked = [
  reach,
  front,
  offer,
  offers,
  echo,
  direct,
  tokens,
  census,
  tour,
] as readonly Probe[];

async function diagnosed(played: Quirk, expectedRevision: string): Promise<Diagnosis> {
  await using backend = await startFaulty([played], { seed: 1 });
  await using labs = new Labs(subjectOf(backend, { expectedRevision }));
  return await investigate(labs.carry, {
    ...{ probes: looked, rules, patience: { company: 6, companyMs: 400 } },
    target: { http: backend.url, ws: backend.wsUrl },
  });
}

describe("stale code", () => {
  test("that does all of what is promised is told by its revision alone", async () => {
    const { healthy, causes, symptoms } = await diagnosed(old, "00042-new");
    expect(healthy).toBe(false);
    expect(causes).toMatchObject([{ id: "pinned-revision", orElse: [] }]);
    expect(causes[0]?.confidence).toBeGreaterThanOrEqual(0.95);
    expect(causes[0]?.evidence[0]?.text).toMatch(
      /^of (\d+) fresh connections .* all \1 are answered by 00041-old; 00042-new is expected$/,
    );
    expect(symptoms).toEqual(["revision 00041-old answers; 00042-new is expected"]);
  });

  test.for([
    ["deployment.is-pinned-to-an-old-revision", "00042-new", "pinned-revision"],
    ["deployment.runs-with-old-settings", "embedded", "settings-old"],
    ["edge.mixes-revisions", "embedded", "mixed-revisions"],
    ["edge.mixes-settings", "embedded", "mixed-revisions"],
    ["handshake.selects-nothing", "embedded", "never-negotiates"],
  ] as const)("as in %s, where %s is expected, is %s and nothing else", async (row) => {
    const [id, expected, cause] = row;
    const { causes } = await diagnosed(faultOf(id), expected);
    expect(causes.map((one) => one.id)).toEqual([cause]);
  });

  test("behind the WebSocket alone is told from the greeting", async () => {
    const { causes } = await diagnosed(faultOf("edge.upgrades-to-an-older-revision"), "embedded");
    expect(causes.map(({ id }) => id)).toEqual(["mixed-revisions"]);
    expect(causes[0]?.evidence[0]?.text).toContain(
      "the WebSocket is answered by another revision than HTTP",
    );
  });
});

describe("the revision of a welcome", () => {
  const { websocket } = defaultContract;

  async function greeters(contract: Subject["contract"]): Promise<ReadonlySet<string | undefined>> {
    await using backend = await startFaulty([old], { seed: 1 });
    await using lab = new Lab(subjectOf(backend, { contract }));
    const { members } = (await census.run(lab, new Evidence())) as CensusSaw;
    return new Set(members.filter(({ via }) => via === "ws").map(({ revision }) => revision));
  }

  test("is that of the connection", async () => {
    expect(await greeters(defaultContract)).toEqual(new Set(["00041-old"]));
  });

  test("is nobody's where the contract does not say where it stands", async () => {
    const { revision: _, ...welcome } = websocket.welcome ?? { match: [] };
    const contract = { ...defaultContract, websocket: { ...websocket, welcome } };
    expect(await greeters(contract)).toEqual(new Set([undefined]));
  });
});
