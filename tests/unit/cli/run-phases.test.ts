import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { BroadcastChannel } from "node:worker_threads";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import type { PhaseRun, PhaseRunResult } from "../../../src/cli/gate/run-phases.ts";
import type { ProvidedRun } from "../../../src/fixtures/provided-run.ts";
import type { ProgressEvent } from "../../../src/harness/report/progress.ts";
import { proves } from "../../catalogue/proves.ts";
import { deferred } from "../wire/deferred.ts";
import { ImpatientClock } from "./impatient-clock.ts";
import { type Fixtures, nextRunId, runFixtures } from "./phase-runs.ts";

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "gapproof-test-"));
});

afterEach(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

function run(fixtures: Fixtures, overrides: Partial<PhaseRun> = {}): Promise<PhaseRunResult> {
  return runFixtures(stateDir, fixtures, overrides);
}

function states(result: PhaseRunResult): Record<string, string> {
  return Object.fromEntries(result.checks.map(({ id, state }) => [id, state]));
}

describe("run of phases", () => {
  test("keeps phases in order, journeys apart and plain tests in", async () => {
    const result = await run({ second: "second", first: "first" });
    expect(result.end).toBe("finished");
    expect(
      result.checks.map(({ id, phase, journey, state }) => [id, phase, journey, state]),
    ).toEqual([
      ["backend.answers", "deployment-validation", "auth", "failed"],
      ["fixtures/first.fixture.ts > is a plain test", "deployment-validation", "other", "passed"],
      ["fixtures/first.fixture.ts > is not ready", "deployment-validation", "other", "skipped"],
      ["login", "deployment-validation", "auth", "passed"],
      ["dependent", "golden-path-recovery", "websocket", "skipped"],
      ["moody", "golden-path-recovery", "websocket", "failed"],
    ]);
  });

  test("tells the next phase which precondition was lost, also when the check was retried", async () => {
    const result = await run({ first: "first", second: "second" }, { retry: 1 });
    expect(JSON.parse(readFileSync(join(stateDir, "preconditions.json"), "utf8"))).toEqual({
      backend: {
        checkId: "backend.answers",
        state: "failed",
        cause: "expected 1 to be 2 // Object.is equality",
      },
    });
    expect(result.checks.find(({ id }) => id === "dependent")?.skip?.reason).toContain(
      "backend.answers",
    );
  });

  test("calls a pass after a retry flaky, and keeps both attempts", proves("R20"), async () => {
    const result = await run({ second: "second" }, { retry: 2 });
    const moody = result.checks.find(({ id }) => id === "moody");
    expect(moody?.state).toBe("flaky");
    expect(moody?.attempts.map(({ n, state }) => [n, state])).toEqual([
      [1, "failed"],
      [2, "passed"],
    ]);
    expect(existsSync(join(stateDir, "preconditions.json"))).toBe(false);
  });

  test("counts a file that does not load and a hook that fails", proves("R06"), async () => {
    const result = await run({ first: "broken-file", third: "broken-hook" });
    expect(result.checks.map(({ id, state }) => [id, state])).toMatchInlineSnapshot(`
      [
        [
          "fixtures/broken-file.fixture.ts > file",
          "failed",
        ],
        [
          "fixtures/broken-hook.fixture.ts > with a broken set-up",
          "failed",
        ],
        [
          "unlucky",
          "skipped",
        ],
      ]
    `);
    expect(
      result.checks.flatMap(({ attempts }) => attempts.flatMap(({ errors }) => errors)),
    ).toEqual(["cannot load", "set-up failed"]);
    expect(result.checks.find(({ id }) => id === "unlucky")?.skip).toEqual({
      kind: "precondition",
      reason: "a hook before it failed",
    });
    expect(JSON.parse(readFileSync(join(stateDir, "preconditions.json"), "utf8"))).toMatchObject({
      luck: { checkId: "unlucky", state: "skipped" },
    });
  });

  test("believes Vitest over a record that was written too early", async () => {
    const result = await run({ first: "late-failure" });
    expect(result.checks).toMatchObject([
      { id: "late", state: "failed", attempts: [{ n: 1, errors: ["could not clean up"] }] },
    ]);
  });

  test("reports an error outside any check", async () => {
    const result = await run({ first: "stray-rejection" });
    expect(result.unhandledErrors).toHaveLength(1);
    expect(result.unhandledErrors[0]).toContain("nobody caught this");
  });

  test("finds no check where there are no files", async () => {
    const result = await run({});
    expect(result).toMatchObject({ end: "finished", checks: [], unhandledErrors: [] });
  });
});

describe("filter", () => {
  test.for([
    ["an id", "backend.answers", { "backend.answers": "failed" }],
    ["a part of a title", "lets users", { login: "passed" }],
    ["a regular expression", "^moo.y$", { moody: "failed" }],
    [
      "the id of a plain test",
      "fixtures/first.fixture.ts > is a plain test",
      { "fixtures/first.fixture.ts > is a plain test": "passed" },
    ],
  ] as const)("keeps what matches %s, and reports nothing else", async ([, pattern, expected]) => {
    const result = await run({ first: "first", second: "second" }, { pattern });
    expect(states(result)).toEqual(expected);
  });

  test("refuses a pattern that matches nothing, naming it", async () => {
    await expect(run({ first: "first" }, { pattern: "no such check (" })).rejects.toThrowError(
      '-t/--test-name-pattern must match the id or title of a check, got "no such check (".',
    );
  });
});

describe("interrupt", () => {
  test("aborts what runs, keeps what ended and blames nobody", async () => {
    const person = new AbortController();
    const interruptHanging = (event: ProgressEvent): void => {
      if (event.kind === "check-started" && event.id === "hanging") person.abort();
    };
    const result = await run(
      { first: "hang", second: "second" },
      { interrupted: person.signal, onProgress: interruptHanging },
    );
    expect(result.end).toBe("interrupted");
    expect(states(result)).toEqual({ quick: "passed" });
    expect(result.warnings).toMatchInlineSnapshot(`
      [
        "running when the run was interrupted: hanging",
        "not started when the run was interrupted: waiting",
      ]
    `);
  });

  test("leaves no listener behind", async () => {
    const count = (): number[] =>
      ["SIGINT", "SIGTERM", "exit", "unhandledRejection"].map((name) =>
        process.listenerCount(name),
      );
    const before = count();
    await run({ first: "first" });
    expect(count()).toEqual(before);
  });
});

describe("watchdog", () => {
  test("ends a check that spins, and names it", async () => {
    // It never lets go, so waiting for that is idle; ending its thread may take its time.
    const clock = new ImpatientClock(20_000, [20]);
    const runId = nextRunId();
    const channel = new BroadcastChannel(`spin-${runId}`);
    const [started, spins] = [deferred(), deferred()];
    channel.onmessage = () => spins.resolve();
    const onProgress = (event: ProgressEvent): void => {
      if (event.kind === "check-started" && event.id === "spinning") started.resolve();
    };
    // Two channels are heard in any order: that it spins may arrive before that it started.
    const bothHeard = Promise.all([started.promise, spins.promise]);
    void bothHeard.then(() => clock.runOut());
    const provided = { gapproof: { runId, stateDir } as ProvidedRun };
    const result = await run({ first: "spin" }, { clock, runId, onProgress, provided });
    channel.close();
    expect(result.end).toBe("timed-out");
    const { quick, ...others } = states(result);
    expect(others).toEqual({ spinning: "failed" });
    // Vitest sends results on a timer, which a thread that spins never serves, unless the worker was
    // so slow that the result went out at once: it is here or named as lost, never neither.
    expect(result.warnings).toEqual(
      quick === "passed" ? [] : ["ended, but the result was lost with its worker: quick"],
    );
    const spinning = result.checks.find(({ id }) => id === "spinning");
    expect(spinning?.attempts[0]?.errors).toEqual([
      "was still running when --max-duration ran out",
    ]);
  });

  test("ends a check that waits for ever, and says how much was left", async () => {
    const clock = new ImpatientClock(20_000);
    const runOut = (event: ProgressEvent): void => {
      if (event.kind === "check-started" && event.id === "hanging") clock.runOut();
    };
    const result = await run({ first: "hang" }, { clock, onProgress: runOut });
    expect(result.end).toBe("timed-out");
    expect(states(result)).toEqual({ quick: "passed", hanging: "failed" });
    expect(result.warnings).toMatchInlineSnapshot(`
      [
        "not started when time ran out: waiting",
      ]
    `);
  });
});
