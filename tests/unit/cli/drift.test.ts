import { spawnSync } from "node:child_process";
import { describe, expect, onTestFinished, test } from "vitest";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { deadUrl } from "../target/loopback.ts";
import { deploys, drifting, script } from "./drift-branch.ts";

async function running(argv: readonly string[], files: Record<string, string> = {}) {
  return await drifting(argv, { files });
}

describe("gapproof drift", () => {
  test("proves, key by key with file and line, that the plan of issue 128 is not what runs", async () => {
    const io = await running(
      ["--deployed", "describe-before.json", "--json"],
      deploys("deploy_to_gcp.py"),
    );
    const { drift } = JSON.parse(io.stdout);
    const critical = drift.filter(({ severity }: { severity: string }) => severity === "critical");
    const told = critical.map(({ key, state, expected, deployed, from }: Told) => [
      ...[key, state, expected, deployed],
      `${from.file}:${from.line}`,
    ]);
    expect(told).toEqual([
      ["backend_memory", "different", "4Gi", "1Gi", "deploy_to_gcp.py:18"],
      ["websocket_cleanup_interval", "different", "120", "180", "deploy_to_gcp.py:11"],
      ["websocket_close_timeout", "missing", "10", undefined, "deploy_to_gcp.py:15"],
      ["websocket_connect_timeout", "missing", "10", undefined, "deploy_to_gcp.py:12"],
      ["websocket_connection_timeout", "different", "360", "900", "deploy_to_gcp.py:8"],
      ["websocket_handshake_timeout", "missing", "15", undefined, "deploy_to_gcp.py:13"],
      ["websocket_heartbeat_interval", "different", "15", "30", "deploy_to_gcp.py:9"],
      ["websocket_heartbeat_timeout", "missing", "45", undefined, "deploy_to_gcp.py:10"],
      ["websocket_ping_timeout", "missing", "5", undefined, "deploy_to_gcp.py:14"],
    ]);
    expect(io.exitCode).toBe(1);
  });

  test("finds it equal after the deployment, however its platform writes it", async () => {
    const io = await running(["--deployed", "describe-after.json"], deploys("deploy_to_gcp.py"));
    expect(io.stdout).toMatch(/^what runs is what the branch says: 10 equal\n/);
    expect(io.exitCode).toBe(0);
  });

  test("says so when the script itself is not what was planned", async () => {
    const io = await running(["--deployed", "describe-after.json", "--quiet"], {
      ...deploys("deploy_240.py"),
      "deploy_240.py": script.replace('"360"', '"240"'),
    });
    expect(io.stdout).toContain("different   websocket_connection_timeout  critical");
    expect(io.stdout).toContain("deploy_240.py, line 8 says 240");
    expect(io.exitCode).toBe(1);
  });

  test.skipIf(spawnSync("python3", ["-V"]).status !== 0)(
    "refuses a script that Python cannot read, with its line",
    async () => {
      const files = { ...deploys("broken.py"), "broken.py": `${script}\ndef deploy(:\n` };
      const io = await running(["--deployed", "describe-after.json"], files);
      expect(io.stderr).toContain("broken.py, line 21, must be Python:");
      expect(io.exitCode).toBe(2);
    },
  );

  test("counts who answers though a file says what runs", async () => {
    await using backend = await startFaulty([]);
    const files = {
      "gapproof.config.json": JSON.stringify({ drift: { deployed: ["describe-after.json"] } }),
    };
    const io = await running(["--target", backend.url, "--expect-revision", "other"], files);
    expect(io.stdout).toContain("pinned");
    expect(io.exitCode).toBe(1);
  });

  test("asks the backend where no file is named", async () => {
    await using healthy = await startFaulty([]);
    const same = await running([healthy.url], deploys("deploy_to_gcp.py"));
    expect(same.stdout).toMatch(/^what runs is what the branch says/);
    expect([same.exitCode, same.stderr]).toEqual([0, ""]);
    const old = faults.filter(({ id }) => id === "deployment.runs-with-old-settings");
    expect(old).toHaveLength(1);
    await using backend = await startFaulty(old);
    const other = await running([backend.url, "--json"], deploys("deploy_to_gcp.py"));
    expect(JSON.parse(other.stdout).drift[0]).toMatchObject({
      ...{ key: "websocket_connection_timeout", state: "different", expected: "360" },
      ...{ deployed: "240", deployedFrom: { file: "GET /health" } },
    });
    expect(other.exitCode).toBe(1);
  });

  test("counts which revision answers, and ends with 1 where it is another", async () => {
    await using backend = await startFaulty([]);
    const counted = ["--expect-revision", "embedded", "--connections", "6", backend.url];
    const right = await running(counted, deploys("deploy_to_gcp.py"));
    expect(right.stdout).toContain(
      "embedded answers 6 connections over HTTP and 6 connections over",
    );
    expect(right.exitCode).toBe(0);
    const wrong = await running(["--expect-revision", "r-42", "--json", backend.url], {});
    expect(JSON.parse(wrong.stdout).census).toMatchObject({
      ...{ state: "pinned", expected: "r-42" },
      because: "embedded answers all 58 connections, and r-42 none",
    });
    expect(wrong.exitCode).toBe(1);
    const none = await running(["--expect-revision", "r", "--connections", "0", backend.url]);
    expect([none.exitCode, none.stderr]).toEqual([
      2,
      expect.stringContaining("--connections must"),
    ]);
  });

  test("shows no secret of any side", async () => {
    const files = {
      "branch.env":
        "JWT_SECRET_KEY=canary-of-the-branch\nDATABASE_URL=postgres://app:canary-password@db/app\n",
      "running.env":
        "JWT_SECRET_KEY=canary-that-runs\nDATABASE_URL=postgres://app:canary-password@db/app\n",
    };
    for (const more of [[], ["--json"]]) {
      const io = await running(
        ["--expected", "branch.env", "--deployed", "running.env", ...more],
        files,
      );
      expect(io.stdout).toContain("jwt_secret_key");
      expect(`${io.stdout}${io.stderr}`).not.toContain("canary");
    }
  });

  test("ends with 3 where nothing can be compared, and with 4 where nobody is there", async () => {
    const unlike = await running(["--expected", "a.env", "--deployed", "b.py"], {
      "a.env": "A=1\n",
      "b.py": "",
    });
    expect([unlike.exitCode, unlike.stderr]).toEqual([2, expect.stringContaining("b.py must be")]);
    const silent = await startFaulty(
      faults.filter(({ id }) =>
        /^deployment\.(publishes-no-settings|leaves-websocket-settings-blank)$/.test(id),
      ),
    );
    onTestFinished(() => silent.stop());
    expect((await running([silent.url, "--no-observe"])).exitCode).toBe(3);
    const dead = await running([deadUrl]);
    expect(dead.exitCode).toBe(4);
    expect(dead.stderr).toContain("There is no deployment to ask");
  });

  test.each([
    [["--deployed", "gone.env"], "gone.env must be a file that can be read"],
    [
      ["--deployed", "x.env", "--target", "embedded"],
      "--deployed cannot go together with --target",
    ],
    [["--expected", "broken.yaml"], "broken.yaml, line 3, must be YAML"],
    [
      ["--expected", "x.env", "http://127.0.0.1:1"],
      '--expected takes every word behind it for a file: write the URL before it, got "http',
    ],
    [["--wait", "10m"], "--wait waits until one revision answers everything: give --expect-revi"],
    [["--connections", "5"], "--connections counts those of a census: give --expect-revision"],
    [["--expect-revision", "r", "--wait", "soon"], "--wait must be a duration"],
    [["--max-wait", "long"], "--max-wait must be a duration"],
    [["--max-wait", "5s", "--no-observe"], "--max-wait cannot go together with --no-observe"],
    [["--deployed", "x.env", "--expect-revision"], "--deployed cannot go together with --expect"],
    [
      ["--expect-revision", "http://127.0.0.1:1"],
      "--expect-revision takes the word behind it for a revision: write the URL before it, or `--e",
    ],
    [["--expect-revision", " "], "--expect-revision must not be empty"],
    [["--expected", "broken.py"], "broken.py must be .env"],
  ])("ends with 2 for %j and says why", async (argv, message) => {
    const io = await running(argv, { "broken.yaml": "a:\n  - [\n", "broken.py": "", "x.env": "" });
    expect(io.stderr).toContain(message);
    expect(io.exitCode).toBe(2);
  });
});

interface Told {
  readonly key: string;
  readonly state: string;
  readonly expected: string;
  readonly deployed: string;
  readonly from: { readonly file: string; readonly line: number };
}
