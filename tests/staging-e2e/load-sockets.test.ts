import { check, test } from "../../src/fixtures/test.ts";
import type { Session } from "../../src/harness/wire/session.ts";
import { tally } from "./tally.ts";

const phase = "staging-e2e";
const journey = "load";
const alone = true;
const tags = ["load"];

test(
  "carries the sessions and runs of most of many users at once, and mixes up none of them",
  check({
    id: "load.carries-many-sessions",
    suspects: ["saturation", "answer-unfounded"],
    rows: ["L06", "I04", "I05"],
    ...{ phase, journey, alone, tags },
    needs: ["answer"],
    capabilities: ["many-users"],
  }),
  async ({ context, expect }) => {
    const { sessions: count, sessionShare } = context.contract.load;
    const users = await context.users(count);
    const questions = users.map(() => context.question());
    const sessions: Session[] = [];
    const { share, complaint } = await tally(count, async (n) => {
      const [user, question] = [users[n], questions[n]];
      const session = await context.connect({ ...(user && { user }), retry: false });
      sessions.push(session);
      const run = await session.ask(question ?? {});
      const owners = new Set(run.events.map(({ userId }) => userId));
      if (owners.size > 1 || !owners.has(user?.id)) return `events of ${[...owners].join(", ")}`;
      return run.answer?.includes(question?.canary ?? "") ? undefined : `answered ${run.answer}`;
    });
    await Promise.all(sessions.filter(({ isOpen }) => isOpen).map((session) => session.linger()));
    context.figure("sessions of many users that were answered", 100 * share, "%");
    const crossed = sessions.flatMap((session) => {
      const own = questions[users.findIndex(({ id }) => id === session.user?.id)];
      const { receivedText } = session.transcript;
      return questions.filter((other) => other !== own && receivedText.includes(other.canary));
    });
    expect(crossed.map(({ canary }) => canary)).toEqual([]);
    expect(sessions.flatMap(({ strays }) => strays.map(({ type }) => type))).toEqual([]);
    expect(share, complaint).toBeGreaterThanOrEqual(sessionShare);
  },
);

test(
  "answers most of several runs of one user at once, whole and in their order",
  check({
    id: "load.answers-runs-at-once",
    suspects: ["saturation"],
    rows: ["L07"],
    ...{ phase, journey, alone, tags },
    needs: ["answer"],
  }),
  async ({ context, expect }) => {
    const { runs: count, runShare } = context.contract.load;
    const user = await context.user();
    const sessions = await Promise.all(
      Array.from({ length: count }, () => context.connect({ user })),
    );
    const startMs = context.clock.now();
    const { share, complaint } = await tally(count, async (n) => {
      const question = context.question();
      const run = await sessions[n]?.ask(question);
      const wrong = run?.deviations.map(({ message }) => message) ?? ["there is no session"];
      if (wrong.length > 0) return wrong.join("; ");
      return run?.answer?.includes(question.canary) ? undefined : `answered ${run?.answer}`;
    });
    context.figure("runs at once that were answered", 100 * share, "%");
    context.figure("runs at once, all of them", context.clock.now() - startMs, "ms");
    expect(share, complaint).toBeGreaterThanOrEqual(runShare);
  },
);
