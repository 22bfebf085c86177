import type { QuestionVariant } from "../../src/contract/contract.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { namesFigure } from "./figure-in-text.ts";
import { fewestOwnWords, ownWords, withoutQuestion } from "./own-words.ts";
import { actionsIn, emptyParts, proseOf, tierOf, tiersOf } from "./report-tier.ts";

const phase = "golden-path-recovery";
const journey = "golden-path";

test(
  "delivers a full report: every part of its tier, what to do next, on this question",
  check({
    id: "report.full-and-actionable",
    suspects: ["answer-unfounded", "events-disordered", "events-missing"],
    rows: ["V03", "V04", "V06", "V10"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["report", "report-tiers"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const question = context.question();
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(question);
    const { report } = run;
    const said = JSON.stringify(report);
    expect(tierOf(contract, report), said).toBe(tiersOf(contract).full);
    expect(emptyParts(contract, report), said).toEqual([]);
    const actions = actionsIn(contract, report);
    expect(actions.length, said).toBeGreaterThan(0);
    expect(new Set(actions).size, said).toBe(actions.length);
    const prose = proseOf(report);
    expect(prose).toContain(question.canary);
    expect(ownWords(question.prompt, prose), prose).toBeGreaterThanOrEqual(fewestOwnWords);
    expect(run.answer).toContain(question.canary);
    const reports = run.events.filter(({ type }) => contract.events.report.includes(type));
    expect(reports.length, "reports of one run").toBe(1);
  },
);

test(
  "answers a question about cost with the amount it was given, in answer and report alike",
  check({
    id: "report.works-with-given-figure",
    suspects: ["answer-unfounded"],
    rows: ["V02", "V05", "V10"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["report", "report-tiers", "variant.figures"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const questions = [context.variant("figures"), context.variant("figures")];
    await using session = await context.connect({ user: await context.user() });
    for (const [n, question] of questions.entries()) {
      const { prompt, canary, figure } = question;
      const run = await session.ask(question);
      const { answer, report } = run;
      const said = JSON.stringify(report);
      expect(tierOf(contract, report), said).toBe(tiersOf(contract).full);
      expect(emptyParts(contract, report), said).toEqual([]);
      for (const text of [answer, proseOf(report)]) {
        expect(text).toContain(canary);
        // The question repeated is no answer to it.
        const own = withoutQuestion(prompt, text);
        expect(namesFigure(own, figure), `${figure} in: ${own}`).toBe(true);
        const other = questions[1 - n];
        expect(text).not.toContain(other?.canary);
        expect(namesFigure(text, other?.figure), `${other?.figure} in: ${text}`).toBe(false);
      }
    }
  },
);

const lacking: readonly (readonly [variant: QuestionVariant, what: string])[] = [
  ["failing", "an agent failed"],
  ["withoutData", "there is no data"],
  ["partialData", "there is only some of the data"],
];

for (const [variant, what] of lacking) {
  test(
    `delivers a report when ${what}, and does not call it full`,
    check({
      id: `report.honest-when-${variant.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`,
      suspects: ["answer-unfounded"],
      rows: ["V03", "V04", ...(variant === "failing" ? ["O09"] : [])],
      phase,
      journey,
      needs: ["session"],
      capabilities: ["report", "report-tiers", `variant.${variant}`],
    }),
    async ({ context, expect }) => {
      const { contract } = context;
      await using session = await context.connect({ user: await context.user() });
      const [sound, run] = await Promise.all([
        session.ask(context.question()),
        session.ask(context.variant(variant)),
      ]);
      const { full } = tiersOf(contract);
      expect(tierOf(contract, sound.report)).toBe(full);
      const said = JSON.stringify(run.report);
      expect(tierOf(contract, run.report) ?? "", said).toMatch(/\S/);
      expect(tierOf(contract, run.report), said).not.toBe(full);
      expect(emptyParts(contract, run.report), said).toEqual([]);
      expect(actionsIn(contract, run.report).length, said).toBeGreaterThan(0);
    },
  );
}

test(
  "delivers the same kind of report over HTTP",
  check({
    id: "report.comes-over-http",
    suspects: ["silent-downgrade"],
    rows: ["V03", "V05"],
    phase,
    journey: "http-fallback",
    needs: ["backend"],
    capabilities: ["report-tiers", "operation.execute.report", "variant.figures"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const user = await context.user();
    const questions = [context.variant("figures"), context.variant("figures")];
    for (const [n, question] of questions.entries()) {
      const answer = await context.call("execute", { ...question }, { user });
      expect(answer.ok, answer.said).toBe(true);
      const report = answer.read("report");
      const said = JSON.stringify(report);
      expect(tierOf(contract, report), said).toBe(tiersOf(contract).full);
      expect(emptyParts(contract, report), said).toEqual([]);
      expect(said).toContain(question.canary);
      expect(namesFigure(said, question.figure), said).toBe(true);
      expect(namesFigure(said, questions[1 - n]?.figure), said).toBe(false);
    }
  },
);
