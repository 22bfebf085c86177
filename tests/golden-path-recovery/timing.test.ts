import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";
import type { Answer } from "../../src/harness/wire/http/operation.ts";
import type { RunEvent } from "../../src/harness/wire/run/event.ts";
import type { Run } from "../../src/harness/wire/run/run.ts";
import type { User } from "../../src/harness/wire/user/user.ts";
import { percentiles } from "../staging-e2e/percentiles.ts";

const phase = "golden-path-recovery";
const journey = "load";

/** The share of calls that must be over while runs go on: fewer say nothing about that time. */
const enoughBeside = 0.5;

test(
  "gives 95 of 100 users the first part of their answer within the limit, all asking at once",
  check({
    id: "timing.first-answer",
    suspects: ["saturation", "app-stall"],
    rows: ["L08"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["many-users"],
    alone: true,
  }),
  async ({ context, expect }) => {
    const { load } = context.contract;
    const runs = await atOnce(context, load.sessions);
    const answered = runs.flatMap(({ firstPartMs: wait }) => wait ?? []);
    const lost = runs.flatMap(({ loss }) => loss ?? []);
    const limitMs = context.limits.firstAnswerMs;
    // A user who gets no answer waits for ever.
    const waits = [...answered, ...lost.map(() => Number.POSITIVE_INFINITY)];
    const { p50, p95 } = percentiles(waits);
    context.figure("first part of the answer, users without one", lost.length, "users");
    if (Number.isFinite(p95)) {
      context.figure("first part of the answer, median", p50, "ms");
      context.figure("first part of the answer, 95th percentile", p95, "ms");
    }
    expect(waits.length).toBe(load.sessions);
    const measured = Number.isFinite(p95)
      ? `95th percentile of first answers ${Math.round(p95)} ms, limit ${limitMs}`
      : `${lost.length} of ${waits.length} users got no answer, the others in at most ${Math.round(Math.max(0, ...answered))} ms`;
    expect(p95, [measured, ...lost].join("\n")).toBeLessThanOrEqual(limitMs);
  },
);

test(
  "answers several runs within their limits, all of them on the question",
  check({
    id: "timing.complete-answers",
    suspects: ["saturation", "app-stall"],
    rows: ["L10", "L12"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["many-users"],
    alone: true,
  }),
  async ({ context, expect }) => {
    const { limits, contract } = context;
    const runs = await atOnce(context, contract.load.runs);
    const whole = runs.filter(({ loss }) => loss === undefined);
    const lost = runs.flatMap(({ loss }) => loss ?? []);
    const completions = whole.map(({ completionMs = Number.NaN }) => completionMs);
    const firsts = whole.map(({ firstEventMs = Number.NaN }) => firstEventMs);
    const [slowest, latest] = [Math.max(0, ...completions), Math.max(0, ...firsts)];
    const mean = completions.reduce((sum, value) => sum + value, 0) / Math.max(1, whole.length);
    context.figure("runs without their answer", lost.length, "runs");
    context.figure("completion of a run, mean", mean, "ms");
    context.figure("completion of a run, slowest", slowest, "ms");
    context.figure("first event of a run, slowest", latest, "ms");
    expect(lost.length, `${lost.length} of ${runs.length} runs lost\n${lost.join("\n")}`).toBe(0);
    expect(runs.length).toBe(contract.load.runs);
    expect(
      slowest,
      `slowest run ${Math.round(slowest)} ms, limit ${limits.completionMs}`,
    ).toBeLessThanOrEqual(limits.completionMs);
    expect(
      latest,
      `latest first event ${Math.round(latest)} ms, limit ${limits.firstEventMs}`,
    ).toBeLessThanOrEqual(limits.firstEventMs);
  },
);

test(
  "stays quick over HTTP while runs go on",
  check({
    id: "timing.http-beside-runs",
    suspects: ["saturation"],
    rows: ["L12"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["many-users", "variant.slow", "operation.listThreads"],
    alone: true,
  }),
  async ({ context, expect }) => {
    const { load, events } = context.contract;
    const users = await context.users(load.runs);
    const sessions = await Promise.all(users.map((user) => context.connect({ user })));
    const asked = sessions.map((session) => {
      const question = context.variant("slow");
      return { question, run: session.start(question) };
    });
    await Promise.all(asked.map(({ run }) => run.until(events.started)));
    // As many callers as runs, so that a call across a network is over while runs of a second go on.
    const each = Math.ceil(load.samples / load.runs);
    const list = async (user: User): Promise<{ call: Answer; isBeside: boolean }> => {
      const call = await context.call("listThreads", {}, { user });
      return { call, isBeside: asked.some(({ run }) => !run.isOver) };
    };
    const [lists] = await Promise.all([
      Promise.all(users.map((user) => oneAfterTheOther(each, () => list(user)))),
      Promise.all(asked.map(({ run }) => run.finished())),
    ]);
    const calls = lists.flat();
    const beside = calls.filter(({ isBeside }) => isBeside).length;
    const { p50, p95 } = percentiles(calls.map(({ call }) => call.elapsedMs));
    context.figure("HTTP beside runs, median", p50, "ms");
    context.figure("HTTP beside runs, 95th percentile", p95, "ms");
    context.figure("HTTP calls over before the runs were", beside, "calls");
    for (const { question, run } of asked) expect(run.answer).toContain(question.canary);
    for (const { call } of calls) expect(call.ok, call.said).toBe(true);
    const needed = Math.ceil(load.samples * enoughBeside);
    expect(
      beside,
      `${beside} of ${calls.length} calls were over before the last run was, at least ${needed} must be`,
    ).toBeGreaterThanOrEqual(needed);
    const limitMs = context.limits.busyHttpMs;
    expect(
      p95,
      `95th percentile of HTTP beside runs ${Math.round(p95)} ms, limit ${limitMs}`,
    ).toBeLessThanOrEqual(limitMs);
  },
);

interface Timed {
  readonly firstEventMs?: number | undefined;
  readonly firstPartMs?: number | undefined;
  readonly completionMs?: number | undefined;
  /** Why there is no answer, or none to the question. */
  readonly loss?: string;
}

/** So many users, each with a session and a question, all asking at the same moment. */
async function atOnce(context: TestContext, count: number): Promise<readonly Timed[]> {
  const users = await context.users(count);
  const sessions = await Promise.allSettled(users.map((user) => context.connect({ user })));
  return await Promise.all(
    sessions.map(async (opening): Promise<Timed> => {
      if (opening.status === "rejected") return { loss: String(opening.reason) };
      const { canary, ...question } = context.question();
      const [asking] = await Promise.allSettled([opening.value.ask(question)]);
      if (asking.status === "rejected") return { loss: String(asking.reason) };
      const run = asking.value;
      if (run.answer?.includes(canary) !== true)
        return { loss: `not on the question: ${run.answer}` };
      const { firstEventMs, completionMs } = run;
      return { firstEventMs, completionMs, firstPartMs: firstPartMs(context, run) };
    }),
  );
}

/** From the question to the first part of its answer; to the whole, where it comes in one piece. */
function firstPartMs({ contract }: TestContext, { askedMs, events, terminal }: Run): number {
  const isPart = ({ type }: RunEvent): boolean => contract.events.partial.includes(type);
  return ((events.find(isPart) ?? terminal)?.arrivedMs ?? Number.NaN) - askedMs;
}

async function oneAfterTheOther<T>(count: number, ask: () => Promise<T>): Promise<readonly T[]> {
  const answers: T[] = [];
  while (answers.length < count) answers.push(await ask());
  return answers;
}
