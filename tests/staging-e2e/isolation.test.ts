import { check, test } from "../../src/fixtures/test.ts";
import type { Run } from "../../src/harness/wire/run/run.ts";

const phase = "staging-e2e";
const journey = "isolation";

test(
  "keeps two users apart: nobody sees an event or a word of the other's run",
  check({
    id: "isolation.separates-two-users",
    suspects: ["events-misaddressed", "data-foreign"],
    rows: ["I03", "I05", "E12"],
    phase,
    journey,
    needs: ["answer"],
    capabilities: ["many-users"],
  }),
  async ({ context, expect }) => {
    const [ana, ben] = await context.users(2);
    await using anas = await context.connect({ user: ana });
    await using bens = await context.connect({ user: ben });
    const [hers, his] = [context.question(), context.question()];
    const [herRun, hisRun] = await Promise.all([anas.ask(hers), bens.ask(his)]);
    await Promise.all([anas.linger(), bens.linger()]);
    expect([...herRun.deviations, ...hisRun.deviations]).toEqual([]);
    expect([...anas.strays, ...bens.strays]).toEqual([]);
    expect(herRun.answer).toContain(hers.canary);
    expect(hisRun.answer).toContain(his.canary);
    // Everything the socket brought, not just what was read as part of the run.
    expect(anas.transcript.receivedText).not.toContain(his.canary);
    expect(bens.transcript.receivedText).not.toContain(hers.canary);
    const [herIds, hisIds] = [idsOf(herRun), idsOf(hisRun)];
    expect(herIds.users, "whose events Ana got").toEqual([ana.id]);
    expect(hisIds.users, "whose events Ben got").toEqual([ben.id]);
    expect(herIds.runs.length).toBe(1);
    expect(hisIds.runs).not.toEqual(herIds.runs);
  },
);

test(
  "keeps several users apart, and says nothing to one who only listens",
  check({
    id: "isolation.separates-several-users",
    suspects: ["events-misaddressed", "data-foreign"],
    rows: ["I04", "I05", "E12"],
    phase,
    journey,
    needs: ["answer"],
    capabilities: ["many-users"],
  }),
  async ({ context, expect }) => {
    const [listener, ...users] = await context.users(1 + context.contract.load.runs);
    await using listening = await context.connect(listener === undefined ? {} : { user: listener });
    const asked = await Promise.all(
      users.map(async (user) => {
        const session = await context.connect({ user });
        return { user, session, question: context.question() };
      }),
    );
    const runs = await Promise.all(asked.map(({ session, question }) => session.ask(question)));
    await Promise.all(
      [listening, ...asked.map(({ session }) => session)].map((one) => one.linger()),
    );
    for (const [n, { user, session, question }] of asked.entries()) {
      const run = runs[n];
      expect(run?.deviations).toEqual([]);
      expect(session.strays).toEqual([]);
      expect(run?.answer).toContain(question.canary);
      expect(run && idsOf(run).users).toEqual([user.id]);
      const others = asked.filter((one) => one.session !== session);
      const heard = others.filter(({ question: { canary } }) =>
        session.transcript.receivedText.includes(canary),
      );
      expect(heard.map(({ question: { canary } }) => canary)).toEqual([]);
    }
    expect(new Set(runs.map(({ runId }) => runId)).size).toBe(context.contract.load.runs);
    expect(listening.strays).toEqual([]);
    for (const { question } of asked) {
      expect(listening.transcript.receivedText).not.toContain(question.canary);
    }
  },
);

test(
  "tells a run to the session that asked, not to its user's other one",
  check({
    id: "isolation.separates-sessions",
    suspects: ["events-misaddressed"],
    rows: ["E12"],
    phase,
    journey,
    needs: ["answer"],
    capabilities: ["private-sessions"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const sessions = [await context.connect({ user }), await context.connect({ user })] as const;
    const [one, other] = sessions;
    for (const [asking, idle] of [sessions, [other, one]] as const) {
      const question = context.question();
      const run = await asking.ask(question);
      await idle.linger();
      expect(run.deviations).toEqual([]);
      expect(run.answer).toContain(question.canary);
      expect(idle.strays).toEqual([]);
      expect(idle.transcript.receivedText).not.toContain(question.canary);
      expect(idle.transcript.receivedText).not.toContain(run.runId);
    }
  },
);

test(
  "keeps two threads of one session apart, asked at the same time",
  check({
    id: "isolation.separates-threads",
    suspects: ["answer-unfounded"],
    rows: ["E12", "I05"],
    phase,
    journey,
    needs: ["answer"],
  }),
  async ({ context, expect }) => {
    await using session = await context.connect({ user: await context.user() });
    const questions = [context.question(), context.question()] as const;
    const runs = await Promise.all(questions.map((question) => session.ask(question)));
    await session.linger();
    expect(session.strays).toEqual([]);
    for (const [n, run] of runs.entries()) {
      const [own, other] = n === 0 ? questions : questions.toReversed();
      expect(run.deviations).toEqual([]);
      expect(new Set(run.events.map(({ threadId }) => threadId))).toEqual(new Set([own?.threadId]));
      expect(run.answer).toContain(own?.canary);
      const told = JSON.stringify(run.events.map(({ raw }) => raw));
      expect(told).not.toContain(other?.canary);
    }
    expect(runs[0]?.runId).not.toBe(runs[1]?.runId);
  },
);

test(
  "starts a new session afresh: nothing of an earlier one is carried over",
  check({
    id: "isolation.starts-afresh",
    suspects: ["answer-unfounded"],
    rows: ["I06"],
    phase,
    journey,
    needs: ["answer"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const earlier = await context.connect({ user });
    const before = context.question();
    const past = await earlier.ask(before);
    expect(past.answer).toContain(before.canary);
    await earlier.close();
    await using session = await context.connect({ user });
    await session.linger();
    expect(session.strays).toEqual([]);
    const question = context.question();
    const run = await session.ask(question);
    await session.linger();
    expect(run.deviations).toEqual([]);
    expect(run.answer).toContain(question.canary);
    expect(run.runId).not.toBe(past.runId);
    expect(session.strays).toEqual([]);
    expect(session.transcript.receivedText).not.toContain(before.canary);
    expect(session.transcript.receivedText).not.toContain(before.threadId);
  },
);

test(
  "knows a user again on a second connection: same user, same thread, another run",
  check({
    id: "isolation.keeps-identity",
    suspects: ["events-misaddressed"],
    rows: ["I09"],
    phase,
    journey,
    needs: ["answer"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    await using first = await context.connect({ user });
    await using second = await context.connect({ user });
    const question = context.question();
    const earlier = await first.ask(question);
    // Where every session of a user hears a run, this one is to be heard to its end.
    await second.linger();
    const later = await second.ask({ ...context.question(), threadId: question.threadId });
    const runs = [earlier, later];
    for (const run of runs) {
      expect(run.deviations).toEqual([]);
      expect(idsOf(run).users).toEqual([user.id]);
      expect(new Set(run.events.map(({ threadId }) => threadId))).toEqual(
        new Set([question.threadId]),
      );
    }
    expect(later.runId).not.toBe(earlier.runId);
    const ids = [first, second].flatMap(({ connectionId }) => connectionId ?? []);
    expect(new Set(ids).size, "connection ids, where they are told").toBe(ids.length);
  },
);

function idsOf({ events }: Run): { readonly users: string[]; readonly runs: string[] } {
  return {
    users: [...new Set(events.flatMap(({ userId }) => userId ?? []))],
    runs: [...new Set(events.flatMap(({ runId }) => runId ?? []))],
  };
}
