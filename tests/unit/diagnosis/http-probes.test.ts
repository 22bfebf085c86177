import { createServer } from "node:http";
import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { faults } from "../../../src/fixtures/faults/index.ts";
import { startFaulty } from "../../../src/fixtures/faults/stage.ts";
import { Evidence, isNotRun } from "../../../src/harness/diagnosis/evidence.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import type { Probe } from "../../../src/harness/diagnosis/probe.ts";
import { census } from "../../../src/harness/diagnosis/probes/census.ts";
import { front } from "../../../src/harness/diagnosis/probes/front.ts";
import { tour } from "../../../src/harness/diagnosis/probes/tour.ts";
import type { ProbeName, Sightings } from "../../../src/harness/diagnosis/sightings.ts";
import type { Subject } from "../../../src/harness/diagnosis/subject.ts";
import { subjectOf } from "./lab-of.ts";
import { listening } from "./listening.ts";

describe("the front", () => {
  test("finds nothing amiss on a healthy backend, and keeps no secret", async () => {
    await using backend = await startBackend({ port: 0 });
    const saw = await seen(front, subjectOf(backend));
    expect(front.symptoms(saw)).toEqual([]);
    expect(saw.settings).toMatchObject({ published: true, blank: [], unlike: [], inverted: [] });
    expect(JSON.stringify(saw)).not.toContain(backend.secret.reveal());
  });

  test("tells every failure of a server that knows nothing, and does not throw", async () => {
    await using server = await listening(
      createServer((_, response) => response.writeHead(502).end()),
    );
    const http = `http://127.0.0.1:${server.port}`;
    const saw = await seen(front, {
      ...{ contract: defaultContract, http, ws: "ws://127.0.0.1/ws", remote: false },
      credentials: {},
    });
    expect(saw.open.every(({ status }) => status === 502)).toBe(true);
    expect(saw.identity.isRight).toBe(false);
  });

  test("sees what fails only at first", async () => {
    await using backend = await startFaulty([faultOf("deployment.starts-cold")]);
    const { health } = await seen(front, subjectOf(backend));
    expect(health.map(({ status }) => status)).toEqual([503, 200]);
  });
});

describe("the census", () => {
  test("finds one make of everybody on a healthy backend, and lets every connection go", async () => {
    await using backend = await startBackend({ port: 0 });
    const saw = await seen(census, subjectOf(backend));
    const prints = new Set(saw.members.map(({ via, print }) => `${via} ${print}`));
    expect(prints.size).toBe(2);
    expect(saw.counted?.during).toBe(saw.held);
    expect(saw.counted?.after).toBeLessThan(saw.held);
  });
});

describe("the tour", () => {
  test("has nothing to remark on a healthy backend", async () => {
    await using backend = await startBackend({ port: 0 });
    const saw = await seen(tour, subjectOf(backend));
    expect(tour.symptoms(saw)).toEqual([]);
    expect(saw.users).toBe(2);
  });

  test("tells what a stranger is shown, and what is not kept", async () => {
    await using open = await startFaulty([faultOf("data.shows-foreign-threads")]);
    await using forgetful = await startFaulty([faultOf("http.forgets-new-titles")]);
    const kinds = async (subject: Subject) =>
      (await seen(tour, subject)).remarks.map(({ about }) => about);
    expect(await kinds(subjectOf(open))).toContain("foreign");
    expect(await kinds(subjectOf(forgetful))).toContain("lost");
  });
});

async function seen<Name extends ProbeName>(
  probe: Probe<Name>,
  subject: Subject,
): Promise<Sightings[Name]> {
  await using lab = new Lab(subject);
  const saw = await probe.run(lab, new Evidence());
  if (isNotRun(saw)) throw new Error(saw.notRun);
  return saw as Sightings[Name];
}

function faultOf(id: string) {
  const fault = faults.find((one) => one.id === id);
  if (fault === undefined) throw new Error(`there is no fault ${id}`);
  return fault;
}
