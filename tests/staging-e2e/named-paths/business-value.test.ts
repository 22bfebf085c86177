import { readField } from "../../../src/contract/field.ts";
import { check, test } from "../../../src/fixtures/test.ts";

const phase = "staging-e2e";
const journey = "golden-path";
const tags = ["suite:golden-path", "plan:128"];

test(
  "business value: users with figures of their own get answers that work with them, from several agents, also after a failure",
  check({
    id: "golden-path.business-value",
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
      const { canary, figure = "" } = questions[n] ?? context.question();
      expect(run.deviations).toEqual([]);
      expect(run.completionMs).toBeLessThanOrEqual(limits.completionMs);
      expect(run.answer).toContain(canary);
      const report = JSON.stringify(run.report);
      expect(plain(run.answer ?? "") + plain(report)).toContain(figure);
      const tier = readField(run.report, events.reportTiers?.read ?? []);
      expect(tier).toBe(events.reportTiers?.full);
      const actions = readField(run.report, events.reportTiers?.actions ?? []);
      expect([actions].flat().length).toBeGreaterThan(0);
      const agents = new Set(run.ofType(events.completed).map(({ agent }) => agent));
      expect([...agents]).toEqual(expect.arrayContaining(events.pipeline));
    }
  },
);

/** Numbers without what people put between their digits. */
function plain(text: string): string {
  return text.replaceAll(/(?<=\d)[,'\s.](?=\d{3})/g, "");
}
