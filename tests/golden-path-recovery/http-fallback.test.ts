import { check, test } from "../../src/fixtures/test.ts";
import { namesFigure } from "./figure-in-text.ts";
import { fewestOwnWords, ownWords, withoutQuestion } from "./own-words.ts";
import { StreamedAnswer } from "./streamed-answer.ts";

const phase = "golden-path-recovery";
const journey = "http-fallback";

test(
  "answers the same question over HTTP, without a socket",
  check({
    id: "http-fallback.answers",
    suspects: ["fallback-dead", "answer-unfounded"],
    rows: ["X01", "X04", "M09"],
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
    expect(ownWords(question.prompt, answer.read("answer"))).toBeGreaterThanOrEqual(fewestOwnWords);
  },
);

test(
  "answers each of two questions by what it asks, not with the same text",
  check({
    id: "http-fallback.answers-each-question",
    suspects: ["answer-unfounded"],
    rows: ["M09"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["variant.figures", "operation.execute"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const questions = [context.variant("figures"), context.variant("figures")] as const;
    const texts = await Promise.all(
      questions.map(async (question) => {
        const answer = await context.call("execute", { ...question }, { user });
        expect(answer.ok, answer.said).toBe(true);
        return String(answer.read("answer"));
      }),
    );
    const bare = questions.map(({ prompt, canary, figure }, n) => {
      const [own = "", other = ""] = n === 0 ? texts : texts.toReversed();
      expect(own).toContain(canary);
      expect(other).not.toContain(canary);
      const beyond = [own, other].map((text) => withoutQuestion(prompt, text));
      expect(beyond.map((text) => namesFigure(text, figure))).toEqual([true, false]);
      expect(ownWords(prompt, own)).toBeGreaterThanOrEqual(fewestOwnWords);
      return withoutNames(withoutQuestion(prompt, own), [canary, figure ?? ""]);
    });
    // What is left of a canned text is the same twice, however well it repeats the question.
    expect(bare[0]).not.toBe(bare[1]);
  },
);

test(
  "answers every one of many requests at once, though nobody has a socket",
  check({
    id: "http-fallback.never-needs-socket",
    suspects: ["saturation", "http-hang"],
    rows: ["X01", "X04"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.execute"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const questions = Array.from({ length: context.contract.load.requests }, () =>
      context.question(),
    );
    const answers = await Promise.all(
      questions.map((question) => context.call("execute", { ...question }, { user })),
    );
    const lost = answers.filter((answer, n) => {
      const { canary = "", prompt = "" } = questions[n] ?? {};
      const text = String(answer.read("answer"));
      return !answer.ok || !text.includes(canary) || ownWords(prompt, text) < fewestOwnWords;
    });
    context.figure("answered over HTTP", 100 * (1 - lost.length / answers.length), "%");
    expect(lost.map(({ said }) => said).join("\n")).toBe("");
    expect(answers.length).toBe(context.contract.load.requests);
  },
);

test(
  "starts a run over HTTP that needs no socket id, and finishes it",
  check({
    id: "http-fallback.runs-without-socket",
    suspects: ["http-error"],
    rows: ["X01", "X04"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.startRun", "operation.runStatus"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const values = { ...context.question(), userId: user.id };
    const started = await context.call("startRun", values, { user });
    expect(started.ok, started.said).toBe(true);
    const runId = String(started.read("runId"));
    const finished = await context.poll(
      () => context.call("runStatus", { ...values, runId }, { user }),
      { until: ({ ok, status }) => ok || status >= 400, what: `run ${runId} to finish` },
    );
    expect(finished.ok, finished.said).toBe(true);
    expect(finished.read("answer")).toContain(values.canary);
    expect(ownWords(values.prompt, finished.read("answer"))).toBeGreaterThanOrEqual(fewestOwnWords);
  },
);

test(
  "streams an answer over HTTP to somebody who never had a socket",
  check({
    id: "http-fallback.streams-without-socket",
    suspects: ["fallback-dead", "events-missing"],
    rows: ["X01", "X04"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.stream", "stream-records"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const question = context.question();
    await using stream = await context.stream("stream", { ...question }, { user });
    expect(stream.ok, stream.said).toBe(true);
    await stream.finished();
    const streamed = new StreamedAnswer(context.contract, stream);
    expect(streamed.ends.length, "records that say the stream is over").toBe(1);
    const text = streamed.texts.join("");
    expect(text).toContain(question.canary);
    expect(ownWords(question.prompt, text)).toBeGreaterThanOrEqual(fewestOwnWords);
  },
);

test(
  "answers on the question by either path",
  check({
    id: "http-fallback.agrees-with-socket",
    suspects: ["answer-unfounded", "fallback-dead"],
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
      expect(ownWords(question.prompt, text)).toBeGreaterThanOrEqual(fewestOwnWords);
    }
  },
);

/** A text without the words that tell one question from the other, however their digits are grouped. */
function withoutNames(text: string, names: readonly string[]): string {
  const ungrouped = text.replaceAll(/(?<=\d)[,.'’\u00a0\u202f ](?=\d{3}(?!\d))/g, "");
  return names.reduce((rest, name) => rest.replaceAll(name, " "), ungrouped);
}
