import { describe, expect, test } from "vitest";
import type { CheckState } from "../../../src/harness/gate/check-result.ts";
import { bearing, compared, inStates } from "./comparison-stage.ts";
import { sampleCheck } from "./sample.ts";

const stays = { "websocket.welcomes": "passed" } as const;
const empty = { broken: [], stillFailing: [], nowFlaky: [], lost: [], removed: [], added: [] };

describe("a check that AFTER bears in quarantine", () => {
  test.for([
    ["passed", "failed"],
    ["failed", "failed"],
    ["passed", "flaky"],
    [undefined, "failed"],
  ] as const)("that was %s and is %s is in no list, is not counted, and is told", ([was, is]) => {
    const comparison = compared(
      { checks: inStates({ ...stays, ...(was === undefined ? {} : { it: was }) }) },
      { checks: inStates({ ...stays, it: is }), quarantine: bearing("it", is) },
    );
    expect(comparison).toMatchObject({
      ...{ verdict: "pass", checks: { ...empty, compared: 1 } },
      comparable: {
        ok: true,
        notes: [
          {
            ...{ id: "quarantined", forbids: false },
            because: "1 check in quarantine after, and left out: it",
          },
        ],
      },
    });
  });

  test("is none of priority one, before or after", () => {
    const one = (id: string, state: CheckState) => sampleCheck({ id, state, tags: ["p1"] });
    const { verdict, p1 } = compared(
      { checks: [one("it", "passed"), one("other", "passed")] },
      { checks: [one("it", "failed"), one("other", "passed")], quarantine: bearing("it") },
    );
    expect([verdict, p1]).toEqual([
      ...["pass", { before: { passed: 1, ran: 1 }, after: { passed: 1, ran: 1 }, failing: [] }],
    ]);
  });

  test("does not excuse another that breaks", () => {
    const checks = { ...stays, it: "passed" } as const;
    const { verdict, reasons } = compared(
      { checks: inStates(checks) },
      {
        checks: inStates({ "websocket.welcomes": "failed", it: "failed" }),
        quarantine: bearing("it"),
      },
    );
    expect([verdict, reasons[0]]).toEqual(["fail", "1 check broke: websocket.welcomes"]);
  });

  test("leaves nothing compared where there is no other", () => {
    const gaps = { gaps: [] };
    expect(
      compared(
        { ...gaps, checks: inStates({ it: "passed" }) },
        { ...gaps, checks: inStates({ it: "failed" }), quarantine: bearing("it") },
      ),
    ).toMatchObject({ verdict: "inconclusive", reasons: ["nothing was measured by both runs"] });
  });

  test.for([
    ["its quarantine has expired", "failed", "broken"],
    ["it is skipped", "skipped", "lost"],
  ] as const)("counts again when %s", ([what, state, list]) => {
    const { aside, ...none } = bearing("it", state);
    const quarantine =
      state === "skipped" ? { ...none, aside } : { ...none, aside: [], expired: aside };
    const { checks, comparable } = compared(
      { checks: inStates({ ...stays, it: "passed" }) },
      { checks: inStates({ ...stays, it: state }), quarantine },
    );
    expect(checks[list], what).toMatchObject([{ id: "it" }]);
    expect(comparable.notes).toEqual([]);
  });
});
