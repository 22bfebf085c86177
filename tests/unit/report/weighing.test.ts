import { expect, test } from "vitest";
import { weigh } from "../../../src/harness/report/weighing.ts";
import { sampleCheck, skippedCheck } from "./sample.ts";

const checks = [sampleCheck(), skippedCheck];
const run = { mode: "gate", startedAt: "2026-01-02T03:04:05.000Z", checks } as const;

function warningsFor(check: string, whole?: boolean): readonly string[] {
  const entry = { check, owner: "realtime", until: "2026-02-01", reason: "issue 128" };
  const told = { ...run, walked: undefined, ...(whole === undefined ? {} : { whole }) };
  return weigh(told, { quarantine: [entry] }).warnings;
}

test("a quarantine of a check that there is not is said aloud", () => {
  expect(warningsFor("websocket.welcome", true)).toEqual([
    "quarantine: there is no check websocket.welcome (realtime)",
  ]);
});

test("a quarantine of a check that was skipped is none of those", () => {
  expect(warningsFor(skippedCheck.id, true)).toEqual([]);
});

test("a part of a run does not know which checks there are", () => {
  expect(warningsFor("websocket.welcome", false)).toEqual([]);
  expect(warningsFor("websocket.welcome")).toEqual([]);
});

test("a run without any check does not know it either", () => {
  const entry = { check: "a", owner: "realtime", until: "2026-02-01", reason: "issue 128" };
  const nothing = { ...run, checks: [], walked: undefined, whole: true };
  expect(weigh(nothing, { quarantine: [entry] }).warnings).toEqual([]);
});
