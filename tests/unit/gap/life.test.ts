import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { proves } from "../../catalogue/proves.ts";
import { deadUrl, dumbServer } from "../../detection/serving.ts";
import { deployed, GapLife } from "./life.ts";

const crash = { id: "crashes", checks: ["websocket.welcomes"], cause: "crash-at-accept" } as const;

describe("the life of a gap", () => {
  test("is proven, closed by a deployment, regresses, and expires", proves("D31"), async () => {
    const life = new GapLife(crash);
    const before = await deployed(["wire.crashes-at-accept"], "r1");
    const proof = await life.run("prove", before.url);
    expect(proof.gaps).toMatchObject([
      { id: "crashes", state: "proven", observedCause: "crash-at-accept", revision: "r1" },
    ]);
    expect(proof).toMatchObject({ mode: "prove", verdict: "pass", run: { exitCode: 0 } });
    // Many fail of it, and two of them carry it: no other is a second mystery.
    expect(proof.checks.filter(({ state }) => state === "failed").length).toBeGreaterThan(3);

    const after = await deployed([], "r2");
    const closing = await life.run("verify", after.url);
    expect(closing.gaps).toMatchObject([{ state: "closed", revision: "r2", passes: 1 }]);
    expect(closing).toMatchObject({ verdict: "pass", run: { exitCode: 0 } });

    const back = await deployed(["wire.crashes-at-accept"], "r3");
    const relapse = await life.run("verify", back.url);
    expect(relapse.gaps).toMatchObject([{ state: "regressed", revision: "r3" }]);
    expect(relapse).toMatchObject({ verdict: "fail", run: { exitCode: 1 } });

    expect(life.ledger.map(({ state, revision, on }) => [state, revision, on])).toEqual([
      ["proven", "r1", "test"],
      ["closed", "r2", "test"],
      ["regressed", "r3", "test"],
    ]);
  });

  test("expires on the day after its last, and fails for that", proves("D31"), async () => {
    const life = new GapLife({ ...crash, until: "2026-11-02" });
    const still = await deployed(["wire.crashes-at-accept"]);
    const report = await life.run("verify", still.url);
    expect(report.gaps).toMatchObject([{ state: "expired", until: "2026-11-02" }]);
    expect(report).toMatchObject({ verdict: "fail", run: { exitCode: 1 } });
    expect(report.reasons.join("\n")).toContain("it may stay open until 2026-11-02, today is");
  });

  test("is no proof where the same check fails for another reason", proves("D31"), async () => {
    const life = new GapLife(crash);
    const other = await deployed(["handshake.selects-nothing"]);
    const report = await life.run("prove", other.url);
    expect(report.gaps).toMatchObject([
      {
        state: "wrong-reason",
        declaredCause: "crash-at-accept",
        observedCause: "never-negotiates",
      },
    ]);
    expect(report).toMatchObject({ verdict: "fail", run: { exitCode: 1 } });
  });

  test("is no proof where nothing is wrong", async () => {
    const life = new GapLife(crash);
    const report = await life.run("prove", (await deployed([])).url);
    expect(report.gaps).toMatchObject([{ state: "closed" }]);
    expect(report).toMatchObject({ verdict: "fail", run: { exitCode: 1 } });
  });

  test("is no proof where something fails beside it that no gap accounts for", async () => {
    const life = new GapLife({
      ...{ id: "unmannerly", checks: ["websocket.refuses-plain-get"], cause: "manners-missing" },
    });
    const beside = await deployed([
      "handshake.answers-plain-get-with-503",
      "handshake.upgrades-any-path",
    ]);
    const report = await life.run("prove", beside.url);
    expect(report.gaps).toMatchObject([{ state: "proven" }]);
    expect(report).toMatchObject({ verdict: "fail", run: { exitCode: 1 } });
    expect(report.reasons).toEqual([
      "1 check failed that no gap accounts for: websocket.accepts-declared-routes",
    ]);
  });

  test("cannot be looked at where nobody answers", proves("D33"), async () => {
    const report = await new GapLife(crash).run("prove", await deadUrl());
    expect(report.gaps).toMatchObject([{ state: "blocked" }]);
    expect(report).toMatchObject({ verdict: "blocked", run: { exitCode: 4 } });
  });
});

const { local } = defaultContract.limits;

/** What does not come is waited for a second; what comes has all its time. */
const impatient = {
  ...defaultContract,
  limits: { ...defaultContract.limits, local: { ...local, welcomeMs: 1_000, replyMs: 1_000 } },
};

describe("a connection that hangs", () => {
  const stall = { id: "stalls", checks: ["websocket.welcomes"], cause: "app-stall" } as const;

  test(
    "proves the gap by its cause on a revision that says who it is",
    proves("D31", "D33"),
    async () => {
      const backend = await deployed(["wire.never-greets"], "r7");
      const report = await new GapLife(stall, impatient).run("prove", backend.url);
      expect(report.gaps).toMatchObject([
        { state: "proven", observedCause: "app-stall", revision: "r7" },
      ]);
    },
  );

  test("proves nothing on a host that nobody knows", proves("D33"), async () => {
    await using hanging = await dumbServer(() => undefined);
    const life = new GapLife(stall, impatient);
    const asked = await life.run("prove", hanging.url);
    expect(asked.gaps).toMatchObject([{ state: "blocked" }]);
    expect(asked.run.exitCode).toBe(4);
  });
});
