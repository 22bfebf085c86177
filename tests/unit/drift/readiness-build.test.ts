import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { readImageReference } from "../../../src/harness/drift/readiness/image-reference.ts";
import { readWorkflows } from "../../../src/harness/drift/readiness/jobs.ts";
import { readMarkers } from "../../../src/harness/drift/readiness/read-markers.ts";
import { usualRunLimits } from "../../../src/harness/drift/readiness/run-limits.ts";
import {
  cloudRun,
  contractWith,
  folderWith,
  toldBy,
  unseenBy,
  variables,
} from "./readiness-branch.ts";
import { limitsOfTheGate } from "./readiness-defaults.ts";

const digest = `sha256:${"a".repeat(64)}`;

describe("a reference of an image", () => {
  test.each([
    ["backend", { name: "backend" }],
    ["team/backend:1.2", { name: "team/backend", tag: "1.2" }],
    ["localhost:5000/backend", { name: "localhost:5000/backend" }],
    [
      "localhost:5000/team/backend:v1_2-rc.3",
      { name: "localhost:5000/team/backend", tag: "v1_2-rc.3" },
    ],
    ["[::1]:5000/backend:1", { name: "[::1]:5000/backend", tag: "1" }],
    [`gcr.io/t/b@${digest}`, { name: "gcr.io/t/b", digest }],
    [`gcr.io/t/b:latest@${digest}`, { name: "gcr.io/t/b", tag: "latest", digest }],
    [
      "europe-west1-docker.pkg.dev/p-1/repo/back__end:1",
      { name: "europe-west1-docker.pkg.dev/p-1/repo/back__end", tag: "1" },
    ],
    ["a b", undefined],
    ["backend:", undefined],
    ["https://gcr.io/backend:1", undefined],
    ["backend@sha256:abc", undefined],
  ])("%s", (text, expected) => {
    expect(readImageReference(text)).toEqual(expected);
  });
});

describe("build-named", () => {
  const what = ": nobody can say which build that is";
  test.each([
    ["gcr.io/team/backend:1.2", []],
    ["registry:5000/backend:$SHORT_SHA", []],
    [`registry:5000/backend:\${TAG}`, []],
    [`backend@${digest}`, []],
    [`backend:latest@${digest}`, []],
    ["backend:latest", [`image: image backend:latest is whatever was built last${what}`]],
    [
      "registry:5000/backend",
      [`image: image registry:5000/backend has no tag, which means latest${what}`],
    ],
    ["https://gcr.io/b:1", [`image: image https://gcr.io/b:1 is no reference of an image${what}`]],
  ])("judges %s", (image, told) => {
    expect(toldBy("build-named", { "b.yaml": cloudRun({}, { image }) })).toEqual(told);
  });

  test("is content with a commit, unless it is blank", () => {
    const with_ = (commit: string) =>
      toldBy("build-named", { "b.yaml": cloudRun({ GIT_COMMIT: commit }, { image: "b:latest" }) });
    expect(with_("4f2a9c1")).toEqual([]);
    expect(with_("")).toHaveLength(1);
  });

  test("looks at what goes to a cloud alone, and at what is there", () => {
    const compose = "services:\n  backend:\n    image: backend:latest\n";
    expect(unseenBy("build-named", { "compose.yaml": compose })).toEqual({
      isLooked: false,
      unseen: ["files of backend are for no cloud"],
    });
    expect(unseenBy("build-named", { "b.yaml": cloudRun({}, { image: `"\${IMAGE}"` }) })).toEqual({
      isLooked: false,
      unseen: ["image of backend: it is filled in when it is deployed"],
    });
  });
});

describe("markers-present", () => {
  const marker = { file: "main.py", pattern: "^limit = 45$", because: "the plan moved it" };
  const contract = contractWith({ markers: [marker] });
  const judge = (files: Record<string, string>) =>
    toldBy(
      "markers-present",
      { "b.env": "A=1\n" },
      {
        contract,
        markers: readMarkers(contract, folderWith(files)),
      },
    );

  test("finds a text on any line of a file, or says why it should be there", () => {
    expect(judge({ "main.py": "import x\nlimit = 45\n" })).toEqual([]);
    expect(judge({ "main.py": "limit = 450\n" })).toEqual([
      "main.py lacks /^limit = 45$/: the plan moved it",
    ]);
    expect(judge({})).toEqual(["there is no file main.py: the plan moved it"]);
  });

  test("takes a folder for no file", () => {
    const folder = folderWith({});
    mkdirSync(join(folder, "main.py"));
    expect(readMarkers(contract, folder)).toEqual([{ ...marker, found: "no-file" }]);
  });

  test("refuses a pattern that is none", () => {
    const broken = contractWith({ markers: [{ ...marker, pattern: "(" }] });
    expect(() => readMarkers(broken, folderWith({}))).toThrow(
      'contract.settings.markers[0].pattern must be a regular expression, got "(".',
    );
  });

  test("says that nobody asked for any", () => {
    expect(unseenBy("markers-present", { "b.env": "A=1\n" })).toEqual({
      isLooked: false,
      unseen: ["the contract has no markers"],
    });
    expect(unseenBy("markers-present", { "b.env": "A=1\n" }, { contract }).unseen).toEqual([
      "nobody has read the marked files",
    ]);
  });
});

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
      "a test's timeout 150 s < the suite (--max-duration) 120 s does not hold",
    ]);
  });

  const suite = "the suite (--max-duration)";
  test.each([
    ["no limit, which is six hours", workflow(), []],
    ["time enough", workflow({ job: "20" }), []],
    [
      "a job that is too short",
      workflow({ job: "10" }),
      [`${suite} 900 s < job gate 600 s does not hold (timeout-minutes: 10, ci.yml, line 8)`],
    ],
    [
      "a job as long as the suite",
      workflow({ job: "15" }),
      [`${suite} 900 s < job gate 900 s does not hold (timeout-minutes: 15, ci.yml, line 8)`],
    ],
    [
      "a step that is too short",
      workflow({ job: "20", step: "5" }),
      [`${suite} 900 s < job gate 300 s does not hold (timeout-minutes: 5, ci.yml, line 12)`],
    ],
    [
      "a suite that is made to fit",
      workflow({ job: "10", run: "npx gapproof gate --max-duration 8m" }),
      [],
    ],
    [
      "a suite that is made longer",
      workflow({ job: "20", run: "npm run gate -- --max-duration=30m" }),
      [`${suite} 1800 s < job gate 1200 s does not hold (timeout-minutes: 20, ci.yml, line 8)`],
    ],
    [
      "a suite shorter than a test",
      workflow({ run: "npx gapproof@1 gate --max-duration 90s" }),
      [
        `a test's timeout 150 s < ${suite} 90 s does not hold (GitHub's default of 360 minutes, ci.yml, line 7)`,
      ],
    ],
    ["a limit that is computed", workflow({ job: `\${{ inputs.limit }}` }), []],
  ])("looks at the jobs that run the gate: %s", (_, text, told) => {
    expect(judge(text)).toEqual(told);
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
