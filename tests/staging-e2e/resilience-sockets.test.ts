import { readText } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { namesFigure } from "../golden-path-recovery/figure-in-text.ts";
import { withoutQuestion } from "../golden-path-recovery/own-words.ts";
import { ToldEvents } from "../golden-path-recovery/told-events.ts";
import { conversationIn } from "./conversation.ts";

const phase = "staging-e2e";
const journey = "resilience";

test(
  "serves a client whose socket hangs over HTTP, in the same thread, and loses or doubles nothing",
  check({
    id: "resilience.falls-back-from-hanging-socket",
    suspects: ["fallback-dead"],
    rows: ["X15"],
    phase,
    journey,
    needs: ["answer"],
    capabilities: [
      "history",
      "operation.createThread",
      "operation.threadMessages",
      "operation.execute",
    ],
  }),
  async ({ context, expect }) => {
    const { limits, clock } = context;
    const user = await context.user();
    const question = await context.questionInNewThread(user);
    const { threadId } = question;
    await using session = await context.connect({ user, threadId });
    const askedMs = clock.now();
    const run = session.start(question);
    session.pause();
    await session.silence(limits.stragglersMs, "a socket that hangs");
    const kept = await context.poll(() => conversationIn(context, threadId, user), {
      until: ({ answers }) => answers.length > 0,
      what: "the answer that the socket does not bring",
    });
    expect(kept.answers.join("\n")).toContain(question.canary);
    const next = { ...context.question(), threadId };
    const answer = await context.call("execute", { ...next }, { user });
    expect(answer.ok, answer.said).toBe(true);
    expect(answer.read("answer")).toContain(next.canary);
    expect(clock.now() - askedMs).toBeLessThanOrEqual(limits.completionMs);
    expect(run.events).toEqual([]);
    session.resume();
    await run.finished();
    await session.linger();
    expect(run.deviations).toEqual([]);
    expect(run.answer).toContain(question.canary);
    const told = await conversationIn(context, threadId, user);
    expect(told.questions, told.said).toEqual([question.prompt, next.prompt]);
    expect(told.answers, told.said).toEqual([run.answer, answer.read("answer")]);
  },
);

