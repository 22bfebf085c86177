import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, onTestFinished, test } from "vitest";
import { runProgram } from "../../../src/cli/program.ts";
import { readinessRules } from "../../../src/harness/drift/readiness/violation.ts";
import { RecordingIo } from "./recording-io.ts";

const branch = fileURLToPath(new URL("../drift/issue-128", import.meta.url));

const script = readFileSync(join(branch, "deploy_to_gcp.py"), "utf8");

/** Patterns of a team whose deployment is a Python script. */
const patterns = [
  { pattern: String.raw`"(?<key>[A-Z_]+)":\s*"(?<value>[^"]*)"` },
  { pattern: String.raw`^(?<key>backend_\w+)\s*=\s*"(?<value>[^"]*)"` },
];

async function judging(argv: readonly string[], files: Record<string, string> = {}) {
  const cwd = mkdtempSync(join(tmpdir(), "gapproof-ready-"));
  onTestFinished(() => rmSync(cwd, { recursive: true }));
  cpSync(branch, cwd, { recursive: true });
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), content);
  }
  const io = new RecordingIo({ cwd });
  await runProgram(io, ["ready", ...argv]);
  return io;
}

/** Two services in one file. */
const two =
  "services:\n  one: {image: a, environment: {WEBSOCKET_PING_TIMEOUT: 9}}\n  two: {image: b}\n";

/** A configuration that deploys by a script. */
function deploys(file: string, more: Record<string, unknown> = {}): Record<string, string> {
  const drift = { expected: [{ file, patterns }], ...more };
  return { "gapproof.config.json": JSON.stringify({ drift }) };
}

