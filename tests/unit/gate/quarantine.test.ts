import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkStates } from "../../../src/harness/gate/check-result.ts";
import { applyQuarantine, type Quarantined } from "../../../src/harness/gate/quarantine.ts";
import { ended } from "./results.ts";

const today = "2026-11-22";

function entry(check: string, until = "2026-12-31"): Quarantined {
  return { check, owner: "realtime", until, reason: "issue 128" };
}

const none = { aside: [], expired: [], idle: [], unknown: [], warnings: [] };

describe("a quarantine", () => {
  test.for(["failed", "flaky"] as const)("sets aside a check that is %s", (state) => {
    const outcome = applyQuarantine([ended("a", state)], [entry("a")], today);
    expect(outcome).toEqual({ ...none, aside: [{ ...entry("a"), state }] });
  });

  test("sets nothing aside that it does not name", () => {
    expect(applyQuarantine([ended("a", "failed")], [], today)).toEqual(none);
  });

  test("tells what nobody needs it for any more", () => {
    const outcome = applyQuarantine([ended("a", "passed")], [entry("a")], today);
    expect(outcome).toEqual({ ...none, idle: [entry("a")] });
  });

  test("tells which check did not run, or is none", () => {
    const entries = [entry("a"), entry("misspelt")];
    const outcome = applyQuarantine([ended("a", "skipped")], entries, today);
    expect(outcome).toEqual({ ...none, unknown: entries });
  });

  test("bears its last day, and not the day after", () => {
    const failed = [ended("a", "failed")];
    expect(applyQuarantine(failed, [entry("a", today)], today).aside).toHaveLength(1);
    const expired = entry("a", "2026-11-21");
    expect(applyQuarantine(failed, [expired], today)).toEqual({ ...none, expired: [expired] });
  });

  test("warns of what is borne for more than 90 days from today, and bears it", () => {
    const failed = [ended("a", "failed")];
    expect(applyQuarantine(failed, [entry("a", "2027-02-20")], today).warnings).toEqual([]);
    const { aside, warnings } = applyQuarantine(failed, [entry("a", "2027-02-21")], today);
    expect(aside).toHaveLength(1);
    expect(warnings).toEqual([
      "quarantine of a (realtime) should end within 90 days, and ends in 91, on 2027-02-21",
    ]);
  });

  test("has every entry in exactly one list, and changes no result", () => {
    const ids = ["a", "b", "c", "d"];
    const anyRun = fc.record({
      states: fc.array(fc.constantFrom(...checkStates), { maxLength: 3 }),
      untils: fc.array(fc.constantFrom("2026-11-21", today, "2027-12-31"), { maxLength: 4 }),
    });
    fc.assert(
      fc.property(anyRun, ({ states, untils }) => {
        const checks = states.map((state, index) => ended(ids[index] ?? "", state));
        const before = structuredClone(checks);
        const entries = untils.map((until, index) => entry(ids[index] ?? "", until));
        const { aside, expired, idle, unknown } = applyQuarantine(checks, entries, today);
        const listed = [...aside, ...expired, ...idle, ...unknown].map(({ check }) => check);
        expect(listed.toSorted()).toEqual(entries.map(({ check }) => check));
        expect(checks).toEqual(before);
      }),
    );
  });
});
