import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";

const phase = "deployment-validation";
const journey = "deployment";

test(
  "answers the first call on a new connection in time, even when it has just come up",
  check({
    id: "deployment.answers-first-call-in-time",
    rows: ["L11"],
    phase,
    journey,
    capabilities: ["operation.health"],
    alone: true,
  }),
  async ({ context, expect }) => {
    const answer = await context.call("health", {}, { freshConnection: true });
    expect(answer.ok, answer.said).toBe(true);
    const { uptime } = context.contract.operations.health?.read ?? {};
    const age = uptime === undefined ? "of unknown age" : `up for ${answer.field(uptime)} s`;
    expect(answer.elapsedMs, age).toBeLessThanOrEqual(context.limits.coldMs);
    context.figure("first call on a new connection", answer.elapsedMs, "ms");
  },
);

test(
  "answers at once when it is warm",
  check({
    id: "deployment.answers-at-once-when-warm",
    rows: ["L11"],
    phase,
    journey,
    capabilities: ["operation.health"],
    alone: true,
  }),
  async ({ context, expect }) => {
    const { latencyMs, allowance } = context.limits;
    const { samples } = context.contract.load;
    await healthy(context);
    const times: number[] = [];
    for (let n = 0; n < samples; n += 1) times.push(await healthy(context));
    const median = times.toSorted((one, other) => one - other)[Math.floor(times.length / 2)];
    expect(median, `of ${samples}`).toBeLessThanOrEqual(latencyMs.p50 * allowance);
    context.figure("warm call, median", median ?? Number.NaN, "ms");
  },
);

/** Asks how the deployment is. @returns how long it took @throws when it is not well */
async function healthy(context: TestContext): Promise<number> {
  const answer = await context.call("health");
  if (answer.ok) return answer.elapsedMs;
  throw new Error(`while it was measured: ${answer.said}`);
}
