import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, onTestFinished, test } from "vitest";
import { earlierIn, eventsIn, recordGaps } from "../../../src/cli/gap/ledger-file.ts";
import type { Report } from "../../../src/harness/report/report.ts";
import { reportedGap } from "../report/comparison-stage.ts";
import { sampleReport } from "../report/sample.ts";

function ledger(): string {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-ledger-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  return join(folder, "ledger.jsonl");
}

const report = sampleReport();

function closedOn(http: string, more: Partial<Report["run"]> = {}): Report {
  const gaps = [reportedGap("closed", { id: "gap", passes: 2 })];
  return { ...report, gaps, run: { ...report.run, ...more }, target: { ...report.target, http } };
}

describe("the ledger's file", () => {
  test("keeps the lines of runs that end at the same time", async () => {
    const file = ledger();
    const runs = Array.from({ length: 10 }, (_, n) =>
      closedOn("http://a.example", { id: `r${n}` }),
    );
    await Promise.all(runs.map((run) => recordGaps(file, run)));
    expect((await eventsIn(file)).map(({ run }) => run).toSorted()).toEqual(
      runs.map(({ run }) => run.id),
    );
  });

  test("is gone on with on a line of its own, where somebody left the last one open", async () => {
    const file = ledger();
    writeFileSync(file, '{"v":1,"gap":"g","state":"open","at":"2026-11-22T00:00:00Z","run":"a"}');
    await recordGaps(file, closedOn("http://a.example"));
    expect(readFileSync(file, "utf8").split("\n")).toHaveLength(3);
    expect(await eventsIn(file)).toHaveLength(2);
  });

  test("counts what passed on one host for no other, and ports of this machine for one", async () => {
    const file = ledger();
    await recordGaps(file, closedOn("http://127.0.0.1:8002"));
    const events = await eventsIn(file);
    const of = (http: string, environment = "test") =>
      earlierIn(events, ["gap"], { environment, http }).gap?.state;
    expect(of("http://localhost:8000")).toBe("closed");
    expect(of("https://staging.example.com")).toBeUndefined();
    expect(of("http://localhost:8000", "staging")).toBeUndefined();
  });

  test("has no line of what was not measured, nor of a run without a target", async () => {
    const file = ledger();
    const gaps = [reportedGap("unmeasured"), reportedGap("blocked")];
    expect(await recordGaps(file, { ...closedOn("http://a.example"), gaps })).toBe(0);
    const nowhere = { ...report.target, http: null };
    expect(await recordGaps(file, { ...closedOn(""), target: nowhere })).toBe(0);
    expect(await eventsIn(file)).toEqual([]);
  });

  test("is refused before a run where no line can be added", async () => {
    await expect(eventsIn("/nowhere/to/be/found/ledger.jsonl")).rejects.toThrow(
      /^--ledger must be a file that can be written: /,
    );
  });
});
