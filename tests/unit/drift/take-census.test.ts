import { randomBytes } from "node:crypto";
import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { bendRoutes } from "../../../src/fixtures/faults/exchange.ts";
import { type Quirk, quirk } from "../../../src/fixtures/faults/fault.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { type Clock, systemClock } from "../../../src/ground/clock.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { judgeCensus } from "../../../src/harness/drift/census/judge-census.ts";
import type { Member } from "../../../src/harness/drift/census/member.ts";
import { takeCensus } from "../../../src/harness/drift/census/take-census.ts";
import { placeOf } from "./census-place.ts";

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

  test("meets one way only where every socket is refused, which is not as expected", async () => {
    const refusing = faults.filter(({ id }) => id === "handshake.is-forbidden");
    expect(judgeCensus(await censusOf(refusing), { expected: "embedded" })).toMatchObject({
      state: "one-way",
      because:
        "embedded answers, and of 6 connections over WebSocket none is answered as it should be",
    });
  });

  test("knows by its body who refused an upgrade, and who failed a request", async () => {
    const body = JSON.stringify({ status: "overloaded", deployment: { revision: "r7" } });
    const members = await censusOf([answering({ status: 503, body })]);
    expect(members).toHaveLength(12);
    for (const { ok, outcome, revision } of members)
      expect([ok, outcome, revision]).toEqual([false, "503", "r7"]);
  });

  test("knows by a header who refused an upgrade, where others say that they are of it", async () => {
    const headers = { "x-served-by": "embedded", "x-name": "other" };
    const members = await censusOf([answering({ status: 503, headers }, "upgrades")]);
    const refused = members.filter(({ via }) => via === "ws");
    expect(refused.map(({ ok, revision }) => [ok, revision])).toEqual(
      several(6, [false, "embedded"]),
    );
  });

  test("does not wait for a greeting that a close frame came instead of", async () => {
    await using backend = await startFaulty([]);
    const { welcomeMs } = defaultContract.limits.local;
    let ranOut = 0;
    const clock: Clock = {
      ...systemClock,
      after: (delayMs, callback) =>
        systemClock.after(delayMs, () => {
          if (delayMs === welcomeMs) ranOut += 1;
          callback();
        }),
    };
    const secret = new Secret(randomBytes(48).toString("base64url"));
    await using place = placeOf({ ...backend, secret }, { clock });
    const members = await takeCensus(place, { connections: 3 });
    const sockets = members.filter(({ via }) => via === "ws");
    expect(sockets.map(({ outcome }) => outcome)).toEqual(several(3, "1008"));
    expect(ranOut).toBe(0);
  });

  test("says whether failing goes with one of two revisions behind an edge", async () => {
    const members = await censusOf(
      [
        quirk({
          id: "unusual.half-broken",
          title: "leads half of all to a revision that is not well",
          edge: { secondShare: 0.5 },
          second: quirk({
            id: "unusual.unwell",
            title: "says who it is, and that it is not well",
            options: { revision: "r2" },
            bend: ({ front }) =>
              bendRoutes(front, ["GET /health"], async (request, healthy) => {
                const headers = { "content-type": "application/json" };
                return new Response(await (await healthy(request)).text(), {
                  status: 503,
                  headers,
                });
              }),
          }),
        }),
      ],
      16,
    );
    const { correlation } = judgeCensus(members);
    expect(correlation?.because).toMatch(
      /^over HTTP, (\d+) of \1 failures were answered by r2, 0 of \d+ successes: failing goes with/,
    );
  });
});

/** An edge that answers by itself. */
function answering(answer: NonNullable<Quirk["edge"]>["answer"], to: "upgrades" | "all" = "all") {
  return quirk({
    id: "unusual.answering-edge",
    title: "stands behind an edge that answers by itself",
    edge: { to, ...(answer === undefined ? {} : { answer }) },
  });
}

function several<Thing>(count: number, one: Thing): readonly Thing[] {
  return Array.from({ length: count }, () => one);
}

async function censusOf(quirks: readonly Quirk[], connections = 6): Promise<readonly Member[]> {
  await using backend = await startFaulty(quirks);
  await using place = placeOf(backend);
  return await takeCensus(place, { connections });
}
