import { stripVTControlCharacters } from "node:util";
import { describe, expect, test } from "vitest";
import { Secret } from "../../../src/ground/secret.ts";
import { paceLine } from "../../../src/harness/report/pace-text.ts";
import { repeatLine } from "../../../src/harness/report/repeat-line.ts";
import { renderTerminal, renderVerdict } from "../../../src/harness/report/terminal.ts";
import { proves } from "../../catalogue/proves.ts";
import {
  blockedReport,
  failedCheck,
  flakyCheck,
  sampleCheck,
  sampleReport,
  sampleTarget,
  skippedCheck,
} from "./sample.ts";

const mixed = sampleReport({
  checks: [sampleCheck(), failedCheck, flakyCheck, skippedCheck],
  warnings: ["something to know"],
});

describe("terminal report", () => {
  test(
    "says target, phases, journeys, failures, the verdict and where the time went",
    proves("R05"),
    () => {
      expect(renderTerminal(mixed, { file: "gapproof-report/report.json" })).toMatchInlineSnapshot(`
        "target  http://127.0.0.1:8000 (explicit)
                netra 1.2.3
          → explicit  TEST_BACKEND_URL  http://127.0.0.1:8000  chosen  healthy (3 ms)

        phase                 passed  failed  flaky  skipped   time
        golden-path-recovery       1       1      0        0  84 ms
        staging-e2e                0       0      1        1  84 ms

        journey         rate  first attempts   proves  target    decision
        websocket     50.0 %             1/2  ≥ 2.5 %          not-tested
        golden-path    0.0 %             0/1  ≥ 0.0 %          not-tested
        threads      no data             0/0                   not-tested

        skipped
          1 × capability: contract "netra" does not promise "threads" & more
              threads.keep-order

        ✗ websocket.answers-ping
          answers a ping with a pong
          golden-path-recovery · websocket · W08
            no pong within 1000 ms
            seen: welcome
            trace 4bf92f3577b34da6a3ce929d0e0e4736
            transcript
              0.0 ms → ping
              1000.3 ms … nothing
          repeat  npx gapproof gate --target http://127.0.0.1:8000 -t "websocket.answers-ping"

        ~ golden-path.complete
          carries a new user to an answer
          staging-e2e · golden-path · W02
          attempt 1 of 2
            closed 1006
          repeat  npx gapproof gate --target http://127.0.0.1:8000 -t "golden-path.complete"

        ! something to know

        run     20260102t030405-abc123, seed 7, full length, 2.3 s
        report  gapproof-report/report.json

        FAIL on http://127.0.0.1:8000 (explicit), exit code 1
          1 check failed: websocket.answers-ping
          1 check passed only after a retry: golden-path.complete

        slowest
          42 ms  websocket.welcomes
          42 ms  websocket.answers-ping
          42 ms  golden-path.complete
        "
      `);
    },
  );

  test("ends the failures with the last lines the target's container wrote", () => {
    const [chosen] = sampleTarget.trail;
    const target = {
      ...sampleTarget,
      trail: chosen === undefined ? [] : [{ ...chosen, container: "shop_backend_1" }],
    };
    const containerLogs = Array.from({ length: 12 }, (_, at) => `line ${at + 1}`);
    const report = sampleReport({
      sighting: { state: "ready", target },
      checks: [failedCheck],
      containerLogs,
    });
    const text = renderTerminal(report);
    expect(text).toContain("\ncontainer shop_backend_1, last 10 log lines\n  line 3\n  line 4\n");
    expect(text).toContain("  line 12\n\nrun ");
    const silent = sampleReport({ sighting: { state: "ready", target }, containerLogs: [] });
    expect(renderTerminal(silent)).toContain("container shop_backend_1, wrote nothing\n");
  });

  test("says of a blocked run what was tried and what to do", () => {
    expect(renderTerminal(blockedReport())).toMatchInlineSnapshot(`
      "target  none
          explicit  TEST_BACKEND_URL  http://127.0.0.1:8000  unreachable  connection refused (3 ms)

      run     20260102t030405-abc123, seed 7, full length, 2.3 s

      BLOCKED, exit code 4
        TEST_BACKEND_URL: connection refused
        - bring it up
      "
    `);
  });

  test("does not let a pass on the reference backend look like more", () => {
    const identity = { service: "netra", status: "healthy", reference: true };
    const target = { ...sampleTarget, source: "embedded" as const, identity };
    expect(renderVerdict(sampleReport({ sighting: { state: "ready", target } }))).toBe(
      [
        "PASS on http://127.0.0.1:8000 (embedded), exit code 0",
        "  1 check passed",
        "  this was the reference backend: it says nothing about a deployment",
        "",
      ].join("\n"),
    );
  });

  test("says the same in colour as without", () => {
    const colored = renderTerminal(mixed, { color: true });
    expect(colored).toContain("\u001B[");
    expect(stripVTControlCharacters(colored)).toBe(renderTerminal(mixed));
  });

  test("keeps tables and transcripts within the width", () => {
    const transcript = ["x".repeat(500)];
    const attempt = { n: 1, state: "failed" as const, durationMs: 1, errors: ["no"], transcript };
    const report = sampleReport({ checks: [{ ...failedCheck, attempts: [attempt] }] });
    const lines = renderTerminal(report, { width: 60, announced: true }).split("\n");
    expect(Math.max(...lines.filter((line) => /x{9}/.test(line)).map(({ length }) => length))).toBe(
      60,
    );
  });

  test("says the figures of a check that failed, and of no other", () => {
    const figures = [{ name: "p95", value: 12.34567, unit: "ms" }];
    const [attempt] = failedCheck.attempts;
    const measured = attempt === undefined ? [] : [{ ...attempt, figures }];
    const failing = sampleReport({ checks: [{ ...failedCheck, attempts: measured }] });
    expect(renderTerminal(failing)).toContain("\n    p95 12.346 ms\n");
    const state = "passed" as const;
    const passing = measured.map((one) => ({ ...one, state, errors: [] }));
    const passed = sampleReport({ checks: [{ ...failedCheck, state, attempts: passing }] });
    expect(renderTerminal(passed)).not.toContain("p95");
  });

  test("says at what pace the run went", () => {
    const { exitCode: _, end: __, ...run } = sampleReport().run;
    const paced = sampleReport({ run: { ...run, scale: 0.02, maxWaitMs: 1500 } });
    expect(renderTerminal(paced)).toContain(
      "seed 7, scale 0.02: long promises shortened, --max-wait 1.5s, 2.3 s",
    );
    expect(paceLine({ scale: 1 })).toBe("pace    full length");
  });

  test("ends with the slowest ten of the checks that ran", () => {
    const checks = Array.from({ length: 12 }, (_, n) =>
      sampleCheck({ id: `check-${n}`, durationMs: n * 400 }),
    );
    const text = renderTerminal(sampleReport({ checks: [...checks, skippedCheck] }));
    const lines = text.slice(text.indexOf("\nslowest\n")).trim().split("\n");
    expect(lines).toHaveLength(11);
    expect(lines.slice(1, 3)).toEqual(["   4.4 s  check-11", "   4.0 s  check-10"]);
    expect(lines.at(-1)).toBe("  800 ms  check-2");
    const skipped = sampleReport({ checks: [skippedCheck] });
    expect(renderTerminal(skipped)).not.toContain("slowest");
    expect(renderVerdict(sampleReport({ checks }))).not.toContain("slowest");
  });

  test("lets no secret through", () => {
    const secret = new Secret("canary-terminal-5d1c");
    const report = sampleReport({ warnings: [`token is ${secret.reveal()}`] });
    expect(renderTerminal(report)).not.toContain("canary-terminal");
  });
});

