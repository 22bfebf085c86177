import { check, test } from "../../src/fixtures/test.ts";
import { holdsSomething } from "./report-tier.ts";
import { slowEnough, undisturbed } from "./stalls.ts";

const phase = "golden-path-recovery";
const journey = "resilience";

test(
  "says what went wrong when an agent fails, and then ends the run",
  check({
    id: "failure.named-then-ended",
    suspects: ["events-missing", "answer-unfounded"],
    rows: ["E11", "X07"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["variant.failing"],
  }),
  async ({ context, expect }) => {
    const { failed, fields, succeeded } = context.contract.events;
    const user = await context.user();
    const question = context.variant("failing");
    await using session = await context.connect({ user });
    const run = await session.ask(question);
    await session.linger();
    const errors = run.events.filter(({ type }) => failed.includes(type));
    expect(errors.length, run.types.join()).toBeGreaterThan(0);
    for (const error of errors) {
      expect(holdsSomething(error.field(fields.error)), "words of the failure").toBe(true);
      expect([error.threadId, error.userId]).toEqual([question.threadId, user.id]);
    }
    const last = run.terminal;
    expect(run.events.at(-1)).toBe(last);
    expect(succeeded, "a failed run says that it succeeded").not.toContain(
      last?.field(fields.status),
    );
    // It may lack what the failure kept it from; all else of it is in order.
    const others = run.deviations.filter(({ kind }) => kind !== "missing-required");
    expect(others).toEqual([]);
    expect(session.strays).toEqual([]);
  },
);

test(
  "answers everybody else while an agent fails, and the same user afterwards",
  check({
    id: "failure.stays-contained",
    suspects: ["crash-on-message"],
    rows: ["X07"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["variant.failing", "many-users"],
  }),
  async ({ context, expect }) => {
    const { failed } = context.contract.events;
    const [ana, ben] = await context.users(2);
    await using anas = await context.connect({ user: ana });
    await using elsewhere = await context.connect({ user: ana });
    await using bens = await context.connect({ user: ben });
    const sound = [context.question(), context.question(), context.question()];
    const [hers, his, next] = sound;
    const [broken, ...others] = await Promise.all([
      anas.ask(context.variant("failing")),
      elsewhere.ask(hers ?? ""),
      bens.ask(his ?? ""),
    ]);
    expect(broken.types.filter((type) => failed.includes(type)).length).toBeGreaterThan(0);
    const afterwards = await anas.ask(next ?? "");
    await Promise.all([anas, elsewhere, bens].map((session) => session.linger()));
    for (const [n, run] of [...others, afterwards].entries()) {
      expect(run.deviations).toEqual([]);
      expect(run.types.filter((type) => failed.includes(type))).toEqual([]);
      expect(run.answer).toContain(sound[n]?.canary);
    }
    expect([anas, elsewhere, bens].flatMap(({ strays }) => strays)).toEqual([]);
  },
);

test(
  "answers a forced failure over HTTP with the promised error, and the next request as ever",
  check({
    id: "failure.named-over-http",
    suspects: ["answer-unfounded", "crash-on-message"],
    rows: ["X07"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.execute.answer", "operation.executeFailing.error", "many-users"],
  }),
  async ({ context, expect }) => {
    const [ana, ben] = await context.users(2);
    const ask = (name: "execute" | "executeFailing", user: typeof ana) => {
      const question = context.question();
      return context.call(name, { ...question }, { user }).then((answer) => ({ question, answer }));
    };
    const before = await ask("execute", ana);
    const [failure, his] = await Promise.all([ask("executeFailing", ana), ask("execute", ben)]);
    const afterwards = await ask("execute", ana);
    for (const { question, answer } of [before, his, afterwards]) {
      expect(answer.ok, answer.said).toBe(true);
      expect(answer.read("answer")).toContain(question.canary);
    }
    const { answer } = failure;
    expect(answer.ok, answer.said).toBe(true);
    expect(answer.read("error"), answer.said).toEqual(expect.stringMatching(/\S/));
  },
);

test(
  "answers a delayed request over HTTP like any other, later",
  check({
    id: "failure.delay-changes-nothing",
    suspects: ["contract-violation"],
    rows: ["X11"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.execute.answer", "operation.executeDelayed.answer", "http-delay"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const question = context.question();
    const [delayed, ...prompts] = await undisturbed(async () => [
      await context.call("executeDelayed", { ...question }, { user }),
      await context.call("execute", { ...question }, { user }),
      await context.call("execute", { ...question }, { user }),
      await context.call("execute", { ...question }, { user }),
    ]);
    for (const answer of [delayed, ...prompts]) {
      expect(answer.ok, answer.said).toBe(true);
      expect(answer.read("answer")).toContain(question.canary);
    }
    // A busy machine makes a prompt answer late now and then, hardly three in a row.
    const promptMs = Math.min(...prompts.map(({ elapsedMs }) => elapsedMs));
    const added = delayed.elapsedMs - promptMs;
    context.figure("delay of a delayed request", added, "ms");
    const { delayMs = Number.NaN } = context.contract.http;
    expect(
      added,
      `later by ${Math.round(added)} ms, promised ${delayMs}: ${Math.round(promptMs)} ms at once, ${Math.round(delayed.elapsedMs)} ms delayed`,
    ).toBeGreaterThanOrEqual(delayMs * slowEnough);
  },
);
