import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { readWorkflows } from "../../../src/harness/drift/readiness/jobs.ts";
import { usualRunLimits } from "../../../src/harness/drift/readiness/run-limits.ts";
import { folderWith, toldBy, unseenBy, variables } from "./readiness-branch.ts";
import { limitsOfTheGate } from "./readiness-defaults.ts";

/** A workflow with one job, one step of which runs the gate. */
function workflow({ job = "", step = "", run = "npx gapproof gate" } = {}): string {
  return `on: push
jobs:
  other:
    timeout-minutes: 1
    steps: [{run: npx gapproof ready}, {run: npm test}]
  gate:
    runs-on: ubuntu-latest
${job === "" ? "" : `    timeout-minutes: ${job}\n`}    steps:
      - uses: actions/checkout@v4
      - run: ${run}
${step === "" ? "" : `        timeout-minutes: ${step}\n`}`;
}

describe("limits-ordered", () => {
  const files = { "b.env": variables() };
  const judge = (text: string) => {
    const workflows = readWorkflows(["ci.yml"], folderWith({ "ci.yml": text }));
    return toldBy("limits-ordered", files, { workflows });
  };

  test("is kept by the limits that come along", () => {
    expect(toldBy("limits-ordered", files)).toEqual([]);
    expect(unseenBy("limits-ordered", files)).toEqual({
      isLooked: true,
      unseen: ["no workflow files: whether a job outlasts the suite"],
    });
  });

  test("knows the limits the gate has", () => {
    expect(usualRunLimits).toEqual(limitsOfTheGate());
  });

  test.each([
    [
      { local: { handshakeMs: 60_000 } },
      "limits.local.handshakeMs: limits.local.handshakeMs 60 s < limits.local.completionMs 60 s does not hold",
    ],
    [
      { remote: { completionMs: 200_000 } },
      "limits.remote.completionMs: limits.remote.completionMs 200 s < a test's timeout 150 s does not hold",
    ],
  ])("finds a contract's limits turned round: %j", (changed, told) => {
    const { limits } = defaultContract;
    const contract = {
      ...defaultContract,
      limits: {
        local: { ...limits.local, ...("local" in changed ? changed.local : {}) },
        remote: { ...limits.remote, ...("remote" in changed ? changed.remote : {}) },
      },
    };
    expect(toldBy("limits-ordered", files, { contract })).toEqual([told]);
  });

  test("finds a suite that is shorter than one of its tests", () => {
    const limits = { testMs: 150_000, suiteMs: 120_000 };
    expect(toldBy("limits-ordered", files, { limits })).toEqual([
      "max_duration: a test's timeout 150 s < the suite (--max-duration) 120 s does not hold",
    ]);
  });

  const suite = "the suite (--max-duration)";
  const key = "jobs.gate.timeout_minutes";
  test.each([
    ["no limit, which is six hours", workflow(), []],
    ["time enough", workflow({ job: "20" }), []],
    [
      "a job that is too short",
      workflow({ job: "10" }),
      [
        `${key}: ${suite} 900 s < job gate 600 s does not hold (timeout-minutes: 10, ci.yml, line 8)`,
      ],
    ],
    [
      "a job as long as the suite",
      workflow({ job: "15" }),
      [
        `${key}: ${suite} 900 s < job gate 900 s does not hold (timeout-minutes: 15, ci.yml, line 8)`,
      ],
    ],
    [
      "a step that is too short",
      workflow({ job: "20", step: "5" }),
      [
        `${key}: ${suite} 900 s < job gate 300 s does not hold (timeout-minutes: 5, ci.yml, line 12)`,
      ],
    ],
    [
      "a suite that is made to fit",
      workflow({ job: "10", run: "npx gapproof gate --max-duration 8m" }),
      [],
    ],
    [
      "a suite that is made longer",
      workflow({ job: "20", run: "npm run gate -- --max-duration=30m" }),
      [
        `${key}: ${suite} 1800 s < job gate 1200 s does not hold (timeout-minutes: 20, ci.yml, line 8)`,
      ],
    ],
    [
      "a suite shorter than a test",
      workflow({ run: "npx gapproof@1 gate --max-duration 90s" }),
      [
        `jobs.gate.max_duration: a test's timeout 150 s < ${suite} 90 s does not hold (GitHub's default of 360 minutes, ci.yml, line 7)`,
      ],
    ],
    ["a limit that is computed", workflow({ job: `\${{ inputs.limit }}` }), []],
    [
      "a limit that is computed around one that is known",
      workflow({ job: `\${{ inputs.limit }}`, step: "3" }),
      [
        `${key}: ${suite} 900 s < job gate 180 s does not hold (timeout-minutes: 3, ci.yml, line 12)`,
      ],
    ],
    [
      "what is said of the gate in a comment",
      workflow({
        job: "3",
        run: "|\n          # npx gapproof gate runs elsewhere\n          echo hi",
      }),
      [],
    ],
    [
      "a duration in a comment",
      workflow({
        job: "10",
        run: "|\n          # not --max-duration 1m\n          npx gapproof gate --max-duration 8m",
      }),
      [],
    ],
  ])("looks at the jobs that run the gate: %s", (_, text, told) => {
    expect(judge(text)).toEqual(told);
  });

  test.each([
    [workflow({ job: "10" }), "jobs.gate.timeout_minutes"],
    [workflow({ run: "npx gapproof gate --max-duration 90s" }), "jobs.gate.max_duration"],
  ])("lets what it finds be borne by its key", (text, borne) => {
    const workflows = readWorkflows(["ci.yml"], folderWith({ "ci.yml": text }));
    const bearing = {
      known: [{ key: borne, reason: "soon", until: "2026-12-31" }],
      today: "2026-11-22",
    };
    expect(toldBy("limits-ordered", files, { workflows })).toHaveLength(1);
    expect(toldBy("limits-ordered", files, { workflows, ...bearing })).toEqual([]);
  });

  test("lets a contract's own limit be borne by its name", () => {
    const { limits } = defaultContract;
    const local = { ...limits.local, handshakeMs: 60_000 };
    const contract = { ...defaultContract, limits: { ...limits, local } };
    const known = [{ key: "limits.local.handshakeMs", reason: "soon", until: "2026-12-31" }];
    const question = { contract, known, today: "2026-11-22" };
    expect(toldBy("limits-ordered", files, question)).toEqual([]);
  });

  test("says which job it could not judge, and when none runs the gate", () => {
    const unseen = (text: string) => {
      const workflows = readWorkflows(["ci.yml"], folderWith({ "ci.yml": text }));
      return unseenBy("limits-ordered", files, { workflows }).unseen;
    };
    expect(unseen(workflow({ job: `\${{ inputs.limit }}` }))).toEqual([
      `job gate: timeout-minutes: \${{ inputs.limit }} is computed`,
    ]);
    expect(unseen(workflow({ run: "npm test" }))).toEqual([
      "no job of the workflows runs the gate",
    ]);
  });

  test("tells of a workflow that cannot be read, and reads the others", () => {
    const folder = folderWith({ "a.yml": "jobs:\n  - [\n", "b.yml": workflow() });
    const { jobs, unreadable } = readWorkflows(["a.yml", "b.yml", "c.yml"], folder);
    expect(jobs.map(({ name }) => name)).toEqual(["gate"]);
    expect(unreadable).toMatchObject([{ file: "a.yml", line: 3 }, { file: "c.yml" }]);
  });
});
