import { check, test } from "../../src/fixtures/test.ts";
import { fewestOwnWords, ownWords } from "../golden-path-recovery/own-words.ts";
import { bodyWithId } from "./chosen-id.ts";

const phase = "staging-e2e";
const journey = "agents";

test(
  "lets every agent be asked by its name, and no agent it does not have",
  check({
    id: "agents.answer-by-name",
    suspects: ["answer-unfounded"],
    rows: ["C10"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["agents", "operation.executeAgent.agent"],
  }),
  async ({ context, expect }) => {
    const { agents, http } = context.contract;
    const user = await context.user();
    for (const agent of agents) {
      const question = context.question();
      const answer = await context.call("executeAgent", { ...question, agent }, { user });
      expect(answer.ok, `${agent}: ${answer.said}`).toBe(true);
      expect(answer.read("agent")).toBe(agent);
      const text = answer.read("answer");
      expect(text, agent).toContain(question.canary);
      expect(ownWords(question.prompt, text), agent).toBeGreaterThanOrEqual(fewestOwnWords);
    }
    const nobody = { ...context.question(), agent: `nobody-${context.id}` };
    const unknown = await context.call("executeAgent", nobody, { user });
    const refused = [...http.unknownPathStatuses, ...http.invalidStatuses];
    expect(refused, unknown.said).toContain(unknown.status);
  },
);

test(
  "refuses what is no question, by every agent, and answers the next one that is",
  check({
    id: "agents.refuse-invalid",
    suspects: ["manners-missing", "http-error"],
    rows: ["C10", "C22"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["agents", "operation.executeAgent", "operation.execute"],
  }),
  async ({ context, expect }) => {
    const { agents, http } = context.contract;
    const user = await context.user();
    const calls = [
      ...agents.map((agent) => ({ name: "executeAgent", agent }) as const),
      { name: "execute", agent: undefined } as const,
    ];
    for (const { name, agent } of calls) {
      const values = { ...context.question(), agent };
      for (const body of [{}, [], '{"', "null"]) {
        const refused = await context.call(name, values, { user, body });
        const what = `${agent ?? name} given ${JSON.stringify(body)}: ${refused.said}`;
        expect(http.invalidStatuses, what).toContain(refused.status);
      }
      const served = await context.call(name, values, { user });
      expect(served.ok, `${agent ?? name}: ${served.said}`).toBe(true);
    }
  },
);

test(
  "lets nobody ask an agent who is nobody, or whose token is forged",
  check({
    id: "agents.refuse-strangers",
    suspects: ["not-enforced"],
    rows: ["C10"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["auth-enforced", "agents", "operation.executeAgent"],
  }),
  async ({ context, expect }) => {
    const { agents, auth } = context.contract;
    const user = await context.user();
    const token = context.forge(user.token);
    for (const agent of agents) {
      const question = context.question();
      const values = { ...question, agent };
      for (const stranger of [{ user: null }, { token }]) {
        const refused = await context.call("executeAgent", values, stranger);
        expect(auth.refusedStatuses, `${agent}: ${refused.said}`).toContain(refused.status);
        expect(refused.text).not.toContain(question.canary);
      }
      const served = await context.call("executeAgent", values, { user });
      expect(served.ok, `${agent}: ${served.said}`).toBe(true);
    }
  },
);

test(
  "makes the ids of runs itself, a new one for every run, whatever id a client would like",
  check({
    id: "agents.make-run-ids",
    suspects: ["data-foreign"],
    rows: ["C30"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["operation.startRun.runId", "operation.runStatus"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { foreignStatuses, invalidStatuses } = contract.http;
    const user = await context.user();
    const started = await Promise.all(
      Array.from({ length: contract.load.runs }, () =>
        context.call("startRun", { ...context.question() }, { user }),
      ),
    );
    expect(started.filter(({ ok }) => !ok).map(({ said }) => said)).toEqual([]);
    const ids = started.map((answer) => String(answer.read("runId")));
    expect(new Set(ids).size).toBe(contract.load.runs);
    const id = `run-${context.question().messageId}`;
    const values = context.question();
    const body = bodyWithId(contract, { operation: "startRun", name: "runId", id }, { ...values });
    const answer = await context.call("startRun", { ...values }, { user, body });
    expect(answer.ok || invalidStatuses.includes(answer.status), answer.said).toBe(true);
    expect([...ids, id], answer.said).not.toContain(answer.read("runId"));
    const taken = await context.call("runStatus", { ...values, runId: id }, { user });
    expect(foreignStatuses, taken.said).toContain(taken.status);
    const own = await context.call("runStatus", { ...values, runId: ids[0] }, { user });
    expect(foreignStatuses, own.said).not.toContain(own.status);
  },
);

test(
  "opens an agent's breaker after the promised failures, for the user who met them alone",
  check({
    id: "agents.break-after-failures",
    suspects: ["silent-downgrade"],
    rows: ["D15"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "many-users",
      "breaker",
      "operation.execute",
      "operation.executeFailing",
      "operation.breakerState.state",
    ],
  }),
  async ({ context, expect }) => {
    const { agent = "", failures = 0, closed, open } = context.contract.breaker ?? {};
    const [ana, ben] = await context.users(2);
    const served = await context.call("execute", { ...context.question() }, { user: ana });
    expect(served.ok, served.said).toBe(true);
    for (let n = 0; n < failures; n += 1) {
      const before = await context.call("breakerState", { agent }, { user: ana });
      expect(closed, `after ${n} failures: ${before.said}`).toContain(before.read("state"));
      const failed = await context.call("executeFailing", { ...context.question() }, { user: ana });
      expect(failed.ok, `failure ${n + 1}: ${failed.said}`).toBe(true);
    }
    const after = await context.call("breakerState", { agent }, { user: ana });
    expect(open, `after ${failures} failures: ${after.said}`).toContain(after.read("state"));
    const question = context.question();
    const refused = await context.call("execute", { ...question }, { user: ana });
    expect(refused.ok, refused.said).toBe(false);
    expect(refused.text).not.toContain(question.canary);
    const others = await context.call("breakerState", { agent }, { user: ben });
    expect(closed, `somebody else: ${others.said}`).toContain(others.read("state"));
    const unaffected = await context.call("execute", { ...context.question() }, { user: ben });
    expect(unaffected.ok, `somebody else: ${unaffected.said}`).toBe(true);
  },
);
