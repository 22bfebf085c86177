import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { Budget } from "../../../src/harness/wire/budget.ts";
import { openSession } from "../../../src/harness/wire/connect.ts";
import { AttemptsFailed, defaultRetry } from "../../../src/harness/wire/retry.ts";
import { carriageOf } from "../../../src/harness/wire/socket/carrier.ts";
import { proves } from "../../catalogue/proves.ts";
import { HandClock } from "./hand-clock.ts";
import { rawServer } from "./loopback.ts";
import { sampleContract } from "./sample-contract.ts";

const { local: limits } = sampleContract.limits;

describe("the limit of a connect", () => {
  test(
    "is each attempt's own, the pauses grow, the last cause is kept",
    proves("H26"),
    async () => {
      await using server = await rawServer(() => {});
      const clock = new HandClock();
      const opening = openSession({
        ...{ contract: sampleContract, url: server.url, budget: new Budget({ limits, clock }) },
        ...{ token: undefined, user: undefined, threadId: undefined },
        carriage: carriageOf(undefined, undefined),
        ...{ retry: defaultRetry, headers: {}, headersOf: () => ({}) },
      });
      const timedOut = { handshake: { networkCode: "CONNECT_TIMEOUT" } };
      const attempt = { transient: true, elapsedMs: limits.connectMs, error: timedOut };
      const outcome = expect(opening).rejects.toMatchObject({
        attempts: [
          { ...attempt, n: 1, pausedMs: 250 },
          { ...attempt, n: 2, pausedMs: 500 },
          { ...attempt, n: 3, pausedMs: undefined },
        ],
        cause: timedOut,
      });
      for (const ms of [limits.connectMs, 250, limits.connectMs, 500, limits.connectMs]) {
        // The network has had no turn yet: nobody can have connected.
        await clock.armed(ms);
        clock.advance(ms);
      }
      await outcome;
      await expect(opening).rejects.toThrow(AttemptsFailed);
      expect(clock.pending).toBe(0);
    },
  );

  test("is ten seconds by default, and there are three attempts", proves("H26"), () => {
    const { local, remote } = defaultContract.limits;
    expect([local.connectMs, remote.connectMs]).toEqual([10_000, 10_000]);
    expect(defaultRetry.attempts).toBe(3);
  });
});
