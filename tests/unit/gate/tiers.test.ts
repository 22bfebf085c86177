import { describe, expect, test } from "vitest";
import { tierTallies } from "../../../src/harness/gate/tiers.ts";
import { proves } from "../../catalogue/proves.ts";
import { endings } from "./results.ts";

const tiers = { p1: 1, p2: 0.95, p3: 0.9, p5: 0.8 };

describe("tiers", () => {
  test("count first attempts of what ran, and say whether that is enough", proves("V11"), () => {
    const checks = [
      ...endings(["passed", "passed", "flaky"], { tags: ["p1"] }),
      ...endings([...Array<"passed">(19).fill("passed"), "failed"], { tags: ["p2"] }),
      ...endings(["passed", "passed", "passed", "failed", "skipped"], { tags: ["p5"] }),
    ];
    expect(tierTallies(checks, tiers)).toEqual([
      { tier: "p1", n: 3, successes: 2, share: 2 / 3, target: 1, met: false },
      { tier: "p2", n: 20, successes: 19, share: 0.95, target: 0.95, met: true },
      { tier: "p5", n: 4, successes: 3, share: 0.75, target: 0.8, met: false },
    ]);
  });

  test("of which nothing ran are left out, for no data keeps no promise", proves("V11"), () => {
    expect(tierTallies(endings(["skipped", "skipped"], { tags: ["p1"] }), tiers)).toEqual([]);
    expect(tierTallies(endings(["passed"], { tags: ["slow"] }), tiers)).toEqual([]);
  });

  test("share a check that has several", () => {
    const both = tierTallies(endings(["failed"], { tags: ["p1", "p3"] }), tiers);
    expect(both.map(({ tier, n, met }) => ({ tier, n, met }))).toEqual([
      { tier: "p1", n: 1, met: false },
      { tier: "p3", n: 1, met: false },
    ]);
  });

  test("do not count as working what only worked with a connection that was made again", () => {
    const [check] = endings(["passed"], { tags: ["p1"] });
    const attempts = check?.attempts.map((attempt) => ({ ...attempt, recovered: ["lost"] })) ?? [];
    expect(tierTallies([{ tags: ["p1"], state: "flaky", attempts }], tiers)).toMatchObject([
      { n: 1, successes: 0 },
    ]);
  });
});
