import { describe, expect, test } from "vitest";
import type { Contract } from "../../../src/contract/contract.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import { bendRoutes } from "../../../src/fixtures/faults/exchange.ts";
import { quirk } from "../../../src/fixtures/faults/fault.ts";
import { startFaulty } from "../../../src/fixtures/faults/index.ts";
import { Lab } from "../../../src/harness/diagnosis/lab.ts";
import type { CallSaw } from "../../../src/harness/diagnosis/probes/call-saw.ts";
import { Cast } from "../../../src/harness/diagnosis/probes/tour/cast.ts";
import { subjectOf } from "./lab-of.ts";

/** What the lab itself has patience for. Milliseconds. */
const ownMs = 200;

describe("a question over HTTP that takes longer than a lab has patience", () => {
  test("is answered when it is answered as soon as the contract promises", async () => {
    const { calls, arrived } = await asked(1, { thinksMs: 600, promisedMs: 5_000 });
    expect(calls).toMatchObject([{ name: "execute", ok: true }]);
    expect(arrived).toBe(1);
  });

  test("is silent once the contract's own limit has run out, and the next is not waited for as long", async () => {
    const { calls, arrived } = await asked(2, { thinksMs: 3_000, promisedMs: 1_000 });
    const [first, second] = calls;
    expect(first).toMatchObject({ name: "execute", failure: "TIMEOUT" });
    expect(first?.elapsedMs).toBeGreaterThan(900);
    expect(second).toMatchObject({ name: "execute", failure: "TIMEOUT" });
    expect(second?.elapsedMs).toBeLessThan(900);
    // Once, as it was not our own haste; and twice, as it may have been.
    expect(arrived).toBe(3);
  });

  test("is asked twice and given up where the contract promises no more than the lab waits", async () => {
    const { calls, arrived } = await asked(1, { thinksMs: 3_000, promisedMs: ownMs });
    expect(calls).toMatchObject([{ name: "execute", failure: "TIMEOUT" }]);
    expect(calls[0]?.elapsedMs).toBeLessThan(900);
    expect(arrived).toBe(2);
  });
});

interface Slowness {
  readonly thinksMs: number;
  /** What the contract lets one HTTP call take. */
  readonly promisedMs: number;
}

/** What is seen of so many questions, one after the other, and how many arrive. */
async function asked(
  count: number,
  { thinksMs, promisedMs }: Slowness,
): Promise<{ readonly calls: readonly CallSaw[]; readonly arrived: number }> {
  let arrived = 0;
  const thinking = quirk({
    id: "unusual.thinks-long",
    title: "takes its time with every question over HTTP",
    bend: ({ front, platform }) => {
      bendRoutes(front, ["POST /api/agents/execute"], async (request, healthy) => {
        arrived += 1;
        await new Promise<void>((resolve) => platform.clock.after(thinksMs, resolve));
        return await healthy(request);
      });
    },
  });
  await using backend = await startFaulty([thinking]);
  await using lab = new Lab(subjectOf(backend, { contract: promising(promisedMs) }));
  const cast = new Cast(lab, await lab.user(), undefined);
  for (let n = 0; n < count; n += 1) {
    await cast.does(cast.owner, "execute", { ...cast.question() });
  }
  return { calls: cast.calls, arrived };
}

function promising(httpMs: number): Contract {
  const { limits } = defaultContract;
  const local = { ...limits.local, gapMs: ownMs, handshakeMs: ownMs, httpMs };
  return { ...defaultContract, limits: { ...limits, local } };
}
