import { check, test } from "../../src/fixtures/test.ts";
import type { Run } from "../../src/harness/wire/run/run.ts";

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
    await Promise.all([anas.linger(), bens.linger()]);
    expect([...herRun.deviations, ...hisRun.deviations]).toEqual([]);
    expect([...anas.strays, ...bens.strays]).toEqual([]);
    expect(herRun.answer).toContain(hers.canary);
    expect(hisRun.answer).toContain(his.canary);
    // Everything the socket brought, not just what was read as part of the run.
    expect(anas.transcript.receivedText).not.toContain(his.canary);
    expect(bens.transcript.receivedText).not.toContain(hers.canary);
    const [herIds, hisIds] = [idsOf(herRun), idsOf(hisRun)];
    expect(herIds.users, "whose events Ana got").toEqual([ana.id]);
    expect(hisIds.users, "whose events Ben got").toEqual([ben.id]);
    expect(herIds.runs.length).toBe(1);
    expect(hisIds.runs).not.toEqual(herIds.runs);
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
    expect(own.status, own.said).toBe(200);
    const foreign = await context.call("readThread", { threadId }, { user: ben });
    expect([401, 403, 404]).toContain(foreign.status);
    const messages = await context.call("threadMessages", { threadId }, { user: ben });
    expect([401, 403, 404]).toContain(messages.status);
  },
);

test(
  "does not let a user list, write to, watch or delete what is another user's",
  check({
    id: "isolation.protects-foreign-threads",
    rows: ["I02", "C16"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "operation.createThread",
      "operation.listThreads",
      "operation.readThread",
      "operation.deleteThread",
    ],
  }),
  async ({ context, expect }) => {
    const [ana, ben] = await context.users(2);
    const { threadId } = await context.questionInNewThread(ana);
    const listed = await context.call("listThreads", {}, { user: ben });
    expect(listed.ok, listed.said).toBe(true);
    expect(listed.text).not.toContain(threadId);
    const deleted = await context.call("deleteThread", { threadId }, { user: ben });
    expect([401, 403, 404], deleted.said).toContain(deleted.status);
    const still = await context.call("readThread", { threadId }, { user: ana });
    expect(still.status, still.said).toBe(200);
  },
);

test(
  "does not answer a question in another user's thread",
  check({
    id: "isolation.refuses-foreign-questions",
    rows: ["I02", "C16"],
    phase,
    journey,
    needs: ["answer"],
    capabilities: ["operation.createThread", "operation.threadMessages"],
  }),
  async ({ context, expect }) => {
    const [ana, ben] = await context.users(2);
    const { threadId } = await context.questionInNewThread(ana);
    await using session = await context.connect({ user: ben });
    const intrusion = { ...context.question(), threadId };
    session.start(intrusion);
    // Whatever the answer to the intruder is, by the time his own question is answered it is done.
    await session.ask(context.question());
    const history = await context.call("threadMessages", { threadId }, { user: ana });
    expect(history.status, history.said).toBe(200);
    expect(history.text).not.toContain(intrusion.canary);
  },
);

test(
  "does not show a user another user's run",
  check({
    id: "isolation.hides-foreign-runs",
    rows: ["I01", "I02"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.startRun", "operation.runStatus"],
  }),
  async ({ context, expect }) => {
    const [ana, ben] = await context.users(2);
    const values = { ...context.question(), userId: ana.id };
    const started = await context.call("startRun", values, { user: ana });
    expect(started.ok, started.said).toBe(true);
    const runId = String(started.read("runId"));
    const own = await context.call("runStatus", { ...values, runId }, { user: ana });
    expect(own.status, own.said).toBe(200);
    const asBen = { ...values, runId, userId: ben.id };
    const foreign = await context.call("runStatus", asBen, { user: ben });
    expect([401, 403, 404], foreign.said).toContain(foreign.status);
  },
);

function idsOf({ events }: Run): { readonly users: string[]; readonly runs: string[] } {
  return {
    users: [...new Set(events.flatMap(({ userId }) => userId ?? []))],
    runs: [...new Set(events.flatMap(({ runId }) => runId ?? []))],
  };
}
