import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Report, reportSchema } from "../../src/harness/report/schema.ts";
import { Command } from "./command.ts";
import { pantryContract } from "./second-backend/contract.ts";
import { startPantry } from "./second-backend/pantry.ts";
import type { Fault } from "./second-backend/visit.ts";

interface Outcome {
  readonly code: number | null;
  readonly report: Report;
  readonly passed: readonly string[];
  readonly failed: readonly string[];
}

async function gate(fault?: Fault, args: readonly string[] = []): Promise<Outcome> {
  await using pantry = await startPantry(fault);
  const all = ["gate", "--json", "--target", pantry.url, ...args];
  using command = new Command(all, {}, (cwd) => {
    writeFileSync(join(cwd, "gapproof.config.json"), JSON.stringify({ contract: pantryContract }));
  });
  const { code, stdout, stderr } = await command.finished;
  expect(stdout, stderr).not.toBe("");
  const report = reportSchema.parse(JSON.parse(stdout));
  const idsOf = (wanted: string): string[] =>
    report.checks.filter(({ state }) => state === wanted).map(({ id }) => id);
  return { code, report, passed: idsOf("passed"), failed: idsOf("failed") };
}

/** Whole runs, each in a process of its own, on a machine that may have other things to do. */
const timeout = 120_000;

describe("a backend that shares no word with the default one", { timeout }, () => {
  test("passes the checks of what it promises, and skips only what it does not", async () => {
    const { code, report, passed, failed } = await gate();
    const whys = report.checks.flatMap(({ id, attempts }) =>
      attempts.flatMap(({ errors }) => errors.map((error) => `${id}: ${error}`)),
    );
    expect(whys).toEqual([]);
    expect(failed).toEqual([]);
    expect(report.verdict, report.reasons.join()).toBe("pass");
    expect(code).toBe(0);
    const skips = report.checks.flatMap(({ id, skip }) =>
      skip === undefined ? [] : [{ id, skip }],
    );
    const others = skips.filter(
      ({ skip }) => !/^(capability|credentials|not-applicable)$/.test(skip.kind),
    );
    expect(others).toEqual([]);
    expect(passed).toEqual(
      expect.arrayContaining([
        "websocket.welcomes",
        "websocket.accepts-declared-routes",
        "websocket.refuses-strangers",
        "websocket.refuses-forged-token",
        "websocket.answers-ping",
        "websocket.survives-malformed-frame",
        "websocket.opens-in-parallel",
        "websocket.lasts",
        "golden-path.login-to-answer",
        "golden-path.events-carry-content",
        "streaming.joins-to-answer",
        "streaming.stops-on-request",
        "failure.named-then-ended",
        "isolation.separates-two-users",
      ]),
    );
    // What a backend without threads, agents or an HTTP path to an answer can be held to.
    expect(new Set(passed).size).toBeGreaterThanOrEqual(70);
    expect(report.journeys.find(({ id }) => id === "golden-path")?.rate).toBe(1);
  });
});

describe("the same backend with a fault", { timeout }, () => {
  const looking = [
    "websocket.welcomes",
    "websocket.refuses-forged-token",
    "golden-path.login-to-answer",
    "isolation.separates-two-users",
  ];

  test.for([
    ["leaks", "isolation.separates-two-users", "staging-e2e"],
    ["cans", "golden-path.login-to-answer", "golden-path-recovery"],
    ["trusts", "websocket.refuses-forged-token", "golden-path-recovery"],
    ["snubs", "websocket.welcomes", "deployment-validation"],
  ] as const)("fails when it %s, at %s", async ([fault, id, phase]) => {
    const some = ["--project", phase, "-t", looking.join("|")];
    const { code, report, failed } = await gate(fault, some);
    expect([...new Set(failed)]).toEqual([id]);
    expect(report.verdict).toBe("fail");
    expect(code).toBe(1);
  });
});
