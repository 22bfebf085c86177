import { readText } from "../../../src/contract/field.ts";
import { check, test } from "../../../src/fixtures/test.ts";
import type { Run } from "../../../src/harness/wire/run/run.ts";
import {
  emptyParts,
  holdsSomething,
  tierOf,
  tiersOf,
} from "../../golden-path-recovery/report-tier.ts";

const phase = "staging-e2e";
const journey = "agents";
const tags = ["suite:real-agents"];
const needs = ["answer"];

test(
  "real agents 1: each agent of the pipeline starts, works and completes in a run of its own question",
  check({
    id: "agents.each-does-its-part",
    suspects: ["events-missing"],
    rows: ["E01", "V10"],
    ...{ phase, journey, tags, needs },
    capabilities: ["pipeline"],
  }),
  async ({ context, expect }) => {
    const { events } = context.contract;
    await using session = await context.connect();
    const question = context.question();
    const run = await session.ask(question);
    expect(run.deviations).toEqual([]);
    for (const agent of events.pipeline) {
      const own = run.events.filter((event) => event.agent === agent).map(({ type }) => type);
      expect(own.filter((type) => type === events.started).length, agent).toBe(1);
      expect(own.filter((type) => type === events.completed).length, agent).toBe(1);
      expect(own.indexOf(events.started), agent).toBeLessThan(own.indexOf(events.completed));
    }
    expect(run.answer).toContain(question.canary);
  },
);

test(
  "real agents 2: tools are used inside the run of their agent, and their results are there",
  check({
    id: "agents.use-tools",
    suspects: ["events-missing"],
    rows: ["E03", "E15"],
    ...{ phase, journey, tags, needs },
    capabilities: ["event-pairs"],
  }),
  async ({ context, expect }) => {
    const { pairs, fields } = context.contract.events;
    await using session = await context.connect();
    const run = await session.ask(context.question());
    expect(run.deviations).toEqual([]);
    for (const { open, close } of pairs) {
      const names = run.ofType(open).map(({ tool }) => tool ?? "");
      expect(names.length, open).toBeGreaterThan(0);
      for (const name of names) expect(name, open).toMatch(/\S/);
      expect(
        run
          .ofType(close)
          .map(({ tool }) => tool)
          .toSorted(),
      ).toEqual(names.toSorted());
      for (const event of run.ofType(close)) {
        const result = event.field(fields.toolResult);
        expect(holdsSomething(result), close).toBe(true);
      }
    }
  },
);

test(
  "real agents 3: several agents of one run complete inside it, in the promised order",
  check({
    id: "agents.work-together",
    suspects: ["events-missing", "events-disordered"],
    rows: ["O01", "E07"],
    ...{ phase, journey, tags, needs },
    capabilities: ["pipeline"],
  }),
  async ({ context, expect }) => {
    const { pipeline, completed } = context.contract.events;
    await using session = await context.connect();
    const run = await session.ask(context.question());
    const done = run.ofType(completed).filter(({ agent }) => pipeline.includes(agent ?? ""));
    expect(done.map(({ agent }) => agent)).toEqual(pipeline);
    expect(new Set(run.events.flatMap(({ runId }) => runId ?? [])).size).toBe(1);
    expect(run.events.at(-1)).toBe(run.terminal);
  },
);

test(
  "real agents 4: users side by side get their own answers only",
  check({
    id: "agents.serve-users-apart",
    suspects: ["events-misaddressed"],
    rows: ["L07", "I05"],
    ...{ phase, journey, tags, needs },
    capabilities: ["many-users"],
  }),
  async ({ context, expect }) => {
    const users = await context.users(context.contract.load.runs);
    const sessions = await Promise.all(users.map((user) => context.connect({ user })));
    const questions = users.map(() => context.question());
    const runs = await Promise.all(
      sessions.map((session, n) => session.ask(questions[n] ?? context.question())),
    );
    for (const [n, session] of sessions.entries()) {
      expect(runs[n]?.answer).toContain(questions[n]?.canary);
      for (const [other, { canary }] of questions.entries()) {
        if (other !== n) expect(session.transcript.receivedText).not.toContain(canary);
      }
    }
  },
);

test(
  "real agents 5: after a failed run the same session, and a new one, answer",
  check({
    id: "agents.recover",
    suspects: ["events-missing"],
    rows: ["X07", "W18"],
    ...{ phase, journey, tags, needs },
    capabilities: ["variant.failing"],
  }),
  async ({ context, expect }) => {
    const { events } = context.contract;
    const user = await context.user();
    const session = await context.connect({ user });
    const failed = await session.ask(context.variant("failing"));
    const errors = failed.events.filter(({ type }) => events.failed.includes(type));
    expect(errors.length, failed.types.join(", ")).toBeGreaterThan(0);
    for (const error of errors) {
      expect(readText(error.field(events.fields.error), ["$"]) ?? "").toMatch(/\S/);
    }
    await session.linger();
    const again = context.question();
    const run = await session.ask(again);
    expect(run.deviations).toEqual([]);
    expect(run.answer).toContain(again.canary);
    await session.drop();
    await using next = await context.connect({ user });
    const last = context.question();
    expect((await next.ask(last)).answer).toContain(last.canary);
  },
);

test(
  "real agents 6: first events and answers come within their limits, run after run",
  check({
    id: "agents.answer-in-time",
    suspects: ["app-stall"],
    rows: ["L10", "E08"],
    ...{ phase, journey, tags, needs },
    alone: true,
  }),
  async ({ context, expect }) => {
    const { limits, contract } = context;
    await using session = await context.connect();
    const runs: Run[] = [];
    const completions: number[] = [];
    for (let n = 0; n < contract.load.runs; n += 1) {
      const question = context.question();
      const run = await session.ask(question);
      expect(run.answer).toContain(question.canary);
      runs.push(run);
      completions.push(run.completionMs ?? Number.POSITIVE_INFINITY);
    }
    const mean = completions.reduce((sum, ms) => sum + ms, 0) / completions.length;
    if (Number.isFinite(mean)) context.figure("mean completion", mean, "ms");
    for (const run of runs) {
      expect(run.firstEventMs).toBeLessThanOrEqual(limits.firstEventMs);
      expect(run.longestGapMs).toBeLessThanOrEqual(limits.gapMs);
    }
    expect(mean).toBeLessThanOrEqual(limits.completionMs);
  },
);

test(
  "real agents 7: an answer is about its question, structured, and not the answer to another",
  check({
    id: "agents.answer-with-substance",
    suspects: ["answer-unfounded"],
    rows: ["V04", "V10"],
    ...{ phase, journey, tags, needs },
    capabilities: ["report-tiers"],
  }),
  async ({ context, expect }) => {
    await using session = await context.connect();
    const questions = [context.question(), context.question()];
    const answers: (string | undefined)[] = [];
    for (const question of questions) {
      const run = await session.ask(question);
      expect(tierOf(context.contract, run.report)).toBe(tiersOf(context.contract).full);
      expect(emptyParts(context.contract, run.report)).toEqual([]);
      expect(run.answer).toContain(question.canary);
      expect(JSON.stringify(run.report), "the report is about the question").toContain(
        question.canary,
      );
      answers.push(run.answer);
    }
    expect(answers[0]).not.toContain(questions[1]?.canary);
    expect(answers[1]).not.toContain(questions[0]?.canary);
  },
);
