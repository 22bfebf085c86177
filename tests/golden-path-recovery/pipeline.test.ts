import { check, test } from "../../src/fixtures/test.ts";
import { eventsOutOfPlace, toolsOutOfTurn } from "./agents-at-work.ts";
import { completedAgents, extraAgents, startOrder } from "./pipeline-order.ts";
import { actionsIn, tierOf, tiersOf } from "./report-tier.ts";

const phase = "golden-path-recovery";
const journey = "agents";

test(
  "runs the pipeline in the promised order, report last",
  check({
    id: "pipeline.keeps-order",
    suspects: ["events-disordered"],
    rows: ["O01", "O02"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["pipeline"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { pipeline, completed, report } = contract.events;
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.question());
    expect(run.deviations).toEqual([]);
    expect(completedAgents(contract, run)).toEqual(pipeline);
    // Tolerated, and worth knowing.
    context.figure("agents beside the pipeline", extraAgents(contract, run).length, "agents");
    const lastStep = run.events.findLastIndex(
      (event) => event.type === completed && event !== run.terminal,
    );
    const early = run.events.filter(({ type }, at) => report.includes(type) && at < lastStep);
    expect(early, "reports before the last agent was done").toEqual([]);
  },
);

test(
  "starts no agent before what it builds on is done",
  check({
    id: "pipeline.waits-for-prerequisites",
    suspects: ["events-disordered"],
    rows: ["O01"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["pipeline", "start-order"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.question());
    const { asked, broken } = startOrder(contract, run);
    expect(asked.length, run.types.join()).toBeGreaterThan(0);
    expect(broken).toEqual([]);
    const prerequisites = Object.values(contract.events.startsAfter).flat();
    const needed = contract.events.pipeline.filter((agent) => prerequisites.includes(agent));
    expect(completedAgents(contract, run)).toEqual(expect.arrayContaining(needed));
  },
);

test(
  "uses an agent's tools one after the other, while that agent works",
  check({
    id: "pipeline.sequences-tools",
    suspects: ["events-disordered"],
    rows: ["O07"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["pipeline", "event-pairs"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { pairs } = contract.events;
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.question());
    const used = pairs.flatMap(({ close }) => run.ofType(close));
    expect(used.length, run.types.join()).toBeGreaterThan(0);
    expect(toolsOutOfTurn(contract, run)).toEqual([]);
    expect(eventsOutOfPlace(contract, run)).toEqual([]);
  },
);

test(
  "without data, asks for it instead of analysing",
  check({
    id: "pipeline.asks-for-missing-data",
    suspects: ["answer-unfounded", "events-disordered"],
    rows: ["O08"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["pipeline", "variant.withoutData", "pipeline-without-data"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const question = context.variant("withoutData");
    await using session = await context.connect({ user: await context.user() });
    const [run, sound] = await Promise.all([
      session.ask(question),
      session.ask(context.question()),
    ]);
    expect(run.deviations).toEqual([]);
    expect(completedAgents(contract, run)).toEqual(
      contract.question.variants.withoutData?.pipeline,
    );
    expect(completedAgents(contract, sound)).toEqual(contract.events.pipeline);
    expect(run.answer).toContain(question.canary);
  },
);

test(
  "with some of the data, analyses that and asks for the rest",
  check({
    id: "pipeline.uses-partial-data",
    suspects: ["answer-unfounded"],
    rows: ["O08"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["pipeline", "variant.partialData", "pipeline-partial-data"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const question = context.variant("partialData");
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(question);
    expect(run.deviations).toEqual([]);
    expect(completedAgents(contract, run)).toEqual(
      contract.question.variants.partialData?.pipeline,
    );
    expect(startOrder(contract, run).broken).toEqual([]);
    expect(run.answer).toContain(question.canary);
  },
);

test(
  "keeps the order up to an agent's failure, and uses nothing of the agent that failed",
  check({
    id: "pipeline.keeps-order-through-failure",
    suspects: ["events-missing"],
    rows: ["O09"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["pipeline", "report", "variant.failing"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { pipeline, failed, report } = contract.events;
    await using session = await context.connect({ user: await context.user() });
    const run = await session.ask(context.variant("failing"));
    const culprits = run.events
      .filter(({ type }) => failed.includes(type))
      .flatMap(({ agent }) => agent ?? []);
    const done = completedAgents(contract, run);
    expect(culprits.length, run.types.join()).toBeGreaterThan(0);
    expect(done).toEqual(pipeline.filter((agent) => done.includes(agent)));
    expect(done.filter((agent) => culprits.includes(agent))).toEqual([]);
    expect(done.length).toBeLessThan(pipeline.length);
    expect(eventsOutOfPlace(contract, run)).toEqual([]);
    const failure = run.events.findIndex(({ type }) => failed.includes(type));
    const reported = run.events.findIndex(({ type }) => report.includes(type));
    expect(reported, "a report after the failure").toBeGreaterThan(failure);
  },
);

test(
  "over HTTP, refuses or reports a run that lacks its data, and never calls it complete",
  check({
    id: "pipeline.reports-missing-data",
    suspects: ["answer-unfounded"],
    rows: ["O03", "V03"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: [
      "report-tiers",
      "operation.execute.report",
      "operation.execute.answer",
      "operation.executeWithoutData.report",
      "operation.executeWithoutData.answer",
    ],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { full } = tiersOf(contract);
    const user = await context.user();
    const question = context.question();
    const sound = await context.call("execute", { ...question }, { user });
    expect(tierOf(contract, sound.read("report")), sound.said).toBe(full);
    const lacking = await context.call("executeWithoutData", { ...question }, { user });
    expect(lacking.ok, lacking.said).toBe(true);
    const report = lacking.read("report");
    expect(tierOf(contract, report) ?? "", lacking.said).toMatch(/\S/);
    expect(tierOf(contract, report), lacking.said).not.toBe(full);
    expect(actionsIn(contract, report).length, lacking.said).toBeGreaterThan(0);
    expect(lacking.read("answer")).toContain(question.canary);
    expect(lacking.read("answer")).not.toBe(sound.read("answer"));
  },
);

test(
  "keeps the order for several users at once",
  check({
    id: "pipeline.keeps-order-for-several-users",
    suspects: ["events-disordered", "events-misaddressed"],
    rows: ["O04", "O01"],
    phase,
    journey,
    needs: ["session"],
    capabilities: ["pipeline", "many-users"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const users = await context.users(contract.load.runs);
    const asked = await Promise.all(
      users.map(async (user) => {
        const session = await context.connect({ user });
        const question = context.question();
        return { session, question, user };
      }),
    );
    // Every session stands before the first question: the runs really are at once.
    const runs = await Promise.all(asked.map(({ session, question }) => session.ask(question)));
    await Promise.all(asked.map(({ session }) => session.linger()));
    for (const [n, run] of runs.entries()) {
      expect(run.deviations).toEqual([]);
      expect(completedAgents(contract, run)).toEqual(contract.events.pipeline);
      expect(startOrder(contract, run).broken).toEqual([]);
      expect(asked[n]?.session.strays).toEqual([]);
      expect(run.answer).toContain(asked[n]?.question.canary);
      expect(new Set(run.events.map(({ userId }) => userId))).toEqual(new Set([asked[n]?.user.id]));
    }
  },
);
