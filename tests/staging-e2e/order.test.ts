import { check, test } from "../../src/fixtures/test.ts";
import { completedAgents, startOrder } from "../golden-path-recovery/pipeline-order.ts";

test(
  "keeps the pipeline's order for a full house: in every run that is answered, and most are",
  check({
    id: "pipeline.keeps-order-for-many-users",
    suspects: ["events-disordered"],
    rows: ["O05", "O01"],
    phase: "staging-e2e",
    journey: "agents",
    needs: ["answer"],
    capabilities: ["pipeline", "many-users"],
    alone: true,
    tags: ["load"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { sessions: count, sessionShare } = contract.load;
    const users = await context.users(count);
    const openings = await Promise.allSettled(users.map((user) => context.connect({ user })));
    const outcomes = await Promise.allSettled(
      openings.map(async (opening) => {
        if (opening.status === "rejected") throw opening.reason;
        const session = opening.value;
        const question = context.question();
        return { session, question, run: await session.ask(question) };
      }),
    );
    const lost = outcomes.flatMap((outcome) =>
      outcome.status === "rejected" ? String(outcome.reason) : [],
    );
    const runs = outcomes.flatMap((outcome) =>
      outcome.status === "fulfilled" ? outcome.value : [],
    );
    expect(outcomes.length).toBe(count);
    context.figure("runs in order at once", runs.length, "runs");
    expect(runs.length / count, lost.join("\n")).toBeGreaterThanOrEqual(sessionShare);
    await Promise.all(runs.map(({ session }) => session.linger()));
    // Some may be lost in the crowd; of those that are answered, none may be out of order.
    for (const { session, question, run } of runs) {
      expect(run.deviations).toEqual([]);
      expect(completedAgents(contract, run)).toEqual(contract.events.pipeline);
      expect(startOrder(contract, run).broken).toEqual([]);
      expect(session.strays).toEqual([]);
      expect(run.answer).toContain(question.canary);
    }
  },
);
