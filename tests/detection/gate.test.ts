import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { type Report, reportSchema } from "../../src/harness/report/schema.ts";
import { proves } from "../catalogue/proves.ts";
import { Command, run } from "./command.ts";
import { deadUrl, dumbServer, serve, stumblingPath } from "./serving.ts";

function reportOf(stdout: string): Report {
  return reportSchema.parse(JSON.parse(stdout));
}

/** Who was found is the same for every phase. */
const onePhase = ["gate", "--json", "--project", "golden-path-recovery", "--max-wait", "1s"];

describe("gapproof gate", () => {
  test("passes on embedded and leaves a report behind", proves("R07", "R08", "R18"), async () => {
    using gate = new Command(["gate"]);
    const { code, stdout, stderr } = await gate.finished;
    expect(code, stdout + stderr).toBe(0);
    const folder = join(gate.cwd, "gapproof-report");
    const report = reportOf(readFileSync(join(folder, "report.json"), "utf8"));
    expect(report).toMatchObject({ verdict: "pass", target: { source: "embedded" } });
    const states = new Set(report.checks.map(({ state }) => state));
    expect(states).toEqual(new Set(["passed", "skipped"]));
    expect(report.checks.flatMap(({ skip }) => skip?.kind ?? [])).not.toContain("precondition");
    expect(report.target?.identity?.reference).toBe(true);
    expect(Math.max(...report.checks.map(({ durationMs }) => durationMs))).toBeGreaterThan(0);
    expect(readFileSync(join(folder, "junit.xml"), "utf8")).toContain("<testsuites");
  });

  test("never chooses embedded by itself under CI", async () => {
    const { code, stderr, stdout } = await run(["gate"], { CI: "true" });
    expect(code).toBe(4);
    expect(stdout + stderr).toMatch(/--target embedded/);
  });

  describe("against a backend in another process", () => {
    test.for([
      ["explicit", (url: string) => ({ TEST_BACKEND_URL: url })],
      ["docker", (url: string) => ({ DOCKER_BACKEND_PORT: new URL(url).port })],
      ["staging", (url: string) => ({ USE_STAGING_SERVICES: "true", STAGING_BASE_URL: url })],
    ] as const)("passes when it is found as %s", async ([source, env]) => {
      using backend = await serve();
      const { code, stdout, stderr } = await run(onePhase, { CI: "1", ...env(backend.http) });
      expect(code, stdout + stderr).toBe(0);
      expect(reportOf(stdout)).toMatchObject({ verdict: "pass", target: { source } });
    });
  });

  describe("against a dead URL", () => {
    test("is blocked under CI, names what it tried, writes a report", proves("D33"), async () => {
      const url = await deadUrl();
      using gate = new Command(["gate"], { CI: "true", TEST_BACKEND_URL: url });
      const { code, stdout, stderr } = await gate.finished;
      expect(code).toBe(4);
      expect(stdout + stderr).toContain("TEST_BACKEND_URL");
      expect(stdout + stderr).toMatch(/refused/i);
      const file = join(gate.cwd, "gapproof-report/report.json");
      expect(reportOf(readFileSync(file, "utf8"))).toMatchObject({
        verdict: "blocked",
        checks: [],
      });
      expect(existsSync(join(gate.cwd, "gapproof-report/junit.xml"))).toBe(true);
    });

    test("never ends green on a laptop where another one answers", proves("H19"), async () => {
      using backend = await serve();
      const env = {
        TEST_BACKEND_URL: await deadUrl(),
        DOCKER_BACKEND_PORT: String(backend.port),
      };
      const { code, stdout } = await run(onePhase, env);
      expect(code).toBe(3);
      const { verdict, target } = reportOf(stdout);
      expect(verdict).toBe("inconclusive");
      expect(target?.trail.map(({ state }) => state)).toContain("unreachable");
    });

    test("does not fall back to embedded on a laptop", proves("H27"), async () => {
      const { code } = await run(["gate"], { TEST_BACKEND_URL: await deadUrl() });
      expect(code).toBe(4);
    });
  });

  describe("against a server that is no backend", () => {
    test.for([503, 404] as const)(
      "is blocked by the preflight when all it says is %i",
      proves("D33"),
      async (status) => {
        await using server = await dumbServer((_, response) => response.writeHead(status).end());
        const { code, stdout, stderr } = await run(["gate"], {
          CI: "1",
          TEST_BACKEND_URL: server.url,
        });
        expect(code).toBe(4);
        expect(stdout + stderr).toContain(String(status));
      },
    );

    test.for([503, 404] as const)(
      "passes no check when all it says is %i",
      proves("M03"),
      async (status) => {
        await using server = await dumbServer((_, response) =>
          response.writeHead(status).end("{}"),
        );
        const args = ["gate", "--json", "--no-preflight", "--target", server.url];
        const { code, stdout, stderr } = await run(args);
        expect(code, stderr).toBe(1);
        const { checks } = reportOf(stdout);
        expect(checks.filter(({ state }) => state === "failed").length).toBeGreaterThan(0);
        expect(checks.filter(({ state }) => state === "passed")).toEqual([]);
      },
    );
  });

  test("calls a check flaky when only its second connection stood", proves("R20"), async () => {
    using backend = await serve();
    await using path = await stumblingPath(backend.port);
    const one = ["--project", "golden-path-recovery", "-t", "websocket.answers-ping"];
    const args = ["gate", "--json", "--target", path.url, ...one];
    const { code, stdout, stderr } = await run(args);
    expect(code, stdout + stderr).toBe(3);
    const { checks, journeys, verdict } = reportOf(stdout);
    expect(verdict).toBe("inconclusive");
    expect(checks).toMatchObject([
      { state: "flaky", attempts: [{ state: "passed", recovered: [expect.any(String)] }] },
    ]);
    expect(journeys).toMatchObject([{ id: "websocket", n: 1, successes: 0 }]);
  });

  describe("told something it cannot take", () => {
    test.for([
      ["an unknown option", ["gate", "--tarrget", "x"], {}, /--tarrget/],
      ["an unknown command", ["gat"], {}, /gat/],
      ["a missing config file", ["gate", "--config", "absent.ts"], {}, /--config must name a file/],
      [
        "a missing .env file",
        ["gate", "--env-file", "absent.env"],
        {},
        /absent\.env.*--env-file.*ENOENT/,
      ],
      ["a malformed URL", ["gate"], { TEST_BACKEND_URL: "localhost:8000" }, /TEST_BACKEND_URL/],
      [
        "a port that is none",
        ["gate"],
        { DOCKER_BACKEND_PORT: "70000" },
        /DOCKER_BACKEND_PORT.*70000/,
      ],
      ["a duration that is none", ["gate", "--max-duration", "soon"], {}, /--max-duration.*soon/],
      ["a phase that is none", ["gate", "--project", "phase-9"], {}, /--project.*phase-9/],
      [
        "a name nobody has",
        ["gate", "--target", "embedded", "--project", "staging-e2e", "-t", "no such check"],
        {},
        /no such check/,
      ],
    ] as const)(
      "ends with 2 and no stack trace for %s",
      proves("R11"),
      async ([, args, env, words]) => {
        const { code, stdout, stderr } = await run([...args], env);
        expect(code, stdout + stderr).toBe(2);
        expect(stderr).toMatch(words);
        expect(stderr).not.toMatch(/^\s+at /m);
      },
    );

    test("names the broken config file and the rule", async () => {
      using gate = new Command(["gate"], {}, (cwd) => {
        writeFileSync(join(cwd, "gapproof.config.json"), '{"sclae": 1}');
      });
      const { code, stderr } = await gate.finished;
      expect(code).toBe(2);
      expect(stderr).toMatch(/gapproof\.config\.json.*sclae/);
    });
  });

  test("ends with 2 when a config file ends the process", async () => {
    using gate = new Command(["gate"], {}, (cwd) => {
      writeFileSync(join(cwd, "gapproof.config.mjs"), "process.exit(0);");
    });
    const { code, stderr } = await gate.finished;
    expect(code).toBe(2);
    expect(stderr).toContain("config file");
  });

  test.for([
    ["a missing folder nobody can make", "/proc/gapproof-report"],
    ["a file in the way", "/etc/passwd/gapproof-report"],
  ] as const)("refuses %s for the report before it tests anything", async ([, folder]) => {
    const { code, stderr, stdout } = await run([
      "gate",
      "--target",
      "embedded",
      "--report-dir",
      folder,
    ]);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--report-dir must be a folder that can be written/);
    expect(stdout).not.toContain("target");
  });

  describe("interrupted", () => {
    /** The folder for temporary files is the gate's own, so that leftovers are its own too. */
    async function interrupted(when: RegExp, signals: readonly NodeJS.Signals[]) {
      using backend = await serve();
      const scratch = mkdtempSync(join(tmpdir(), "gapproof-scratch-"));
      using gate = new Command(["gate"], { TEST_BACKEND_URL: backend.http, TMPDIR: scratch });
      await gate.said(when);
      for (const signal of signals) gate.process.kill(signal);
      const { code, stdout } = await gate.finished;
      const leftovers = readdirSync(scratch);
      rmSync(scratch, { recursive: true });
      const file = join(gate.cwd, "gapproof-report/report.json");
      return {
        code,
        stdout,
        leftovers,
        report: existsSync(file) ? readFileSync(file, "utf8") : "",
      };
    }

    test.for([
      ["just after the target is known", /^target/m],
      ["while the first phase starts", /deployment-validation …/],
      ["after the first phase", /✓ deployment-validation/],
    ] as const)("ends with 130, a report and no leftovers %s", async ([, when]) => {
      const { code, stdout, leftovers, report } = await interrupted(when, ["SIGINT"]);
      expect(code, stdout).toBe(130);
      expect(reportOf(report).run.exitCode).toBe(130);
      expect(stdout.trimEnd()).toMatch(/INCONCLUSIVE.*exit code 130[^✓]*$/);
      expect(leftovers).toEqual([]);
    });

    test("twice ends at once, with 130 and no leftovers", async () => {
      const { code, leftovers } = await interrupted(/deployment-validation …/, [
        "SIGINT",
        "SIGTERM",
      ]);
      expect(code).toBe(130);
      expect(leftovers).toEqual([]);
    });
  });
});
