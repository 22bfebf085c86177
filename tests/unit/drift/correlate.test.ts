import { describe, expect, test } from "vitest";
import { randomFrom } from "../../../src/fixtures/backend/random.ts";
import {
  correlate,
  correlationOf,
  type Outcome,
} from "../../../src/harness/drift/census/correlate.ts";
import type { Member } from "../../../src/harness/drift/census/member.ts";

describe("failures", () => {
  test("go with the revision that answers most of them and few of the successes", () => {
    const found = correlate([
      ...of("old", { failed: 9, passed: 1 }),
      ...of("new", { failed: 1, passed: 24 }),
    ]);
    expect(found).toMatchObject({
      goesWith: "old",
      because: expect.stringMatching(
        /^9 of 10 failures were answered by old, 1 of 25 successes: failing goes with that revision \(p < 0\.0001\)$/,
      ),
    });
  });

  test("go with none where every revision fails alike", () => {
    const found = correlate([
      ...of("old", { failed: 3, passed: 7 }),
      ...of("new", { failed: 4, passed: 16 }),
    ]);
    expect(found).not.toHaveProperty("goesWith");
    expect(found?.because).toBe("failures do not go with a revision (smallest p = 0.66)");
  });

  test("go with the one that fails, never with the one that is spared", () => {
    const found = correlate([
      ...of("a", { failed: 8, passed: 8 }),
      ...of("b", { failed: 0, passed: 30 }),
      ...of("c", { failed: 0, passed: 30 }),
    ]);
    expect(found?.goesWith).toBe("a");
  });

  test("say nothing where none is, or where one revision answers everything", () => {
    expect(correlate([])).toBeUndefined();
    expect(correlate(of("old", { failed: 5, passed: 5 }))).toBeUndefined();
    expect(
      correlate([...of("old", { failed: 0, passed: 5 }), ...of("new", { failed: 0, passed: 5 })]),
    ).toBeUndefined();
  });

  test("of nobody in particular are told, and not counted", () => {
    const found = correlate([
      ...of("old", { failed: 6, passed: 0 }),
      ...of("new", { failed: 0, passed: 9 }),
      ...of(undefined, { failed: 2, passed: 0 }),
    ]);
    expect(found?.because).toContain("6 of 6 failures were answered by old");
    expect(found?.because).toMatch(/; 2 more failures do not say who answered$/);
  });

  test("are asked of more carefully the more revisions there are", () => {
    const two = [...of("old", { failed: 3, passed: 1 }), ...of("new", { failed: 1, passed: 12 })];
    const many = [
      ...of("old", { failed: 3, passed: 1 }),
      ...["a", "b", "c", "d"].flatMap((name) => of(name, { failed: 0, passed: 3 })),
      ...of("e", { failed: 1, passed: 0 }),
    ];
    const [few, more] = [correlate(two), correlate(many)];
    expect(few?.goesWith).toBe("old");
    expect(more?.p).toBeGreaterThan(few?.p ?? 1);
    expect(more).not.toHaveProperty("goesWith");
  });

  test.each([2, 3, 5])(
    "that go with nothing raise an alarm in at most one of 20 censuses of %d builds",
    (builds) => {
      const random = randomFrom(`no association ${builds}`);
      const runs = 1_000;
      let alarms = 0;
      let asked = 0;
      for (let run = 0; run < runs; run += 1) {
        const rate = 0.1 + random() * 0.5;
        const outcomes = Array.from({ length: 58 }, () => ({
          revision: `r${Math.floor(random() * builds)}`,
          ok: random() >= rate,
        }));
        const found = correlate(outcomes);
        if (found !== undefined) asked += 1;
        if (found?.goesWith !== undefined) alarms += 1;
      }
      expect(asked).toBeGreaterThan(runs * 0.9);
      expect(alarms / runs).toBeLessThanOrEqual(0.05);
    },
  );

  test("that go with a build are nearly always seen for it", () => {
    const random = randomFrom("association");
    const runs = 200;
    const seen = Array.from({ length: runs }, () => {
      const outcomes = Array.from({ length: 58 }, () => {
        const revision = random() < 0.3 ? "old" : "new";
        return { revision, ok: random() >= (revision === "old" ? 0.8 : 0.02) };
      });
      return correlate(outcomes)?.goesWith;
    }).filter((name) => name === "old");
    expect(seen.length / runs).toBeGreaterThan(0.95);
  });
});

describe("a census in which connections fail", () => {
  test("asks of each way by itself: what all WebSockets have in common is not the revision", () => {
    const members = [
      ...met("http", of("new", { failed: 0, passed: 20 })),
      ...met("ws", of("old", { failed: 20, passed: 0 })),
    ];
    expect(correlationOf(members)).toBeUndefined();
  });

  test("names the way by which failing goes with a revision", () => {
    const members = [
      ...met("http", [
        ...of("new", { failed: 1, passed: 10 }),
        ...of("old", { failed: 0, passed: 9 }),
      ]),
      ...met("ws", [
        ...of("new", { failed: 0, passed: 12 }),
        ...of("old", { failed: 8, passed: 0 }),
      ]),
    ];
    expect(correlationOf(members)).toMatchObject({
      goesWith: "old",
      because: expect.stringMatching(/^over WebSocket, 8 of 8 failures were answered by old/),
    });
  });
});

function of(
  revision: string | undefined,
  { failed, passed }: { readonly failed: number; readonly passed: number },
): readonly Outcome[] {
  return [
    ...Array.from({ length: failed }, () => ({ revision, ok: false })),
    ...Array.from({ length: passed }, () => ({ revision, ok: true })),
  ];
}

function met(via: Member["via"], outcomes: readonly Outcome[]): readonly Member[] {
  return outcomes.map(({ revision, ok }) => ({
    ...{ via, ok, outcome: ok ? "200" : "503", print: "look", atMs: 0, tookMs: 1 },
    ...(revision === undefined ? {} : { revision }),
  }));
}
