import { check, test } from "../../../src/fixtures/test.ts";
import { namesFigure } from "../../golden-path-recovery/figure-in-text.ts";
import { actionsIn, proseOf, tierOf, tiersOf } from "../../golden-path-recovery/report-tier.ts";

const phase = "staging-e2e";
const journey = "golden-path";
const tags = ["suite:golden-path", "plan:128"];

test(
  "business value: users with figures of their own get answers that work with them, from several agents, also after a failure",
  check({
    id: "golden-path.business-value",
    suspects: ["answer-unfounded", "crash-on-message"],
    rows: ["E01", "E14", "V01", "V02", "V03", "V04", "V05", "V06", "O01", "L07"],
    ...{ phase, journey, tags },
    needs: ["answer"],
    capabilities: [
      ...(["variant.figures", "variant.failing", "report-tiers", "pipeline"] as const),
      "many-users",
    ],
  }),
  async ({ context, expect }) => {
    const { contract, limits } = context;
    const { events, load } = contract;
    const users = await context.users(load.runs);
    const sessions = await Promise.all(users.map((user) => context.connect({ user })));
    // A failure first: what comes after it must be as good as if it had never been.
    const failed = await Promise.all(
      sessions.map((session) => session.ask(context.variant("failing"))),
    );
    for (const run of failed) expect(run.report, "a report even then").toBeInstanceOf(Object);
    const questions = users.map(() => context.variant("figures"));
    const runs = await Promise.all(
      sessions.map((session, n) => session.ask(questions[n] ?? context.question())),
    );
    for (const [n, run] of runs.entries()) {
      const { canary, figure, prompt } = questions[n] ?? context.question();
      expect(run.deviations).toEqual([]);
      expect(run.completionMs).toBeLessThanOrEqual(limits.completionMs);
      expect(run.answer).toContain(canary);
      // Beyond the question itself, which an answer may well repeat.
      const said = `${run.answer}\n${proseOf(run.report)}`.replaceAll(prompt, "");
      expect(namesFigure(said, figure), `works with ${figure}`).toBe(true);
      expect(tierOf(contract, run.report)).toBe(tiersOf(contract).full);
      expect(actionsIn(contract, run.report).length).toBeGreaterThan(0);
      const agents = new Set(run.ofType(events.completed).map(({ agent }) => agent));
      expect([...agents]).toEqual(expect.arrayContaining(events.pipeline));
    }
  },
);
