import { matches } from "../../src/contract/match.ts";
import { fill } from "../../src/contract/template.ts";
import { check, test } from "../../src/fixtures/test.ts";

const phase = "staging-e2e";
const journey = "isolation";

test(
  "does not show a user another user's run, nor lets him start one in her thread",
  check({
    id: "isolation.hides-foreign-runs",
    suspects: ["data-foreign"],
    rows: ["I01", "I02"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "many-users",
      "operation.startRun",
      "operation.runStatus",
      "operation.runEvents",
      "operation.createThread",
    ],
  }),
  async ({ context, expect }) => {
    const { foreignStatuses } = context.contract.http;
    const [ana, ben] = await context.users(2);
    const question = await context.questionInNewThread(ana);
    const started = await context.call("startRun", { ...question }, { user: ana });
    expect(started.ok, started.said).toBe(true);
    const runId = String(started.read("runId"));
    const finished = await context.poll(
      () => context.call("runStatus", { ...question, runId }, { user: ana }),
      { until: ({ ok, status }) => ok || status >= 400, what: `run ${runId} to finish` },
    );
    expect(finished.read("answer"), finished.said).toContain(question.canary);
    for (const name of ["runStatus", "runEvents"] as const) {
      const own = await context.call(name, { ...question, runId }, { user: ana });
      expect(own.ok, `${name}: ${own.said}`).toBe(true);
      expect(own.text, name).toContain(question.canary);
      // As himself, and as somebody who claims to be her.
      for (const userId of [ben.id, ana.id]) {
        const foreign = await context.call(name, { ...question, runId, userId }, { user: ben });
        expect(foreignStatuses, `${name}: ${foreign.said}`).toContain(foreign.status);
        expect(foreign.text, name).not.toContain(question.canary);
      }
    }
    const intrusion = { ...context.question(), threadId: question.threadId };
    for (const userId of [ben.id, ana.id]) {
      const refused = await context.call("startRun", { ...intrusion, userId }, { user: ben });
      expect(foreignStatuses, `startRun: ${refused.said}`).toContain(refused.status);
    }
  },
);

test(
  "does not let a user stop another user's run over HTTP",
  check({
    id: "isolation.protects-foreign-runs",
    suspects: ["data-foreign"],
    rows: ["I02"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "many-users",
      "operation.startSlowRun",
      "operation.runStatus",
      "operation.stopRun",
    ],
  }),
  async ({ context, expect }) => {
    const { foreignStatuses } = context.contract.http;
    const [ana, ben] = await context.users(2);
    const question = context.question();
    const started = await context.call("startSlowRun", { ...question }, { user: ana });
    expect(started.ok, started.said).toBe(true);
    const runId = String(started.read("runId"));
    const [refused, early] = await Promise.all([
      context.call("stopRun", { runId }, { user: ben }),
      context.call("runStatus", { ...question, runId }, { user: ana }),
    ]);
    expect(foreignStatuses, refused.said).toContain(refused.status);
    expect(early.ok, `over already, so nothing could be stopped: ${early.said}`).toBe(false);
    const finished = await context.poll(
      () => context.call("runStatus", { ...question, runId }, { user: ana }),
      { until: ({ ok, status }) => ok || status >= 400, what: `run ${runId} to finish` },
    );
    expect(finished.read("answer"), finished.said).toContain(question.canary);
  },
);

test(
  "does not let a user stop another user's run from a socket",
  check({
    id: "isolation.protects-runs-on-sockets",
    suspects: ["data-foreign"],
    rows: ["I02", "I03"],
    phase,
    journey,
    needs: ["answer"],
    capabilities: ["many-users", "stop", "variant.slow"],
  }),
  async ({ context, expect }) => {
    const { websocket, events } = context.contract;
    const [ana, ben] = await context.users(2);
    await using anas = await context.connect({ user: ana });
    await using bens = await context.connect({ user: ben });
    const stopped = anas.start(context.variant("slow"));
    const { runId: first } = await stopped.until(events.started);
    await anas.exchange(websocket.stop, { values: { runId: first } });
    const question = context.variant("slow");
    const run = anas.start(question);
    const { runId } = await run.until(events.started);
    const { send = null, expect: agreed } = websocket.stop ?? {};
    bens.send(fill(send, { runId }));
    await run.finished();
    await Promise.all([anas.linger(), bens.linger()]);
    expect(run.deviations).toEqual([]);
    expect(run.answer).toContain(question.canary);
    const answers = bens.frames.filter(
      ({ message }) => agreed !== undefined && matches(context.contract, agreed, message),
    );
    expect(answers.map(({ text }) => text)).toEqual([]);
  },
);
