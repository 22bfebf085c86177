import { readField } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";
import { percentiles } from "../staging-e2e/percentiles.ts";
import { strangeness, whoAnswers } from "./identification.ts";

const phase = "deployment-validation";
const journey = "deployment";

test(
  "answers the first call on a new connection in time, even when it has just come up",
  check({
    id: "deployment.answers-first-call-in-time",
    suspects: ["cold-start", "http-hang"],
    rows: ["L11"],
    phase,
    journey,
    alone: true,
  }),
  async ({ context, expect }) => {
    const { contract, limits } = context;
    const answer = await whoAnswers(context, true);
    context.figure("first call on a new connection", answer.elapsedMs, "ms");
    expect(strangeness(contract, answer)).toBeUndefined();
    const uptime = readField(answer.json, contract.operations.health?.read.uptime ?? []);
    const age = `up for ${uptime === undefined ? "an unknown time" : `${uptime} s`}`;
    const what = `first call on a new connection, ${age}`;
    expect(answer.elapsedMs, what).toBeLessThanOrEqual(limits.coldMs);
  },
);

test(
  "answers at once when it is warm",
  check({
    id: "deployment.answers-at-once-when-warm",
    suspects: ["http-hang", "slow-network"],
    rows: ["L11"],
    phase,
    journey,
    alone: true,
  }),
  async ({ context, expect }) => {
    const { latencyMs, allowance } = context.limits;
    const { samples } = context.contract.load;
    await timed(context);
    const times: number[] = [];
    for (let n = 0; n < samples; n += 1) times.push(await timed(context));
    const { p50 } = percentiles(times);
    context.figure("warm call, median", p50, "ms");
    const what = `warm call, median of ${samples}`;
    expect(p50, what).toBeLessThanOrEqual(latencyMs.p50 * allowance);
  },
);

/** Asks who answers. @returns how long it took @throws when it is nobody the contract knows */
async function timed(context: TestContext): Promise<number> {
  const answer = await whoAnswers(context);
  const why = strangeness(context.contract, answer);
  if (why === undefined) return answer.elapsedMs;
  throw new Error(`while it was measured: ${why}`);
}
