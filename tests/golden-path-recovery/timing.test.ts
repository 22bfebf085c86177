import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";
import type { RunEvent } from "../../src/harness/wire/run/event.ts";
import type { Run } from "../../src/harness/wire/run/run.ts";
import { percentiles } from "../staging-e2e/percentiles.ts";

const phase = "golden-path-recovery";
const journey = "load";

test(
  "gives 95 of 100 users the first part of their answer within the limit, all asking at once",
  check({
    id: "timing.first-answer",
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
    // A user who gets no answer waits for ever.
    const waits = runs.map((run) => run.firstPartMs ?? Number.POSITIVE_INFINITY);
    const { p50, p95 } = percentiles(waits);
    const lost = runs.flatMap(({ loss }) => loss ?? []);
    expect(waits.length).toBe(load.sessions);
    expect(p95, [...waits.map(Math.round), ...lost].join("\n")).toBeLessThanOrEqual(
      context.limits.firstAnswerMs,
    );
    context.figure("first part of the answer, median", p50, "ms");
    context.figure("first part of the answer, 95th percentile", p95, "ms");
  },
);

test(
  "answers several runs within their limits, all of them on the question",
  check({
    id: "timing.complete-answers",
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
    expect(runs.flatMap(({ loss }) => loss ?? [])).toEqual([]);
    expect(runs.length).toBe(contract.load.runs);
    const completions = runs.map(({ completionMs = Number.NaN }) => completionMs);
    const firsts = runs.map(({ firstEventMs = Number.NaN }) => firstEventMs);
    const mean = completions.reduce((sum, value) => sum + value, 0) / completions.length;
    expect(mean).toBeLessThanOrEqual(limits.completionMs);
    expect(Math.max(...completions)).toBeLessThanOrEqual(limits.completionMs);
    expect(Math.max(...firsts)).toBeLessThanOrEqual(limits.firstEventMs);
    context.figure("completion of a run, mean", mean, "ms");
    context.figure("completion of a run, slowest", Math.max(...completions), "ms");
    context.figure("first event of a run, slowest", Math.max(...firsts), "ms");
  },
);

test(
  "stays quick over HTTP while runs go on",
  check({
    id: "timing.http-beside-runs",
    rows: ["L12"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["many-users", "operation.listThreads"],
    alone: true,
  }),
  async ({ context, expect }) => {
    const { load } = context.contract;
    const user = await context.user();
    const [runs, calls] = await Promise.all([
      atOnce(context, load.runs),
      oneAfterTheOther(load.samples, () => context.call("listThreads", {}, { user })),
    ]);
    expect(runs.flatMap(({ loss }) => loss ?? [])).toEqual([]);
    expect(calls.length).toBe(load.samples);
    for (const call of calls) expect(call.ok, call.said).toBe(true);
    const { p50, p95 } = percentiles(calls.map(({ elapsedMs }) => elapsedMs));
    expect(p95).toBeLessThanOrEqual(context.limits.busyHttpMs);
    context.figure("HTTP beside runs, median", p50, "ms");
    context.figure("HTTP beside runs, 95th percentile", p95, "ms");
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
