import { check, test } from "../../src/fixtures/test.ts";

const phase = "staging-e2e";
const journey = "isolation";

test(
  "keeps two users apart: nobody sees an event or a word of the other's run",
  check({
    id: "isolation.separates-two-users",
    rows: ["I03", "I05", "E12"],
    phase,
    journey,
    needs: ["answer"],
  }),
  async ({ context, expect }) => {
    const [ana, ben] = await context.users(2);
    await using anas = await context.connect({ user: ana });
    await using bens = await context.connect({ user: ben });
    const [hers, his] = [context.question(), context.question()];
    const [herRun, hisRun] = await Promise.all([anas.ask(hers), bens.ask(his)]);
    expect(herRun.answer).toContain(hers.canary);
    expect(hisRun.answer).toContain(his.canary);
    // Everything the socket brought, not just what was read as part of the run.
    expect(anas.transcript.receivedText).not.toContain(his.canary);
    expect(bens.transcript.receivedText).not.toContain(hers.canary);
    const foreign = anas.transcript.receivedText.includes(hisRun.runId ?? "no run id");
    expect(foreign, "events of the other user's run").toBe(false);
  },
);

test(
  "does not let a user read another user's thread",
  check({
    id: "isolation.hides-foreign-threads",
    rows: ["I02", "C16", "A09"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.createThread", "operation.readThread", "operation.threadMessages"],
  }),
  async ({ context, expect }) => {
    const [ana, ben] = await context.users(2);
    const { threadId } = await context.questionInNewThread(ana);
    const own = await context.call("readThread", { threadId }, { user: ana });
    expect(own.status, own.text).toBe(200);
    const foreign = await context.call("readThread", { threadId }, { user: ben });
    expect([401, 403, 404]).toContain(foreign.status);
    const messages = await context.call("threadMessages", { threadId }, { user: ben });
    expect([401, 403, 404]).toContain(messages.status);
  },
);
