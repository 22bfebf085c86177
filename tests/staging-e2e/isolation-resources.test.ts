import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";

const phase = "staging-e2e";
const journey = "isolation";

test(
  "lets go of connections, closed or lost, and of runs that are over",
  check({
    id: "isolation.releases-resources",
    suspects: ["saturation"],
    rows: ["I07"],
    phase,
    journey,
    needs: ["answer"],
    // Counts what the whole backend has under way.
    alone: true,
    capabilities: [
      "variant.slow",
      "operation.websocketStats.connections",
      "operation.websocketStats.runs",
    ],
  }),
  async ({ context, expect }) => {
    const count = context.contract.load.sessions;
    const user = await context.user();
    const start = await statsOf(context);
    const sessions = await Promise.all(
      Array.from({ length: count }, () => context.connect({ user })),
    );
    const runs = sessions.map((session) => session.start(context.variant("slow")));
    await Promise.all(runs.map((run) => run.until(context.contract.events.started)));
    const held = await statsOf(context);
    const going = runs.filter(({ isOver }) => !isOver).length;
    expect(going, "runs of ours that go on").toBeGreaterThan(0);
    expect(held.connections, "connections while ours are open").toBeGreaterThanOrEqual(count);
    // Some may be over whose end is still on its way to us.
    expect(held.runs, `runs while ${going} of ours go on`).toBeGreaterThanOrEqual(going / 2);
    await Promise.all(runs.map((run) => run.finished()));
    await Promise.all(
      sessions.map((session, n) => (n % 2 === 0 ? session.close() : session.drop())),
    );
    // Others come and go meanwhile, but all of ours have to go: there is a moment with no more than before.
    for (const what of ["connections", "runs"] as const) {
      const left = await context.poll(() => statsOf(context), {
        until: (now) => now[what] <= start[what],
        what: `${held[what]} ${what} to be ${start[what]} again, as before ours`,
      });
      expect(left[what]).toBeLessThanOrEqual(start[what]);
    }
  },
);

interface Stats {
  readonly connections: number;
  readonly runs: number;
}

async function statsOf(context: TestContext): Promise<Stats> {
  const answer = await context.call("websocketStats");
  if (!answer.ok) throw new Error(`no statistics: ${answer.said}`);
  return { connections: Number(answer.read("connections")), runs: Number(answer.read("runs")) };
}
