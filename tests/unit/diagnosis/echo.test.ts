import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { startFaulty } from "../../../src/fixtures/faults/index.ts";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import { echo } from "../../../src/harness/diagnosis/probes/echo.ts";
import type { EchoSaw } from "../../../src/harness/diagnosis/probes/echo-saw.ts";
import { lostOn } from "../../../src/harness/diagnosis/probes/echo-saw.ts";
import { subjectOf } from "./lab-of.ts";

describe("the echo of headers", () => {
  test("names them, and tells no value", async () => {
    await using backend = await startBackend();
    const headers = { Authorization: "Bearer tell-nobody", "X-Own": "tell-nobody" };
    const answer = await fetch(`${backend.url}/api/headers`, { headers });
    const text = await answer.text();
    expect(JSON.parse(text).names).toEqual(expect.arrayContaining(["authorization", "x-own"]));
    expect(text).not.toContain("tell-nobody");
  });

  test("loses none where nothing stands in front", async () => {
    await using backend = await startBackend();
    const { plain, upgrade } = await echoed(backend);
    expect([lostOn(plain), lostOn(upgrade)]).toEqual([[], []]);
    expect(upgrade.lostOnTheWayBack).toEqual([]);
  });

  test("shows what an edge drops, on the way there and back", async () => {
    const edge = {
      to: "upgrades",
      stripRequest: ["authorization"],
      stripResponse: ["sec-websocket-protocol"],
    } as const;
    const quirk = { id: "edge.of-a-test", title: "drops some headers", parameters: {}, edge };
    await using backend = await startFaulty([quirk]);
    const { plain, upgrade } = await echoed(backend);
    expect(lostOn(plain)).toEqual([]);
    expect(lostOn(upgrade)).toEqual(["authorization"]);
    expect(upgrade.lostOnTheWayBack).toEqual(["sec-websocket-protocol"]);
  });
});

async function echoed(backend: Parameters<typeof subjectOf>[0]): Promise<EchoSaw> {
  await using lab = new Lab(subjectOf(backend));
  return (await echo.run(lab, new Evidence())) as EchoSaw;
}
