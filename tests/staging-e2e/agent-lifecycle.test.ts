import { readField } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";
import type { User } from "../../src/harness/wire/user/user.ts";

const phase = "staging-e2e";
const journey = "agents";

test(
  "reports a started agent as started, and as stopped once it is stopped",
  check({
    id: "agents.start-and-stop",
    suspects: ["silent-downgrade"],
    rows: ["C11"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "lifecycle",
      "operation.startAgent.agentId",
      "operation.stopAgent",
      "operation.agentStates.agents",
    ],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const [stopped, spared] = [await started(context, user), await started(context, user)];
    expect(stopped.agentId).not.toBe(spared.agentId);
    const answer = await context.call("stopAgent", stopped, { user });
    expect(answer.ok, answer.said).toBe(true);
    await becomes(context, { user, ...stopped, state: "stopped" });
    expect(await stateOf(context, { user, ...spared })).toBe("started");
  },
);

test(
  "reports an agent as cancelled once it is cancelled",
  check({
    id: "agents.cancel",
    suspects: ["silent-downgrade"],
    rows: ["C11"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "lifecycle",
      "operation.startAgent.agentId",
      "operation.cancelAgent",
      "operation.agentStates.agents",
    ],
  }),
  async ({ context, expect }) => {
    const user = await context.user();
    const [cancelled, spared] = [await started(context, user), await started(context, user)];
    const answer = await context.call("cancelAgent", cancelled, { user });
    expect(answer.ok, answer.said).toBe(true);
    await becomes(context, { user, ...cancelled, state: "cancelled" });
    expect(await stateOf(context, { user, ...spared })).toBe("started");
  },
);

test(
  "lets nobody but its owner see, stop or cancel an agent",
  check({
    id: "agents.obey-their-owner",
    suspects: ["data-foreign"],
    rows: ["C11", "I02"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "many-users",
      "lifecycle",
      "operation.startAgent.agentId",
      "operation.stopAgent",
      "operation.cancelAgent",
      "operation.agentStates.agents",
    ],
  }),
  async ({ context, expect }) => {
    const { foreignStatuses } = context.contract.http;
    const [ana, ben] = await context.users(2);
    const hers = await started(context, ana);
    const his = await started(context, ben);
    for (const name of ["stopAgent", "cancelAgent"] as const) {
      const refused = await context.call(name, hers, { user: ben });
      expect(foreignStatuses, `${name}: ${refused.said}`).toContain(refused.status);
      expect(await stateOf(context, { user: ana, ...hers })).toBe("started");
    }
    expect(await stateOf(context, { user: ben, ...hers })).toBeUndefined();
    expect(await stateOf(context, { user: ana, ...his })).toBeUndefined();
    const obeyed = await context.call("stopAgent", hers, { user: ana });
    expect(obeyed.ok, obeyed.said).toBe(true);
    await becomes(context, { user: ana, ...hers, state: "stopped" });
    expect(await stateOf(context, { user: ben, ...his })).toBe("started");
  },
);

type State = "started" | "stopped" | "cancelled";

interface Owned {
  readonly user: User;
  readonly agentId: string;
}

/** Starts an agent and waits until it is reported as started. */
async function started(context: TestContext, user: User): Promise<{ readonly agentId: string }> {
  const answer = await context.call("startAgent", { ...context.question() }, { user });
  const agentId = answer.read("agentId");
  if (!answer.ok || typeof agentId !== "string") throw new Error(`not started: ${answer.said}`);
  await becomes(context, { user, agentId, state: "started" });
  return { agentId };
}

async function becomes(
  context: TestContext,
  { state, ...agent }: Owned & { readonly state: State },
): Promise<void> {
  await context.poll(() => stateOf(context, agent), {
    until: (now) => now === state,
    what: `agent ${agent.agentId} to be reported as ${state}`,
    withinMs: context.limits.replyMs,
  });
}

/** What the user's list says of an agent; undefined when it does not list it. */
async function stateOf(
  context: TestContext,
  { user, agentId }: Owned,
): Promise<State | string | undefined> {
  const { lifecycle } = context.contract;
  const answer = await context.call("agentStates", {}, { user });
  if (!answer.ok) throw new Error(`no list of agents: ${answer.said}`);
  const listed = [answer.read("agents")]
    .flat()
    .filter((agent) => readField(agent, lifecycle?.id ?? []) === agentId);
  if (listed.length > 1) throw new Error(`listed ${listed.length} times: ${answer.said}`);
  if (listed.length === 0) return undefined;
  const word = String(readField(listed[0], lifecycle?.status ?? []));
  const states = ["started", "stopped", "cancelled"] as const;
  return states.find((state) => lifecycle?.[state].includes(word)) ?? `unknown: ${word}`;
}
