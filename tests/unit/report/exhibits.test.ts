import { expect, test } from "vitest";
import type { CheckResult } from "../../../src/harness/gate/check-result.ts";
import { deploymentLines } from "../../../src/harness/report/deployment-text.ts";
import { liftExhibits } from "../../../src/harness/report/exhibits.ts";
import { painter } from "../../../src/harness/report/paint.ts";

const drift = {
  drift: [
    {
      ...{ key: "websocket_connection_timeout", state: "different", severity: "critical" },
      ...{ expected: "360", deployed: "240", from: { file: "backend.yaml", line: 22 } },
    },
  ],
  equal: ["backend_cpu"],
  expectedFrom: ["backend.yaml"],
  deployedFrom: ["GET /health"],
};

function checkWith(...exhibits: readonly (Readonly<Record<string, unknown>> | undefined)[]) {
  const attempts = exhibits.map((kept, n) => ({
    ...{ n: n + 1, state: "passed" as const, durationMs: 1, errors: [], transcript: [] },
    ...(kept === undefined ? {} : { exhibits: kept }),
  }));
  return { id: "deployment.runs-what-the-branch-deploys", attempts } as unknown as CheckResult;
}

test("what checks found out is said once, and by the last attempt", () => {
  const older = { ...drift, equal: [] };
  const { checks, drift: lifted } = liftExhibits([checkWith({ drift: older }, { drift })]);
  expect(lifted).toEqual(drift);
  expect(JSON.stringify(checks)).not.toContain("exhibits");
});

test("a report of checks that found nothing out says nothing of it", () => {
  const { checks: _, ...exhibits } = liftExhibits([checkWith(undefined)]);
  expect(exhibits).toEqual({});
});

test("drift is told key by key, with the place in the branch and both values", () => {
  const { drift: lifted } = liftExhibits([checkWith({ drift })]);
  const text = deploymentLines(lifted === undefined ? {} : { drift: lifted }, {
    paint: painter(false),
    width: 100,
  }).join("\n");
  expect(text).toContain("1 of 2 settings cannot be said to run as the branch says");
  expect(text).toMatch(/expected {2}360 {3}backend\.yaml, line 22/);
  expect(text).toMatch(/deployed {2}240/);
});
