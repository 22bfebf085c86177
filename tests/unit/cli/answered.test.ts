import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import type { ProvidedRun } from "../../../src/fixtures/provided-run.ts";
import type { CheckResult } from "../../../src/harness/gate/check-result.ts";
import { proves } from "../../catalogue/proves.ts";
import { targetOf } from "../context/stage.ts";
import { refusingServer } from "../wire/loopback.ts";
import { runFixtures } from "./phase-runs.ts";

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "gapproof-test-"));
});

afterEach(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

/** The fixture's checks against a server that refuses everybody, by id. */
async function results(change: Partial<ProvidedRun> = {}): Promise<Map<string, CheckResult>> {
  await using server = await refusingServer(401, "who?");
  const gapproof: ProvidedRun = {
    ...{ runId: "unit", seed: 1, scale: 0.02, contract: defaultContract, stateDir },
    target: targetOf({ url: "http://127.0.0.1:1", wsUrl: server.url }),
    ...{ credentials: { environment: "test" }, testHeaders: false },
    ...change,
  };
  const { checks } = await runFixtures(stateDir, { first: "answered" }, { provided: { gapproof } });
  return new Map(checks.map((check) => [check.id, check]));
}

describe("a check that passes", () => {
  test(
    "without a single answer from the target fails, in its record and in Vitest's eyes",
    proves("M01"),
    async () => {
      const found = await results();
      const vacuous = found.get("vacuous");
      expect(vacuous?.state).toBe("failed");
      expect(vacuous?.attempts).toMatchObject([
        {
          state: "failed",
          errors: [expect.stringContaining("without a single answer from the target")],
        },
      ]);
      expect(found.get("patient")?.state).toBe("failed");
    },
  );

  test("after it was turned away, or that says it asks nobody, stays passed", async () => {
    const found = await results();
    expect(found.get("refused")?.state).toBe("passed");
    expect(found.get("self-sufficient")?.state).toBe("passed");
  });

  test("is the only one that is asked: failed, skipped and plain ones stay what they are", async () => {
    const found = await results();
    expect(found.get("failing")?.attempts[0]?.errors).toEqual([expect.stringContaining("to be 2")]);
    expect(found.get("skipping")).toMatchObject({
      state: "skipped",
      skip: { reason: "not today" },
    });
    expect(found.get("fixtures/answered.fixture.ts > is plain")?.state).toBe("passed");
  });
});

test("figures land in the attempt that measured them", async () => {
  const found = await results();
  expect(found.get("refused")?.attempts[0]?.figures).toEqual([
    { name: "status", value: 401, unit: "HTTP" },
  ]);
  expect(found.get("failing")?.attempts[0]?.figures).toEqual([
    { name: "p95", value: 12.3456, unit: "ms" },
  ]);
  expect(found.get("vacuous")?.attempts[0]).not.toHaveProperty("figures");
});

test("a check lacks a credential only where that is all it lacks", async () => {
  expect((await results()).get("locked")?.skip?.kind).toBe("capability");
  const { demo, ...websocket } = defaultContract.websocket;
  expect(demo?.enabled).toBe(false);
  const open = { ...demo, enabled: true } as NonNullable<typeof demo>;
  const contract = { ...defaultContract, websocket: { ...websocket, demo: open } };
  expect((await results({ contract })).get("locked")?.skip?.kind).toBe("credentials");
});

describe("a check that waits for a long promise", () => {
  test("is skipped when that takes longer than the run may wait", async () => {
    const found = await results({ maxWaitMs: 5000 });
    expect(found.get("patient")?.skip).toEqual({
      kind: "filtered",
      reason: "waits 7.2 s, longer than --max-wait 5s",
    });
    expect(found.get("refused")?.state).toBe("passed");
  });

  test("is skipped when nobody makes the promise", async () => {
    const contract = { ...defaultContract, promises: {} };
    expect((await results({ contract })).get("patient")?.skip).toEqual({
      kind: "capability",
      reason: 'contract "netra" does not promise promise.idleLimit',
    });
  });
});
