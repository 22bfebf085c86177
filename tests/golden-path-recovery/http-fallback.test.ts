import { check, test } from "../../src/fixtures/test.ts";

const phase = "golden-path-recovery";
const journey = "http-fallback";

test(
  "answers the same question over HTTP, without a socket",
  check({
    id: "http-fallback.answers",
    rows: ["X01", "M09"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.execute"],
  }),
  async ({ context, expect }) => {
    const question = context.question();
    const answer = await context.call("execute", { ...question }, { user: await context.user() });
    expect(answer.ok, answer.said).toBe(true);
    expect(answer.read("answer")).toContain(question.canary);
    expect(wordsBeyond(question.prompt, answer.read("answer"))).toBeGreaterThan(4);
  },
);

test(
  "starts a run over HTTP that needs no socket id, and finishes it",
  check({
    id: "http-fallback.runs-without-socket",
    rows: ["X04", "X14"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.startRun", "operation.runStatus"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const values = { ...context.question(), userId: user.id };
    const started = await context.call("startRun", values, { user });
    expect(started.status, started.said).toBe(200);
    const runId = String(started.read("runId"));
    const finished = await context.poll(
      () => context.call("runStatus", { ...values, runId }, { user }),
      { until: (answer) => answer.read("answer") !== undefined, what: `run ${runId} to finish` },
    );
    expect(finished.ok, finished.said).toBe(true);
    expect(finished.read("answer")).toContain(values.canary);
    expect(wordsBeyond(values.prompt, finished.read("answer"))).toBeGreaterThan(4);
  },
);

test(
  "answers on the question by either path",
  check({
    id: "http-fallback.agrees-with-socket",
    rows: ["X18"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["operation.execute"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const question = context.question();
    await using session = await context.connect({ user });
    const run = await session.ask(question);
    const answer = await context.call("execute", { ...question }, { user });
    expect(answer.ok, answer.said).toBe(true);
    for (const text of [run.answer, answer.read("answer")]) {
      expect(text).toContain(question.canary);
      expect(wordsBeyond(question.prompt, text)).toBeGreaterThan(4);
    }
  },
);

/** Words an answer has beside the question's own: an echo has next to none. */
function wordsBeyond(question: string, answer: unknown): number {
  const known = new Set(question.toLowerCase().split(/\W+/));
  const words = String(answer).toLowerCase().split(/\W+/);
  return new Set(words.filter((word) => word !== "" && !known.has(word))).size;
}