describe("gapproof ready", () => {
  test("finds the plan of issue 128 fit to be deployed, and says what it could not look at", async () => {
    const io = await judging([], deploys("deploy_to_gcp.py"));
    expect([io.exitCode, io.stderr]).toEqual([0, ""]);
    expect(io.stdout).toMatch(/^backend {3}deploy_to_gcp\.py\n/);
    expect(io.stdout).toContain(
      "services-agree: not looked at: no files of auth; no files of frontend",
    );
    expect(io.stdout).toMatch(
      /\nready: nothing speaks against deploying this \(\d+ of 15 rules had .*\)\n$/,
    );
  });

  test("bears what is known until its day, and not longer", async () => {
    const worse = { "worse.py": script.replace("4Gi", "1Gi") };
    const judged = (until: string) => {
      const known = [{ key: "backend_memory", reason: "quota", until }];
      return judging([], { ...deploys("worse.py", { known }), ...worse });
    };
    const borne = await judged("2999-12-31");
    expect(borne.exitCode).toBe(0);
    expect(borne.stdout).toContain("is borne until 2999-12-31: quota");
    expect(borne.stdout).toMatch(/ready: .*; 1 known and borne\)\n$/);
    const expired = await judged("2020-01-01");
    expect(expired.exitCode).toBe(1);
    expect(expired.stdout).toContain("was borne until 2020-01-01: quota");
  });

  test("says with file, line and figures what makes another one unfit", async () => {
    const worse = script
      .replace('INTERVAL": "15"', 'INTERVAL": "45"')
      .replace('HEARTBEAT_TIMEOUT": "45"', 'HEARTBEAT_TIMEOUT": "15"')
      .replace("4Gi", "1Gi");
    const io = await judging(["--quiet"], { ...deploys("worse.py"), "worse.py": worse });
    expect(io.exitCode).toBe(1);
    expect(io.stdout).toBe(`backend   worse.py

carries-plan       backend websocket_heartbeat_interval  critical
  websocket_heartbeat_interval says 45, planned is 15
  at worse.py, line 9
  → set websocket_heartbeat_interval to 15, or change the plan in the contract

carries-plan       backend websocket_heartbeat_timeout  critical
  websocket_heartbeat_timeout says 15, planned is 45
  at worse.py, line 10
  → set websocket_heartbeat_timeout to 45, or change the plan in the contract

carries-plan       backend backend_memory  critical
  backend_memory says 1Gi, planned is 4Gi
  at worse.py, line 18
  → set backend_memory to 4Gi, or change the plan in the contract

timeouts-ordered   backend websocket_heartbeat_interval  critical
  websocket_heartbeat_interval 45 s < websocket_heartbeat_timeout 15 s does not hold (worse.py, line
  9 and worse.py, line 10)
  at worse.py, line 9
  → make websocket_heartbeat_interval shorter than websocket_heartbeat_timeout

not ready: 4 violations of 2 rules (7 of 15 rules had something to look at)
`);
  });

  test("prints violations, rules and files as one JSON object", async () => {
    const io = await judging(["--json"], {
      ...deploys("worse.py", { workflows: ["ci.yml"] }),
      "worse.py": script.replace('"360"', '"240"'),
      "ci.yml": "jobs:\n  gate:\n    timeout-minutes: 10\n    steps: [{run: npx gapproof gate}]\n",
    });
    expect(io.exitCode).toBe(1);
    const { ready, violations, rules, files } = JSON.parse(io.stdout);
    expect(ready).toBe(false);
    expect(violations).toMatchObject([
      {
        ...{ rule: "carries-plan", key: "websocket_connection_timeout", severity: "critical" },
        ...{ cause: "manifest-unplanned", from: { file: "worse.py", line: 8 } },
      },
      { rule: "limits-ordered", cause: "budget-inverted", from: { file: "ci.yml", line: 3 } },
    ]);
    expect(rules.map(({ id }: { id: string }) => id)).toEqual(readinessRules);
    expect(rules).toContainEqual({ id: "carries-plan", kept: false, looked: true, unseen: [] });
    expect(rules).toContainEqual({
      ...{ id: "markers-present", kept: true, looked: false },
      unseen: ["the contract has no markers"],
    });
    expect(files).toEqual([
      { file: "worse.py", of: "backend" },
      { file: "ci.yml", of: "workflow" },
    ]);
  });

  test("holds the files of three services against one another, and against where they go", async () => {
    const files = {
      "b.env": "ENVIRONMENT=staging\nDEMO_MODE=true\n",
      "a.env": "ENVIRONMENT=staging\nDEMO_MODE=false\n",
      "f.env": "NEXT_PUBLIC_ENVIRONMENT=production\n",
    };
    const named = ["--expected", "b.env", "--auth", "a.env", "--frontend", "f.env"];
    const io = await judging([...named, "--env", "staging"], files);
    expect(io.exitCode).toBe(1);
    expect(io.stdout).toContain("backend   b.env\nauth      a.env\nfrontend  f.env\n");
    expect(io.stdout).toContain("services-agree     auth demo_mode  major\n");
    expect(io.stdout).toContain("is-not-development frontend environment  critical\n");
    expect(io.stdout).toContain(
      "  NEXT_PUBLIC_ENVIRONMENT says production, and it is about to be deployed to staging\n  at f.env, line 1\n",
    );
  });

  test("shows no secret anywhere", async () => {
    const canary = "canary-Xy7-of-a-secret";
    const files = {
      ".env": `JWT_SECRET_KEY=${canary}\n`,
      "b.env": `ENVIRONMENT=staging\nJWT_SECRET_KEY=${canary}\nDATABASE_URL=postgres://app:${canary}@localhost/app\n`,
      "a.env": `ENVIRONMENT=staging\nJWT_SECRET_KEY=${canary}-2\nAPI_KEY=${canary}\n`,
      "compose.yaml": `services:\n  frontend:\n    image: f:1\n    environment:\n      ENVIRONMENT: staging\n      NEXTAUTH_SECRET: "\${JWT_SECRET_KEY}"\n      API_TOKEN: ${canary}\n`,
    };
    const named = ["--expected", "b.env", "--auth", "a.env", "--frontend", "compose.yaml"];
    for (const more of [[], ["--json"], ["--quiet"]]) {
      const io = await judging([...named, ...more], files);
      expect(io.exitCode).toBe(1);
      expect(io.stdout).toContain("secrets-referenced");
      expect(`${io.stdout}${io.stderr}`).not.toContain("canary");
    }
  });

  test("counts a file it cannot read as unfit, unless nobody but the command line names it", async () => {
    const gone = await judging([], deploys("gone.py"));
    expect(gone.exitCode).toBe(1);
    expect(gone.stdout).toContain("files-read         backend  critical\n  gone.py must be a file");
    const broken = await judging(["--expected", "broken.yaml"], { "broken.yaml": "a:\n  - [\n" });
    expect(broken.exitCode).toBe(1);
    expect(broken.stdout).toContain("  at broken.yaml, line 3\n");
    expect(broken.stdout).toContain("no file could be read\n");
  });

  test.each([
    [[], "--expected must name what the branch deploys, or drift.expected in gapproof.config"],
    [["--expected", "gone.env"], '--expected must name files that exist, got "gone.env"'],
    [["--expected", "a.env", "--auth", "gone.env"], "--auth must name files that exist"],
    [["--expected", "a.env", "--workflow", "."], "--workflow must name files that exist"],
    [["--expected", "a.env", "--env", ""], "--env must name an environment, such as staging"],
    [
      ["--expected", "two.yaml", "--service", "none"],
      '--service must name a service that a manifest of --expected or drift.expected holds, got "none"',
    ],
    [["--expected", "a.env", "--service", "one"], "--service must name a service"],
    [["--nonsense"], "unknown option"],
  ])("ends with 2 for %j and says why", async (argv, message) => {
    const io = await judging(argv, { "a.env": "A=1\n", "two.yaml": two });
    expect(io.stderr).toContain(message);
    expect([io.exitCode, io.stdout]).toEqual([2, ""]);
  });

  test("looks for a service by its name in the files of the configuration, too", async () => {
    const drift = { expected: ["two.yaml", { file: "other.yaml", service: "two" }] };
    const config = { "gapproof.config.json": JSON.stringify({ drift }) };
    const files = { ...config, "two.yaml": two, "other.yaml": two };
    const io = await judging(["--service", "one"], files);
    expect(io.exitCode).toBe(1);
    expect(io.stdout).toContain("websocket_ping_timeout says 9, planned is 5");
    expect(io.stdout).not.toContain("files-read  ");
    const gone = await judging(["--service", "none"], files);
    expect([gone.exitCode, gone.stdout]).toEqual([2, ""]);
  });

  test("judges one service of several by its name, and shows how in its help", async () => {
    const files = { "compose.yaml": two };
    const io = await judging(["--expected", "compose.yaml", "--service", "one"], files);
    expect(io.stdout).toContain("websocket_ping_timeout says 9, planned is 5");
    const help = await judging(["--help"]);
    expect(help.stdout).toContain("$ gapproof ready --expected backend.yaml --auth auth.yaml");
    expect(help.exitCode).toBe(0);
  });
});
