import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { type Quirk, quirk } from "../../../src/fixtures/faults/fault.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { systemClock } from "../../../src/ground/clock.ts";
import { judgeCensus } from "../../../src/harness/drift/census/judge-census.ts";
import type { Member } from "../../../src/harness/drift/census/member.ts";
import { takeCensus } from "../../../src/harness/drift/census/take-census.ts";
import { Wire } from "../../../src/harness/wire/wire.ts";

const older = quirk({
  id: "unusual.older",
  title: "is of an older revision",
  options: { revision: "older" },
});

/** An edge that leads every upgrade to an older revision, and no request. */
const staleSocket = quirk({
  id: "unusual.stale-socket",
  title: "leads sockets to an older revision",
  edge: { to: "upgrades", secondShare: 1 },
  second: older,
});

describe("a census of a backend", () => {
  test("meets one build over both ways", async () => {
    const members = await censusOf([]);
    expect(members.map(({ via }) => via).toSorted()).toEqual([
      ...several(6, "http"),
      ...several(6, "ws"),
    ]);
    expect(judgeCensus(members, { expected: "embedded" })).toMatchObject({
      ...{ state: "as-expected", http: { failed: 0 }, ws: { failed: 0 } },
    });
  });

  test("meets two builds behind one edge", async () => {
    const mixed = faults.filter(({ id }) => id === "edge.mixes-revisions");
    const { state, http } = judgeCensus(await censusOf(mixed, 12));
    expect(state).toBe("split");
    expect(http.shares).toHaveLength(2);
  });

  test("meets a WebSocket that is stale while HTTP is not", async () => {
    const verdict = judgeCensus(await censusOf([staleSocket]), { expected: "embedded" });
    expect(verdict).toMatchObject({
      state: "websocket-stale",
      because: "HTTP is answered by embedded, the WebSocket by older, and embedded is expected",
    });
  });

  test("meets one revision with two looks where settings differ", async () => {
    const members = await censusOf(
      [
        quirk({
          id: "unusual.tag-race",
          title: "is of one tag and two images",
          edge: { to: "requests", path: "/health", secondShare: 0.5 },
          second: quirk({
            id: "unusual.other-image",
            title: "has other settings",
            options: { settings: { backend_memory: "1Gi" } },
          }),
        }),
      ],
      10,
    );
    expect(judgeCensus(members).state).toBe("tag-race");
  });

  test("counts whoever fails", async () => {
    const refusing = faults.filter(({ id }) => id === "handshake.is-forbidden");
    const { ws, http } = judgeCensus(await censusOf(refusing));
    expect([ws.failed, http.failed]).toEqual([6, 0]);
  });
});

function several<Thing>(count: number, one: Thing): readonly Thing[] {
  return Array.from({ length: count }, () => one);
}

async function censusOf(quirks: readonly Quirk[], connections = 6): Promise<readonly Member[]> {
  await using backend = await startFaulty(quirks);
  const limits = defaultContract.limits.local;
  const wire = new Wire({
    ...{ contract: defaultContract, limits, clock: systemClock, wsUrl: backend.wsUrl },
    ...{ testHeaders: false, signal: undefined, remote: false, budgetMs: undefined },
    ...{ urls: { http: backend.url }, checkId: "census", namespace: "census" },
    credentials: { environment: "development", jwtSecret: backend.secret },
  });
  try {
    return await takeCensus(
      { contract: defaultContract, wire, ws: backend.wsUrl, limits, clock: systemClock },
      { connections },
    );
  } finally {
    await wire.close(new Error("the census is over"));
  }
}
