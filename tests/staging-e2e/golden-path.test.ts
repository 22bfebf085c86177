import { check, test } from "../../src/fixtures/test.ts";
import { conversationIn } from "./conversation.ts";

const phase = "staging-e2e";

test(
  "carries a new user from registration to a remembered answer",
  check({
    id: "golden-path.complete",
    suspects: ["events-misaddressed", "data-lost", "events-missing", "events-disordered"],
    rows: ["E01", "E14", "V01", "W19", "A08"],
    phase,
    journey: "golden-path",
    needs: ["answer"],
    capabilities: [
      "operation.login",
      "operation.createThread",
      "operation.threadMessages",
      "history",
    ],
  }),
  async ({ context, expect }) => {
    const user = await context.registered();
    const question = await context.questionInNewThread(user);
    await using session = await context.connect({ user });
    const run = await session.ask(question);
    await session.linger();
    expect(run.deviations).toEqual([]);
    expect(session.strays).toEqual([]);
    expect(run.answer).toContain(question.canary);
    expect(run.firstEventMs).toBeLessThanOrEqual(context.limits.firstEventMs);
    expect(run.completionMs).toBeLessThanOrEqual(context.limits.completionMs);
    expect(run.longestGapMs).toBeLessThanOrEqual(context.limits.gapMs);
    const told = await conversationIn(context, question.threadId, user);
    expect(told.questions, told.said).toEqual([question.prompt]);
    expect(told.answers, told.said).toEqual([run.answer]);
  },
);