describe("repeat line", () => {
  test("says again what the run was given, as a shell reads it", () => {
    const given = ["--config", "my config.ts", "--scale", "0.5", "--test-headers"];
    const run = { ...mixed.run, given };
    expect(repeatLine({ ...mixed, run }, failedCheck)).toBe(
      "npx gapproof gate --target http://127.0.0.1:8000 --config 'my config.ts' --scale 0.5 " +
        '--test-headers -t "websocket.answers-ping"',
    );
  });

  test.for([
    ["explicit", "http://10.0.0.1:8000", "--target http://10.0.0.1:8000"],
    ["explicit", "http://h:1/?a=b&c='d'", "--target 'http://h:1/?a=b&c='\\''d'\\'''"],
    ["embedded", "http://127.0.0.1:4000", "--target embedded"],
    ["staging", "https://staging", "--target staging"],
  ] as const)(
    "names a target found as %s at %s so that it is found again",
    ([source, http, option]) => {
      const target = { ...mixed.target, source, http };
      expect(repeatLine({ ...mixed, target }, failedCheck)).toBe(
        `npx gapproof gate ${option} -t "websocket.answers-ping"`,
      );
    },
  );

  test("quotes what a shell would read", () => {
    expect(repeatLine(mixed, { ...failedCheck, id: 'a "$b" `c`' })).toContain(
      '-t "a \\"\\$b\\" \\`c\\`"',
    );
  });
});
