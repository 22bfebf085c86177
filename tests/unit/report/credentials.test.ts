import { describe, expect, test } from "vitest";
import { renderJunit } from "../../../src/harness/report/junit.ts";
import { reportSchema } from "../../../src/harness/report/schema.ts";
import { renderTerminal } from "../../../src/harness/report/terminal.ts";
import { sampleCheck, sampleReport, skippedCheck } from "./sample.ts";

const reason = "JWT_SECRET_STAGING or JWT_SECRET (the secret that signs tokens)";
const locked = { ...skippedCheck, skip: { kind: "credentials" as const, reason } };

describe("a report of a run that lacks a credential", () => {
  const report = sampleReport({
    checks: [sampleCheck(), locked, { ...locked, id: "threads.other" }, skippedCheck],
  });

  test("passes, and says in one warning how many checks need it and where it would stand", () => {
    expect(report.verdict).toBe("pass");
    expect(report.warnings).toEqual([`2 checks need what was not given: ${reason}`]);
    expect(reportSchema.safeParse(report).error).toBeUndefined();
  });

  test("says the kind in every rendering, once per reason on the terminal", () => {
    const text = renderTerminal(report);
    expect(text).toContain(`  2 × credentials: ${reason}`);
    expect(text).toContain("! 2 checks need what was not given: JWT_SECRET_STAGING or");
    expect(renderJunit(report)).toContain(`<skipped message="credentials: ${reason}"/>`);
  });

  test("says one check as one", () => {
    expect(sampleReport({ checks: [sampleCheck(), locked] }).warnings).toEqual([
      `1 check needs what was not given: ${reason}`,
    ]);
  });
});

test("a report of a run with --max-wait says that it is about a part", () => {
  const { exitCode: _, end: __, ...run } = sampleReport().run;
  const filter = { phases: ["staging-e2e"], maxWaitMs: 5000 };
  const filtered = { ...skippedCheck, skip: { kind: "filtered" as const, reason: "waits" } };
  const checks = [sampleCheck(), filtered];
  const report = sampleReport({ run: { ...run, filter, maxWaitMs: 5000 }, checks });
  expect(report).toMatchObject({ verdict: "pass" });
  expect(report.warnings).toEqual([
    "filtered: this verdict is about checks that wait 5s at most (--max-wait) of staging-e2e only",
  ]);
  expect(reportSchema.safeParse(report).error).toBeUndefined();
});
