import { check, test } from "../../src/fixtures/test.ts";
import type { Question } from "../../src/harness/wire/run/question.ts";
import { fewestOwnWords, ownWords } from "../golden-path-recovery/own-words.ts";
import { tierOf, tiersOf } from "../golden-path-recovery/report-tier.ts";
import { conversationIn } from "./conversation.ts";

const phase = "staging-e2e";
const journey = "isolation";

test(
  "gives many users at once a world of their own each",
  check({
    id: "isolation.keeps-many-users-apart",
    suspects: ["data-foreign"],
    rows: ["I01", "I02"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "many-users",
      "history",
      "operation.createThread",
      "operation.listThreads",
      "operation.postMessage",
      "operation.threadMessages",
    ],
  }),
  async ({ context, expect }) => {
    const users = await context.users(context.contract.load.users);
    const worlds = await Promise.all(
      users.map(async (user) => {
        const question = await context.questionInNewThread(user);
        const posted = await context.call("postMessage", { ...question }, { user });
        expect(posted.ok, posted.said).toBe(true);
        return { user, question };
      }),
    );
    const { length } = users;
    expect(new Set(worlds.map(({ question: { threadId } }) => threadId)).size).toBe(length);
    await Promise.all(
      worlds.map(async ({ user, question }) => {
        const listed = await context.call("listThreads", {}, { user });
        expect(listed.ok, listed.said).toBe(true);
        const seen = worlds.filter((other) => listed.text.includes(other.question.threadId));
        expect(seen.map((other) => other.user.id)).toEqual([user.id]);
        const told = await conversationIn(context, question.threadId, user);
        expect(told.contents, told.said).toEqual([question.prompt]);
      }),
    );
  },
);

test(
  "keeps the words of one user out of the answers of the others, asked at once and afterwards",
  check({
    id: "isolation.keeps-words-apart",
    suspects: ["data-foreign"],
    rows: ["I01", "I05"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["many-users", "operation.execute"],
  }),
  async ({ context, expect }) => {
    const users = await context.users(context.contract.load.runs);
    const asked: Question[] = [];
    for (const _ of ["at once", "afterwards"]) {
      const told = await Promise.all(
        users.map(async (user) => {
          const question = context.question();
          asked.push(question);
          const answer = await context.call("execute", { ...question }, { user });
          expect(answer.ok, answer.said).toBe(true);
          const text = answer.read("answer");
          expect(text).toContain(question.canary);
          expect(ownWords(question.prompt, text)).toBeGreaterThanOrEqual(fewestOwnWords);
          return { question, text: answer.text };
        }),
      );
      for (const { question, text } of told) {
        const heard = asked.filter(({ canary }) => text.includes(canary));
        expect(heard.map(({ canary }) => canary)).toEqual([question.canary]);
      }
    }
  },
);

test(
  "starts a new thread without anything said in another, by the same user",
  check({
    id: "isolation.starts-threads-afresh",
    suspects: ["answer-unfounded"],
    rows: ["I06"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "history",
      "operation.createThread",
      "operation.execute",
      "operation.threadMessages",
    ],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const earlier = await context.questionInNewThread(user);
    const before = await context.call("execute", { ...earlier }, { user });
    expect(before.ok, before.said).toBe(true);
    const question = await context.questionInNewThread(user);
    const empty = await conversationIn(context, question.threadId, user);
    expect(empty.ok, empty.said).toBe(true);
    expect(empty.contents, empty.said).toEqual([]);
    const answer = await context.call("execute", { ...question }, { user });
    expect(answer.read("answer"), answer.said).toContain(question.canary);
    expect(answer.text).not.toContain(earlier.canary);
    for (const { prompt, threadId } of [earlier, question]) {
      const told = await conversationIn(context, threadId, user);
      expect(told.questions, told.said).toEqual([prompt]);
    }
  },
);

test(
  "helps a user who lacks data with her own request alone, whatever others ask meanwhile",
  check({
    id: "isolation.helps-each-by-own-request",
    suspects: ["data-foreign"],
    rows: ["I08", "I05"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "many-users",
      "report-tiers",
      "operation.createThread",
      "operation.execute",
      "operation.executeWithoutData.report",
    ],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const users = await context.users(2);
    const earlier = await Promise.all(
      users.map(async (user) => {
        const question = await context.questionInNewThread(user);
        const answer = await context.call("execute", { ...question }, { user });
        expect(answer.ok, answer.said).toBe(true);
        return question;
      }),
    );
    const asked = earlier.map(({ threadId }) => ({ ...context.question(), threadId }));
    const answers = await Promise.all(
      users.map((user, n) => context.call("executeWithoutData", { ...asked[n] }, { user })),
    );
    for (const [n, answer] of answers.entries()) {
      expect(answer.ok, answer.said).toBe(true);
      const report = answer.read("report");
      // Without it nobody would know that it was the data helper that answered.
      expect(tierOf(contract, report), answer.said).not.toBe(tiersOf(contract).full);
      expect(answer.read("answer")).toContain(asked[n]?.canary);
      expect(JSON.stringify(report)).toContain(asked[n]?.canary);
      const own = ownWords(asked[n]?.prompt ?? "", answer.read("answer"));
      expect(own, answer.said).toBeGreaterThanOrEqual(fewestOwnWords);
      for (const { canary } of [asked[1 - n], earlier[1 - n]].flatMap((one) => one ?? [])) {
        expect(answer.text).not.toContain(canary);
      }
    }
  },
);
