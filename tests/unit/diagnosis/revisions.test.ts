import { describe, expect, test } from "vitest";
import type { Sightings } from "../../../src/harness/diagnosis/sightings.ts";
import { isRevision } from "../../../src/harness/wire/revision.ts";
import { call, front } from "./http-values.ts";
import { handshake } from "./liveness-values.ts";
import { censusOf, foundIn, textOf, times } from "./revision-values.ts";

const commit = "3f0c9ab27e4468d15d1f0c9ab27e4468d15d1f0c";
const expectedRevision = "00042-new";
const right = { expectedRevision, revisions: times(3, "00042-new") };
const stale = { expectedRevision, revisions: times(3, "00041-old") };
const gone = call("/x", { status: 404, ok: false, said: '{"detail":"none"}' });
const lacking = { doors: [...front().doors, gone], again: [gone] };
const alike = { published: true, blank: [], unlike: [], inverted: [], alike: 4 };
const unlike = { ...alike, unlike: [{ key: "idle", expected: "360", actual: "240" }] };

describe("a revision", () => {
  test("is the one that is meant when it is the same, or the same commit in short", () => {
    expect(isRevision("00042-new", "00042-new")).toBe(true);
    expect(isRevision(commit.slice(0, 7), commit)).toBe(true);
    expect(isRevision(commit.toUpperCase(), commit.slice(0, 12))).toBe(true);
  });

  test("is another when it merely begins alike, or is too short to be a commit", () => {
    expect(isRevision("00042", "00042-new")).toBe(false);
    expect(isRevision(commit.slice(0, 6), commit)).toBe(false);
  });
});

describe("fresh connections", () => {
  test("that are all answered by another revision than the expected one meet a pinned one", () => {
    const census = censusOf(times(12, "00041-old"), times(6, "00041-old"));
    const [finding, ...others] = foundIn({ front: front(stale), census });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ cause: "pinned-revision" });
    expect(finding?.confidence).toBeGreaterThanOrEqual(0.95);
    expect(textOf(finding)).toBe(
      "of 18 fresh connections (12 over HTTP, 6 over WebSocket) all 18 are answered by 00041-old; 00042-new is expected",
    );
  });

  test("that are all answered by the expected one, or by any where none is expected, meet nothing", () => {
    const census = censusOf(times(12, "00042-new"), times(6, "00042-new"));
    expect(foundIn({ front: front(right), census })).toEqual([]);
    expect(foundIn({ front: front({ revisions: times(3, "00042-new") }), census })).toEqual([]);
  });

  test("that do not say who answers meet nothing, whatever is expected", () => {
    const census = censusOf(times(12, ""), times(6, ""));
    expect(foundIn({ front: front({ expectedRevision, revisions: [] }), census })).toEqual([]);
  });

  test("meet a stale WebSocket when HTTP is as expected and every greeting is another's", () => {
    const census = censusOf(times(12, "00042-new"), times(6, "00041-old"));
    const [finding] = foundIn({ front: front(right), census });
    expect(finding).toMatchObject({ cause: "mixed-revisions", others: ["pinned-revision"] });
    expect(finding?.confidence).toBeGreaterThanOrEqual(0.95);
    expect(textOf(finding)).toBe(
      "the WebSocket is answered by another revision than HTTP: all 12 over HTTP by 00042-new, all 6 over WebSocket by 00041-old; 00042-new is expected",
    );
  });

  test("meet several where each way has its own and nobody says which is the stale one", () => {
    const census = censusOf(times(12, "r2"), times(6, "r1"));
    const [finding] = foundIn({ front: front({ revisions: times(3, "r2") }), census });
    expect(finding).toMatchObject({ cause: "mixed-revisions", others: ["pinned-revision"] });
    expect(finding?.experiment).toContain("--expect-revision");
  });

  test("meet several where some are answered by the one and some by the other, over either way", () => {
    const some = [...times(9, "00042-new"), ...times(3, "00041-old")];
    const http = foundIn({ front: front(right), census: censusOf(some, times(6, "00042-new")) });
    const ws = foundIn({ front: front(right), census: censusOf(times(12, "00042-new"), some) });
    expect([http, ws].map(([first]) => first?.cause)).toEqual(times(2, "mixed-revisions"));
    expect(textOf(http[0])).toContain("over HTTP, 9 are 00042-new's, 3 are 00041-old's");
    expect(textOf(ws[0])).toContain("over WebSocket, 9 are 00042-new's, 3 are 00041-old's");
  });

  test("meet no several where every connection has a name of its own", () => {
    const census = censusOf(["i-1", "i-2", "i-3", "i-4"], times(3, ""));
    const saw = front({ revisions: ["i-1"] });
    expect(foundIn({ front: saw, census }).map(({ cause }) => cause)).toEqual([]);
  });

  test("meet another build, which has lost nothing of what it was never told", () => {
    const over = { name: "a question", over: true, failed: false, oddities: [], events: [] };
    const stored = { heard: 9, lost: [], kept: ["question", "question"] };
    const seen = {
      front: front({ revisions: times(3, "r2") }),
      offer: { switched: true, frames: [], handshake },
      run: { runs: [over], foreign: [] } as unknown as Sightings["run"],
      runs: { runs: [over], stored } as unknown as Sightings["runs"],
    };
    const causes = (ws: string) =>
      foundIn({ ...seen, census: censusOf(times(12, "r2"), times(6, ws)) }).map(
        ({ cause }) => cause,
      );
    expect(causes("r2")).toContain("data-lost");
    expect(causes("r1")).not.toContain("data-lost");
    expect(causes("r1")).toContain("mixed-revisions");
  });

  test("meet another build that keeps its own count: what HTTP counts says nothing of them", () => {
    const counted = { counted: { before: 0, during: 0, after: 0 } };
    const apart = { ...censusOf(times(12, "r2"), times(6, "r1")), ...counted };
    const one = { ...censusOf(times(12, "r2"), times(6, "r2")), ...counted };
    const saw = front({ revisions: times(3, "r2") });
    const causes = (census: typeof apart) =>
      foundIn({ front: saw, census }).map(({ cause }) => cause);
    expect(causes(one)).toEqual(["self-description-wrong"]);
    expect(causes(apart)).toEqual(["mixed-revisions"]);
  });
});

