import type { Contract } from "../../src/contract/contract.ts";
import { readText } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";
import type { Question } from "../../src/harness/wire/run/question.ts";
import type { User } from "../../src/harness/wire/user/user.ts";
import { fewestOwnWords, ownWords } from "../golden-path-recovery/own-words.ts";
import { conversationIn } from "./conversation.ts";
import { type Try, tally } from "./tally.ts";

const phase = "staging-e2e";
const journey = "resilience";

type Demo = NonNullable<Contract["websocket"]["demo"]>;

test(
  "locks nobody out: one of the ways to an answer is open at least",
  check({
    id: "resilience.locks-nobody-out",
    suspects: ["saturation"],
    rows: ["X02"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.execute"],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const { demo } = context.contract.websocket;
    const ways: Record<string, Try> = {
      websocket: () => overSocket(context, user),
      HTTP: () => overHttp(context, user),
      ...(demo?.enabled === true ? { demo: () => atDemo(context, demo) } : {}),
    };
    const tries = context.contract.load.requests;
    const shares: number[] = [];
    const lost: string[] = [];
    for (const [name, way] of Object.entries(ways)) {
      const { share, failures } = await tally(tries, way);
      context.figure(`answered by way of ${name}`, 100 * share, "%");
      shares.push(share);
      lost.push(...failures.map((failure) => `${name}: ${failure}`));
    }
    expect(Math.max(...shares), `every way fails:\n${lost.join("\n")}`).toBeGreaterThan(0);
  },
);

test(
  "says how each of its components is, and answers whatever they say",
  check({
    id: "resilience.reports-components",
    suspects: ["self-description-wrong"],
    rows: ["X08"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["component-states", "operation.components.components", "operation.execute"],
  }),
  async ({ context, expect }) => {
    const state = context.contract.components?.state;
    const { read = [], healthy = [], degraded = [] } = state ?? {};
    const answer = await context.call("components");
    expect(answer.ok, answer.said).toBe(true);
    const components = Object.entries(Object(answer.read("components")));
    expect(components.length, answer.said).toBeGreaterThan(0);
    const words = components.map(([name, component]) => [name, readText(component, read)] as const);
    for (const [name, word] of words) expect([...healthy, ...degraded], name).toContain(word);
    const impaired = words.filter(([, word]) => degraded.includes(word ?? ""));
    context.figure("degraded components", impaired.length, "");
    const question = context.question();
    const served = await context.call("execute", { ...question }, { user: await context.user() });
    expect(served.ok, served.said).toBe(true);
    const text = served.read("answer");
    expect(text).toContain(question.canary);
    expect(ownWords(question.prompt, text)).toBeGreaterThanOrEqual(fewestOwnWords);
  },
);

test(
  "makes a forced retry good: one answer after more than one attempt, and one question in the thread",
  check({
    id: "resilience.makes-retry-good",
    suspects: ["silent-downgrade"],
    rows: ["X13"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "history",
      "operation.createThread",
      "operation.threadMessages",
      "operation.execute",
      "operation.executeRetried.attempts",
    ],
  }),
  async ({ context, expect }) => {
    const { operations } = context.contract;
    const user = await context.user();
    const plain = await context.call("execute", { ...context.question() }, { user });
    expect(plain.ok, plain.said).toBe(true);
    const once = plain.field(operations.executeRetried?.read.attempts ?? []);
    expect(Number(once ?? 1), `without being forced: ${plain.said}`).toBe(1);
    const question = await context.questionInNewThread(user);
    const retried = await context.call("executeRetried", { ...question }, { user });
    expect(retried.ok, retried.said).toBe(true);
    expect(Number(retried.read("attempts")), retried.said).toBeGreaterThanOrEqual(2);
    expect(retried.read("answer")).toContain(question.canary);
    const told = await conversationIn(context, question.threadId, user);
    expect(told.questions, told.said).toEqual([question.prompt]);
    expect(told.answers, told.said).toEqual([retried.read("answer")]);
  },
);

// A way: why it did not lead to an answer, or nothing when it did.

async function overSocket(context: TestContext, user: User): Promise<string | undefined> {
  const question = context.question();
  await using session = await context.connect({ user, retry: false });
  const run = await session.ask(question);
  return answers(question, run.answer) ? undefined : `answered ${run.answer}`;
}

async function overHttp(context: TestContext, user: User): Promise<string | undefined> {
  const question = context.question();
  const answer = await context.call("execute", { ...question }, { user });
  return answer.ok && answers(question, answer.read("answer")) ? undefined : answer.said;
}

function answers({ prompt, canary }: Question, text: unknown): boolean {
  return String(text).includes(canary) && ownWords(prompt, text) >= fewestOwnWords;
}

async function atDemo(context: TestContext, { route, ask }: Demo): Promise<string | undefined> {
  const { prompt, canary } = context.question();
  await using session = await context.connect({ user: null, route, retry: false });
  const withinMs = context.limits.completionMs;
  const reply = await session.exchange(ask, { values: { prompt }, withinMs });
  return reply.text.includes(canary) ? undefined : `answered ${reply.text}`;
}
