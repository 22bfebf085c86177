import { check, test } from "../../src/fixtures/test.ts";
import type { Run } from "../../src/harness/wire/run/run.ts";
import { conversationIn } from "./conversation.ts";

const phase = "staging-e2e";

test(
  "takes a token for the same user, by whatever carrier it comes",
  check({
    id: "websocket.reads-every-carrier-alike",
    suspects: ["events-misaddressed", "token-lost"],
    rows: ["D25", "W03"],
    phase,
    journey: "websocket",
    needs: ["answer"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    for (const carrier of context.contract.websocket.carriers) {
      await using session = await context.connect({ user, carrier });
      const question = context.question();
      const run = await session.ask(question);
      expect(run.answer, carrier.kind).toContain(question.canary);
      expect(usersOf(run), carrier.kind).toEqual([user.id]);
      expect(session.strays, carrier.kind).toEqual([]);
    }
  },
);

test(
  "knows a user of the auth service as the same one over HTTP and over the socket",
  check({
    id: "authentication.knows-the-same-user",
    suspects: ["events-misaddressed"],
    rows: ["A08"],
    phase,
    journey: "authentication",
    needs: ["answer"],
    capabilities: [
      "operation.login",
      "operation.me.userId",
      "operation.createThread",
      "operation.threadMessages",
      "history",
    ],
  }),
  async ({ context, expect }) => {
    const user = await context.registered();
    const me = await context.call("me", {}, { user });
    expect(me.read("userId"), me.said).toBe(user.id);
    // Owned by whoever HTTP takes the token for; the socket must take it for the same one to write there.
    const question = await context.questionInNewThread(user);
    await using session = await context.connect({ user });
    const run = await session.ask(question);
    expect(run.deviations).toEqual([]);
    expect(usersOf(run)).toEqual([user.id]);
    const told = await conversationIn(context, question.threadId, user);
    expect(told.questions, told.said).toEqual([question.prompt]);
    expect(told.answers, told.said).toEqual([run.answer]);
  },
);

test(
  "keeps users apart who log in, call and connect at the same time",
  check({
    id: "authentication.does-not-mix-users",
    suspects: ["events-misaddressed", "not-enforced"],
    rows: ["A11"],
    phase,
    journey: "authentication",
    needs: ["answer"],
    capabilities: ["operation.register", "operation.login", "operation.me.userId"],
  }),
  async ({ context, expect }) => {
    const users = await Promise.all(
      Array.from({ length: context.contract.load.runs }, () => context.registered()),
    );
    expect(new Set(users.map(({ id }) => id)).size).toBe(users.length);
    const visits = await Promise.all(
      users.map(async (user) => {
        const question = context.question();
        const session = await context.connect({ user });
        const [before, run, after] = await Promise.all([
          context.call("me", {}, { user }),
          session.ask(question),
          context.call("me", {}, { user }),
        ]);
        await session.linger();
        return { user, question, session, run, answers: [before, after] };
      }),
    );
    for (const { user, question, session, run, answers } of visits) {
      for (const me of answers) expect(me.read("userId"), me.said).toBe(user.id);
      expect(usersOf(run)).toEqual([user.id]);
      expect(run.answer).toContain(question.canary);
      expect(session.strays).toEqual([]);
      const others = visits.filter((visit) => visit.user.id !== user.id);
      expect(others.length).toBe(users.length - 1);
      for (const other of others) {
        expect(session.transcript.receivedText).not.toContain(other.question.canary);
      }
    }
  },
);

test(
  "refuses the question of a user who may only read, starts nothing, and keeps the session",
  check({
    id: "authentication.keeps-readers-from-asking",
    suspects: ["permission-ignored"],
    rows: ["A12"],
    phase,
    journey: "authentication",
    needs: ["answer"],
    capabilities: [
      "permissions",
      "forbidden",
      "signing-secret",
      "ping",
      "operation.createThread",
      "operation.threadMessages",
      "history",
    ],
  }),
  async ({ context, expect }) => {
    const { auth, websocket } = context.contract;
    const { claim = "", readOnly } = auth.permissions ?? {};
    const user = await context.user();
    const first = await context.questionInNewThread(user);
    await using writer = await context.connect({ user });
    const answered = await writer.ask(first);
    expect(answered.answer).toContain(first.canary);
    const token = await context.mint(user, { [claim]: readOnly });
    await using reader = await context.connect({ user: { ...user, token } });
    const refused = { ...context.question(), threadId: first.threadId };
    const run = reader.start(refused);
    const error = await reader.next(websocket.forbidden ? [websocket.forbidden] : [], {
      what: "the refusal of a question",
    });
    expect(websocket.forbidden?.types).toContain(error.type);
    expect(websocket.ping?.expect.types).toContain((await reader.exchange(websocket.ping)).type);
    // By the end of the next question, asked by who may, the refused one had its chance.
    const next = context.question();
    expect((await writer.ask(next)).answer).toContain(next.canary);
    await reader.linger();
    expect(run.types).toEqual([]);
    expect(reader.isOpen).toBe(true);
    const told = await conversationIn(context, first.threadId, user);
    expect(told.questions, told.said).toEqual([first.prompt]);
  },
);

function usersOf({ events }: Run): string[] {
  return [...new Set(events.flatMap(({ userId }) => userId ?? []))];
}
