import { check, test } from "../../src/fixtures/test.ts";
import type { Run } from "../../src/harness/wire/run/run.ts";
import { namesFigure } from "./figure-in-text.ts";
import { withoutQuestion } from "./own-words.ts";

const phase = "golden-path-recovery";
const journey = "agents";

test(
  "works with the data of this run, not an earlier one's or another user's",
  check({
    id: "pipeline.uses-own-data",
    suspects: ["answer-unfounded"],
    rows: ["O10", "V05"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["variant.figures", "many-users"],
  }),
  async ({ context, expect }) => {
    const [ana, ben] = await context.users(2);
    await using anas = await context.connect({ user: ana });
    await using bens = await context.connect({ user: ben });
    const questions = Array.from({ length: 3 }, () => context.variant("figures"));
    const [earlier = context.question(), later = context.question(), his = context.question()] =
      questions;
    const before = await anas.ask(earlier);
    const [after, foreign] = await Promise.all([anas.ask(later), bens.ask(his)]);
    const runs = [before, after, foreign];
    for (const [n, question] of questions.entries()) {
      const run = runs[n];
      const own = withoutQuestion(question.prompt, run?.answer);
      expect(namesFigure(own, question.figure), `${question.figure} in: ${own}`).toBe(true);
      const everything = wordsOf(run);
      for (const other of questions.filter((candidate) => candidate !== question)) {
        expect(namesFigure(everything, other.figure), `${other.figure} in another run`).toBe(false);
        expect(everything).not.toContain(other.canary);
      }
    }
  },
);

test(
  "lets every agent that is to work with the given amount work with that one",
  check({
    id: "pipeline.hands-data-on",
    suspects: ["answer-unfounded"],
    rows: ["O10", "V05"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["variant.figures", "figure-used"],
  }),
  async ({ context, expect }) => {
    const { usedBy = [] } = context.contract.question.variants.figures ?? {};
    await using session = await context.connect({ user: await context.user() });
    const questions = [context.variant("figures"), context.variant("figures")];
    for (const { figure, ...question } of questions) {
      const run = await session.ask(question);
      for (const agent of usedBy) {
        const work = run.events.filter((event) => event.agent === agent).map(({ raw }) => raw);
        const said = withoutQuestion(question.prompt, JSON.stringify(work));
        expect(namesFigure(said, figure), `${figure} in the work of ${agent}: ${said}`).toBe(true);
      }
    }
  },
);

test(
  "works with the data of this request over HTTP, too",
  check({
    id: "pipeline.uses-own-data-over-http",
    suspects: ["answer-unfounded"],
    rows: ["O10"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["variant.figures", "operation.execute.answer", "many-users"],
  }),
  async ({ context, expect }) => {
    const [ana, ben] = await context.users(2);
    const asked = [ana, ana, ben].map((user) => ({ user, question: context.variant("figures") }));
    const answers = [];
    for (const { user, question } of asked) {
      answers.push(await context.call("execute", { ...question }, { user }));
    }
    for (const [n, { question }] of asked.entries()) {
      const answer = answers[n];
      expect(answer?.ok, answer?.said).toBe(true);
      const own = withoutQuestion(question.prompt, answer?.read("answer"));
      expect(namesFigure(own, question.figure), `${question.figure} in: ${own}`).toBe(true);
      for (const { question: other } of asked.filter((_, m) => m !== n)) {
        expect(namesFigure(answer?.text, other.figure), `${other.figure} in another's`).toBe(false);
        expect(answer?.text).not.toContain(other.canary);
      }
    }
  },
);

/** Everything a run said. */
function wordsOf(run: Run | undefined): string {
  return JSON.stringify(run?.events.map(({ raw }) => raw));
}
