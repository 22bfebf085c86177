import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { renderJunit } from "../../../src/harness/report/junit.ts";
import { proves } from "../../catalogue/proves.ts";
import { reportedGap } from "./comparison-stage.ts";
import {
  blockedReport,
  failedCheck,
  flakyCheck,
  sampleCheck,
  sampleReport,
  skippedCheck,
} from "./sample.ts";
import { type Element, readXml } from "./xml.ts";

function child(element: Element | undefined, name: string): Element | undefined {
  return element?.children.find((candidate) => candidate.name === name);
}

function testCase(document: Element, id: string): Element | undefined {
  return document.children
    .flatMap(({ children }) => children)
    .find(({ attributes }) => attributes.classname === id);
}

function properties(element: Element | undefined): Record<string, string> {
  const list = child(element, "properties")?.children ?? [];
  return Object.fromEntries(
    list.map(({ attributes }) => [attributes.name ?? "", attributes.value ?? ""]),
  );
}

describe("JUnit", () => {
  const report = sampleReport({
    checks: [sampleCheck(), failedCheck, flakyCheck, skippedCheck],
  });
  const document = readXml(renderJunit(report));

  test("carries what the target's container wrote as the run's output", () => {
    const logged = sampleReport({ checks: [failedCheck], containerLogs: ["up", "]]> <down>"] });
    const output = child(testCase(readXml(renderJunit(logged)), "gapproof"), "system-out");
    expect(output?.text).toBe("up\n]] > <down>");
    expect(child(testCase(document, "gapproof"), "system-out")).toBeUndefined();
  });

  test("has a case per gap, red unless it stands as the run was to show", () => {
    const closed = reportedGap("closed", { id: "shut" });
    const open = reportedGap("open", { id: "ajar", owner: "<realtime>" });
    const xml = renderJunit({ ...report, mode: "verify", gaps: [closed, open] });
    const gaps = readXml(xml).children.find(({ attributes }) => attributes.name === "gaps");
    const reds = gaps?.children.filter((one) => child(one, "failure") !== undefined);
    expect(reds?.map(({ attributes }) => attributes.name)).toEqual(["ajar"]);
    expect(properties(reds?.[0])).toMatchObject({ state: "open", owner: "<realtime>" });
    const before = renderJunit({ ...report, mode: "prove", gaps: [closed] });
    expect(before).toContain('message="closed, not proven"');
  });

  test("has a suite per phase, and one for the run", proves("R08"), () => {
    expect(document.children.map(({ attributes }) => attributes.name)).toEqual([
      "golden-path-recovery",
      "staging-e2e",
      "run",
    ]);
    expect(document.children[0]?.attributes).toMatchObject({ tests: "2", failures: "1" });
  });

  test("says of each suite which target it is about and how the run ended", () => {
    for (const suite of document.children) {
      expect(properties(suite)).toMatchObject({
        verdict: "fail",
        target: "http://127.0.0.1:8000",
        targetSource: "explicit",
        service: "netra",
        reference: "false",
        seed: "7",
      });
    }
  });

  test("keeps the reason of a skip, whatever it holds", () => {
    const skipped = child(testCase(document, "threads.keep-order"), "skipped");
    expect(skipped?.attributes.message).toBe(
      'capability: contract "netra" does not promise "threads" & more',
    );
  });

  test("gives a failure its message, trace and transcript", proves("R08"), () => {
    const failure = child(testCase(document, "websocket.answers-ping"), "failure");
    expect(failure?.attributes.message).toBe("no pong within 1000 ms");
    expect(failure?.text).toContain("trace 4bf92f3577b34da6a3ce929d0e0e4736");
    expect(failure?.text).toContain("1000.3 ms … nothing");
  });

  test("gives every check the time it took, in seconds", proves("R18"), () => {
    const times = report.checks.map(({ id }) => testCase(document, id)?.attributes.time);
    expect(times.map(Number)).toEqual(report.checks.map(({ durationMs }) => durationMs / 1000));
    expect(times[0]).toBe("0.042");
  });

  test("marks a flaky check with its state and attempts", proves("R20"), () => {
    expect(properties(testCase(document, "golden-path.complete"))).toMatchObject({
      state: "flaky",
      attempts: "2",
    });
  });

  test("is red for a blocked run, which has no checks", () => {
    const blocked = readXml(renderJunit(blockedReport()));
    expect(blocked.attributes.failures).toBe("1");
    expect(child(testCase(blocked, "gapproof"), "failure")?.attributes.message).toBe(
      "blocked: TEST_BACKEND_URL: connection refused",
    );
  });

  test("is well formed whatever a server said", () => {
    const anyText = fc.string({ unit: "binary", maxLength: 40 });
    const nasty = fc.oneof(
      anyText,
      fc.constantFrom("]]>", "<skipped/>", "\u001B[31mred\u001B[0m", "\uD800", "a\u0000b", "&amp;"),
    );
    fc.assert(
      fc.property(nasty, (text) => {
        const attempts = [
          { n: 1, state: "failed" as const, durationMs: 1, errors: [text], transcript: [text] },
        ];
        const failed = sampleCheck({ title: text, state: "failed", attempts });
        const skipped = { ...skippedCheck, skip: { kind: "capability" as const, reason: text } };
        const xml = renderJunit(sampleReport({ checks: [failed, skipped] }));
        const test = testCase(readXml(xml), skippedCheck.id);
        expect(child(test, "skipped")?.attributes.message).toMatch(/^capability: /);
      }),
    );
  });
});
