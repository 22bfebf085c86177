import { check, test } from "../../../src/fixtures/test.ts";

const phase = "staging-e2e";
const journey = "golden-path";
const tags = ["suite:golden-path"];

test(
  "issue 567: every required event comes once per run and in order, for users side by side and after a reconnect",
  check({
    id: "golden-path.issue-567",
    suspects: ["events-disordered", "events-misaddressed"],
    rows: ["E01", "E02", "E04", "I04", "W18", "L07"],
    ...{ phase, journey, tags },
    needs: ["answer"],
    capabilities: ["many-users"],
  }),
  async ({ context, expect }) => {
    const { limits, contract } = context;
    const users = await context.users(3);
    const canaries: string[] = [];
    for (const round of ["at first", "after a reconnect"]) {
      const sessions = await Promise.all(users.map((user) => context.connect({ user })));
      const questions = users.map(() => context.question());
      const runs = await Promise.all(
        sessions.map((session, n) => session.ask(questions[n] ?? context.question())),
      );
      await Promise.all(sessions.map((session) => session.linger()));
      for (const [n, session] of sessions.entries()) {
        expect(runs[n]?.deviations, round).toEqual([]);
        expect(session.strays, round).toEqual([]);
        expect(runs[n]?.answer, round).toContain(questions[n]?.canary);
        expect(runs[n]?.completionMs).toBeLessThanOrEqual(limits.completionMs);
        const others = [...canaries, ...questions.map(({ canary }) => canary)].filter(
          (canary) => canary !== questions[n]?.canary,
        );
        for (const canary of others) {
          expect(session.transcript.receivedText, round).not.toContain(canary);
        }
      }
      canaries.push(...questions.map(({ canary }) => canary));
      await Promise.all(sessions.map((session) => session.drop()));
    }
    await using session = await context.connect();
    const started = context.clock.now();
    for (let n = 0; n < contract.load.runs; n += 1) {
      const question = context.question();
      const run = await session.ask(question);
      expect(run.deviations, `request ${n + 1}`).toEqual([]);
      expect(run.answer).toContain(question.canary);
    }
    expect(context.clock.now() - started).toBeLessThanOrEqual(limits.completionMs);
  },
);
