import { expect, test } from "vitest";
import { decideRate } from "../../../src/harness/gate/rates/rate-decision.ts";
import { journeyLines } from "../../../src/harness/report/journeys-text.ts";
import { painter } from "../../../src/harness/report/paint.ts";

const view = { paint: painter(false), width: 120 };

test.each([59, 300])(
  "a page says one bound of a journey that always works, after %d trials",
  (n) => {
    const asked = { successes: n, trials: n, target: 1, samples: 59, mode: "watch" } as const;
    const { method: _, ...decided } = decideRate(asked);
    const sample = { outcomes: [], revisions: [], failures: [] };
    const counts = {
      id: "http-fallback",
      of: "trials",
      n,
      successes: n,
      rate: 1,
      target: 1,
    } as const;
    const [, row, because] = journeyLines({ journeys: [{ ...counts, ...decided, sample }] }, view);
    expect(row).toContain("≥ 95.0 %");
    expect(because).toContain("proves only ≥ 95 % with 95 % certainty");
  },
);