describe("the first answers of another revision than the expected one", () => {
  test("are a suspicion, and no certainty, until fresh connections are counted", () => {
    const [finding, ...others] = foundIn({ front: front(stale) });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ cause: "pinned-revision", confidence: 0.84 });
    expect(textOf(finding)).toBe("of 3 answers all 3 are 00041-old's; 00042-new is expected");
  });

  test("are enough where promised routes are missing, or settings are old", () => {
    for (const witness of [lacking, { settings: unlike }]) {
      const [finding] = foundIn({ front: front({ ...stale, ...witness }) });
      expect(finding).toMatchObject({ cause: "pinned-revision" });
      expect(finding?.confidence).toBeGreaterThan(0.9);
    }
  });
});

describe("settings that are old", () => {
  test("are old settings for sure where the expected revision answers", () => {
    const [finding, ...others] = foundIn({ front: front({ ...right, settings: unlike }) });
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ cause: "settings-old", confidence: 0.95 });
    expect(finding?.others).toBeUndefined();
  });

  test("are perhaps an old revision's where nobody says which is expected", () => {
    const [finding] = foundIn({ front: front({ settings: unlike }) });
    expect(finding).toMatchObject({ cause: "settings-old", others: ["pinned-revision"] });
    expect(finding?.experiment).toContain("(r1)");
  });
});

describe("routes that are missing while the settings are those of today", () => {
  const census = censusOf(times(12, "r1"), times(6, "r1"));

  test("raise the suspicion of old code, with what speaks for it", () => {
    const [finding] = foundIn({ front: front({ ...lacking, settings: alike }), census });
    expect(finding).toMatchObject({
      ...{ cause: "pinned-revision", confidence: 0.6, others: ["http-error", "wrong-path"] },
      experiment:
        "compare the revision that answers (r1) with the one that was deployed: --expect-revision",
    });
    expect(textOf(finding)).toContain("all 18 fresh connections answer as revision r1");
    expect(textOf(finding)).toContain("all 4 settings that are promised are as expected");
  });

  test("are no old code's where the expected revision answers", () => {
    const saw = front({ ...lacking, ...right, settings: alike });
    const [finding] = foundIn({ front: saw });
    expect(finding).toMatchObject({ cause: "http-error", others: ["wrong-path"] });
    expect(textOf(finding)).toContain("the expected revision answers: 00042-new");
  });

  test("stay a route that fails, and may be old code, where anybody may ask it", () => {
    const open = [...front().open, gone];
    const saw = { ...front({ open, again: [gone], settings: alike }) };
    const [finding] = foundIn({ front: saw });
    expect(finding).toMatchObject({ cause: "http-error", others: ["pinned-revision"] });
    const [known] = foundIn({ front: { ...saw, ...right } });
    expect(known).toMatchObject({ cause: "http-error" });
    expect(known?.others).toBeUndefined();
  });
});
