import { describe, expect, test } from "vitest";
import { randomFrom } from "../../../src/fixtures/backend/random.ts";
import { judgeCensus } from "../../../src/harness/drift/census/judge-census.ts";
import type { Member } from "../../../src/harness/drift/census/member.ts";
import { isRevision } from "../../../src/harness/wire/revision.ts";

describe("a census", () => {
  test("of one build is what was expected, or pinned to another", () => {
    const members = [...met("http", 15, "r2"), ...met("ws", 15, "r2")];
    expect(judgeCensus(members, { expected: "r2" }).state).toBe("as-expected");
    expect(judgeCensus(members).state).toBe("one-build");
    expect(judgeCensus(members, { expected: "r3" })).toMatchObject({
      state: "pinned",
      because: "r2 answers all 30 connections, and r3 none",
    });
  });

  test("says what could hide from so many connections", () => {
    const { because, http } = judgeCensus(met("http", 29, "r2"), { expected: "r2" });
    expect(because).toBe(
      "r2 answers 29 connections over HTTP; a build that answers more than 9.8 % would have been met with 95 % certainty",
    );
    expect(http.unseenShare).toBeLessThan(0.1);
  });

  test("of two builds is split, with the share of each and where the true one lies", () => {
    const { state, because, http } = judgeCensus([
      ...met("http", 18, "r2"),
      ...met("http", 2, "r1"),
    ]);
    expect(state).toBe("split");
    expect(http.shares).toMatchObject([
      { build: "r2", count: 18, of: 20, share: 0.9 },
      { build: "r1", count: 2 },
    ]);
    expect(because).toContain("r1 answers 2 of 20 (1.2 % to 32 %)");
  });

  test("meets a WebSocket that is stale while HTTP is not", () => {
    const members = [...met("http", 10, "r2"), ...met("ws", 10, "r1")];
    expect(judgeCensus(members, { expected: "r2" })).toMatchObject({
      state: "websocket-stale",
      because: "HTTP is answered by r2, the WebSocket by r1, and r2 is expected",
    });
    expect(judgeCensus(members, { expected: "r1" }).state).toBe("split");
  });

  test("meets one revision that looks two ways: its tag was moved", () => {
    const members = [...met("http", 5, "r2"), ...met("http", 5, "r2", "another look")];
    expect(judgeCensus(members).state).toBe("tag-race");
  });

  test("tells only looks apart where nobody says a revision, and nothing where nobody answers", () => {
    const unnamed = [...met("ws", 5, undefined), ...met("ws", 5, undefined)];
    expect(judgeCensus(unnamed).state).toBe("unnamed");
    expect(judgeCensus([...unnamed, ...met("ws", 1, undefined, "b")]).state).toBe("split");
    const down = met("http", 3, undefined).map((member) => ({ ...member, ok: false }));
    expect(judgeCensus(down)).toMatchObject({ state: "nobody", http: { asked: 3, failed: 3 } });
  });

  test("takes a short commit for the long one, and no tag for another", () => {
    expect(isRevision("0af3c19", "0af3c19e77d2b0a94f1c3c8d5e6f708192a3b4c5")).toBe(true);
    expect(isRevision("v1", "v10")).toBe(false);
    const long = "0af3c19e77d2b0a94f1c3c8d5e6f708192a3b4c5";
    const members = [...met("http", 5, long.slice(0, 7)), ...met("ws", 5, long)];
    expect(judgeCensus(members, { expected: long }).state).toBe("as-expected");
  });

  test("is split where whoever fails says that it is another build", () => {
    const failing = met("http", 9, "r1").map((member) => ({ ...member, ok: false }));
    const members = [...met("http", 20, "r2"), ...failing, ...met("ws", 29, "r2")];
    const { state, because } = judgeCensus(members, { expected: "r2" });
    expect(state).toBe("split");
    expect(because).toContain(
      "over HTTP r2 answers 20 of 20 (83 % to 100 %), r1 answers 9 that fail;",
    );
    expect(because).not.toContain("would have been met");
    const same = failing.map((member) => ({ ...member, revision: "r2" }));
    expect(judgeCensus([...met("http", 20, "r2"), ...same], { expected: "r2" })).toMatchObject({
      state: "as-expected",
      because: expect.stringMatching(/^r2 answers 20 connections .*; 9 of 29 connections failed$/),
    });
  });

  test("is split where only some over one way say who they are, whatever the other way says", () => {
    const members = [
      ...met("http", 19, "r2"),
      ...met("http", 10, undefined, "old"),
      ...met("ws", 29, "r2"),
    ];
    const { state, because } = judgeCensus(members, { expected: "r2" });
    expect(state).toBe("split");
    expect(because).toContain("unnamed old answers 10 of 29");
    const stale = [...members.slice(0, 29), ...met("ws", 29, "r1")];
    expect(judgeCensus(stale, { expected: "r2" }).state).toBe("split");
  });

  test("is certain only of the way on which builds say who they are", () => {
    const members = [...met("http", 29, "r2"), ...met("ws", 12, undefined)];
    expect(judgeCensus(members, { expected: "r2" })).toMatchObject({
      state: "as-expected",
      because:
        "r2 answers 29 connections over HTTP; a build that answers more than 9.8 % would have been met with 95 % certainty; over WebSocket nobody says who answers",
    });
    expect(judgeCensus(members, { expected: "r3" }).because).toBe(
      "r2 answers all 29 connections that say who answers, of 41, and r3 none",
    );
    const apart = [...members, ...met("ws", 12, undefined, "another look")];
    expect(judgeCensus(apart, { expected: "r2" }).state).toBe("split");
  });

  test.each([
    [0.5, 5],
    [0.2, 14],
    [0.1, 29],
    [0.05, 59],
  ])("meets a build of share %d among %d connections as often as it says", (share, size) => {
    const runs = 2_000;
    const random = randomFrom(`census ${share}`);
    let met2 = 0;
    for (let run = 0; run < runs; run += 1) {
      const members = Array.from({ length: size }, () =>
        member("http", random() < share ? "old" : "new"),
      );
      if (judgeCensus(members, { expected: "new" }).state !== "as-expected") met2 += 1;
    }
    const power = 1 - (1 - share) ** size;
    const error = Math.sqrt((power * (1 - power)) / runs);
    expect(Math.abs(met2 / runs - power)).toBeLessThan(4 * error);
    expect(power).toBeGreaterThanOrEqual(0.95);
  });

  test("raises no alarm in a thousand clean ones", () => {
    const states = Array.from({ length: 1_000 }, (_, n) =>
      judgeCensus(
        [
          ...met("http", 1 + (n % 40), "r2"),
          // Sockets of every other one greet without a name, and of every third some fail.
          ...met("ws", n % 7, n % 2 === 0 ? "r2" : undefined),
          ...met("http", n % 3, undefined).map((one) => ({ ...one, ok: false })),
        ],
        { expected: "r2" },
      ),
    ).map(({ state }) => state);
    expect(new Set(states)).toEqual(new Set(["as-expected"]));
  });
});

function member(via: Member["via"], revision: string | undefined, print = "look"): Member {
  return {
    ...{ via, print, ok: true, outcome: "200", atMs: 0, tookMs: 1 },
    ...(revision === undefined ? {} : { revision }),
  };
}

function met(
  via: Member["via"],
  count: number,
  ...[revision, print]: [revision: string | undefined, print?: string]
): readonly Member[] {
  return Array.from({ length: count }, () => member(via, revision, print));
}
