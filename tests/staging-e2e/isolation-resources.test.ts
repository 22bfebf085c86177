import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";

const phase = "staging-e2e";
const journey = "isolation";

test(
  "lets go of connections, closed or lost, and of runs that are over",
  check({
    id: "isolation.releases-resources",
    rows: ["I07"],
    phase,
    journey,
    needs: ["answer"],
    capabilities: [
      "variant.slow",
      "operation.websocketStats.connections",
      "operation.websocketStats.runs",
    ],
  }),
  async ({ context, expect }) => {
    const count = context.contract.load.sessions;
    const user = await context.user();
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
    // Others come and go meanwhile: most of what is ours has to be let go, in spite of them.
    const most = {
      connections: held.connections - 0.75 * count,
      runs: held.runs - 0.75 * Math.min(going, held.runs),
    };
    const left = await context.poll(() => statsOf(context), {
      until: ({ connections, runs: open }) => connections <= most.connections && open <= most.runs,
      what: `${count} of ${held.connections} connections and ${going} of ${held.runs} runs to be let go`,
    });
    expect(left.connections).toBeLessThan(held.connections);
    expect(left.runs).toBeLessThan(held.runs);
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