test(
  "finishes a run whose socket is lost in its middle: the answer is in the thread, once",
  check({
    id: "resilience.finishes-without-socket",
    suspects: ["data-lost", "answer-unfounded"],
    rows: ["X09", "X16"],
    phase,
    journey,
    needs: ["answer"],
    capabilities: ["history", "variant.slow", "operation.createThread", "operation.threadMessages"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const question = await context.questionInNewThread(user, context.variant("slow"));
    const { threadId } = question;
    const session = await context.connect({ user, threadId });
    const run = session.start(question);
    await run.until(context.contract.events.started);
    await session.drop();
    expect(run.isOver, "lost in its middle").toBe(false);
    const told = await context.poll(() => conversationIn(context, threadId, user), {
      until: ({ answers }) => answers.length > 0,
      what: "the answer of a run whose socket is lost",
    });
    expect(told.questions, told.said).toEqual([question.prompt]);
    expect(told.answers.length, told.said).toBe(1);
    expect(told.answers.join("\n")).toContain(question.canary);
    // Whoever comes back goes on from there, and finds nothing changed.
    await using again = await context.connect({ user, threadId });
    const next = { ...context.question(), threadId };
    const later = await again.ask(next);
    expect(later.deviations).toEqual([]);
    expect(later.answer).toContain(next.canary);
    const after = await conversationIn(context, threadId, user);
    expect(after.contents, after.said).toEqual([...told.contents, next.prompt, later.answer]);
  },
);

test(
  "keeps the state and the events of a run whose socket is lost, each event once",
  check({
    id: "resilience.keeps-lost-runs",
    suspects: ["data-lost"],
    rows: ["X09", "X16"],
    phase,
    journey,
    needs: ["answer"],
    capabilities: ["variant.slow", "operation.runStatus", "operation.runEvents.events"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const question = context.variant("slow");
    const session = await context.connect({ user });
    const run = session.start(question);
    const { runId } = await run.until(context.contract.events.started);
    await session.drop();
    expect(run.isOver, "lost in its middle").toBe(false);
    const values = { ...question, runId, userId: user.id };
    const finished = await context.poll(() => context.call("runStatus", values, { user }), {
      until: ({ ok, status }) => ok || status >= 400,
      what: `run ${runId} to finish without its socket`,
    });
    expect(finished.read("answer"), finished.said).toContain(question.canary);
    const events = await context.call("runEvents", values, { user });
    expect(events.ok, events.said).toBe(true);
    const told = ToldEvents.ofRun(context.contract, events.read("events"));
    expect(told.deviations).toEqual([]);
    expect(told.repeated).toEqual([]);
    const types = told.events.map(({ type }) => type);
    expect(types.slice(0, run.events.length)).toEqual(run.types);
  },
);

test(
  "does not tell parts of an answer again as new to a client that comes back in the middle of it",
  check({
    id: "resilience.repeats-no-partials",
    suspects: ["events-disordered"],
    rows: ["X16"],
    phase,
    journey,
    needs: ["answer"],
    capabilities: [
      "history",
      "variant.slow",
      "partials",
      "resume",
      "operation.createThread",
      "operation.threadMessages",
    ],
  }),
  async ({ context, expect }) => {
    const { events, websocket } = context.contract;
    const user = await context.user();
    const question = await context.questionInNewThread(user, context.variant("slow"));
    const { threadId } = question;
    const session = await context.connect({ user, threadId });
    const run = session.start(question);
    await session.next([{ types: events.partial }], {
      what: "the first part of the answer",
      withinMs: context.limits.completionMs,
    });
    await session.drop();
    expect(run.isOver, "lost in its middle").toBe(false);
    // The run goes on for a while that nobody listens to it.
    await using elsewhere = await context.connect({ user });
    await elsewhere.linger();
    await using again = await context.connect({ user, threadId });
    await again.exchange(websocket.resume, { values: { threadId } });
    const told = await context.poll(() => conversationIn(context, threadId, user), {
      until: ({ answers }) => answers.length > 0,
      what: "the whole answer",
    });
    await again.linger();
    const fresh = again.strays
      .filter(({ type }) => events.partial.includes(type))
      .map(({ raw }) => readText(raw, events.fields.partial) ?? "");
    const parts = [...run.partials, ...fresh];
    expect(run.partials.length, "parts before the socket was lost").toBeGreaterThan(0);
    expect(new Set(parts).size, parts.join(" | ")).toBe(parts.length);
    const positions = parts.map((part) => told.answers.join("\n").indexOf(part));
    expect(positions.every((at) => at >= 0)).toBe(true);
    expect(positions).toEqual(positions.toSorted((a, b) => a - b));
  },
);

test(
  "answers two users whose sockets come and go, each by his own figures",
  check({
    id: "resilience.keeps-figures-apart",
    suspects: ["answer-unfounded"],
    rows: ["X17", "I05"],
    phase,
    journey,
    needs: ["answer"],
    capabilities: [
      "many-users",
      "history",
      "variant.figures",
      "operation.createThread",
      "operation.threadMessages",
      "operation.execute.report",
    ],
  }),
  async ({ context, expect }) => {
    const users = await context.users(2);
    const ways = await Promise.all(
      users.map(async (user) => {
        const lost = [];
        for (let times = 0; times < 3; times += 1) {
          const question = await context.questionInNewThread(user, context.variant("figures"));
          const session = await context.connect({ user });
          await session.start(question).until(context.contract.events.started);
          await session.drop();
          lost.push(question);
        }
        const question = context.variant("figures");
        const answer = await context.call("execute", { ...question }, { user });
        return { user, lost, question, answer };
      }),
    );
    for (const [n, { user, lost, question, answer }] of ways.entries()) {
      expect(answer.ok, answer.said).toBe(true);
      const report = JSON.stringify(answer.read("report"));
      const own = withoutQuestion(question.prompt, report);
      expect(namesFigure(own, question.figure), `${question.figure} in ${own}`).toBe(true);
      expect(report).toContain(question.canary);
      const others = ways[1 - n];
      const foreign = [others?.question, ...(others?.lost ?? [])].flatMap((one) => one ?? []);
      for (const { canary } of [...foreign, ...lost]) expect(answer.text).not.toContain(canary);
      for (const { threadId, prompt, canary, figure } of lost) {
        const told = await context.poll(() => conversationIn(context, threadId, user), {
          until: ({ answers }) => answers.length > 0,
          what: "the answer of a run whose socket is lost",
        });
        const text = told.answers.join("\n");
        const said = withoutQuestion(prompt, text);
        expect(namesFigure(said, figure), `${figure} in ${said}`).toBe(true);
        expect(text).toContain(canary);
      }
    }
  },
);
