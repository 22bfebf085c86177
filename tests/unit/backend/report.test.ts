import { describe, expect, test } from "vitest";
import { startBackend } from "../../../src/fixtures/backend/index.ts";
import { ask, register } from "./visitor.ts";

const question = "We spend $48,213 a month on project heron-42, what can go?";
const tiers = [
  {
    data_sufficiency: "sufficient",
    steps: ["triage", "data", "optimization", "actions", "reporting"],
    report_type: "full_analysis",
    parts: ["sections", "recommendations", "action_plan"],
  },
  {
    data_sufficiency: "partial",
    steps: ["triage", "data_helper", "data", "reporting"],
    report_type: "partial_analysis",
    parts: ["partial_insights", "recommendations", "missing_data_guidance"],
  },
  {
    data_sufficiency: "insufficient",
    steps: ["triage", "data_helper", "reporting"],
    report_type: "guidance",
    parts: ["welcome_message", "quick_assessment", "data_collection_guide"],
  },
  {
    data_sufficiency: "unknown",
    steps: ["data_helper", "reporting"],
    report_type: "guidance",
    parts: ["value_proposition", "example_optimizations"],
  },
];

describe.each(tiers)("with $data_sufficiency data", (tier) => {
  const { data_sufficiency, steps, report_type, parts } = tier;
  test.each([{ data_sufficiency }, { context: { data_sufficiency } }])(
    "said as %j, the same agents report over the socket and over HTTP",
    async (said) => {
      await using backend = await startBackend();
      const visitor = await register(backend);
      await using socket = await visitor.connect();
      const events = await ask(socket, question, said);
      const { body } = await visitor.post("/api/agents/triage", { message: question, ...said });
      expect(body.steps).toEqual(steps);
      const done = events.filter(({ type }) => type === "agent_completed");
      expect(done.map(({ agent_name }) => agent_name)).toEqual([...steps, "Supervisor"]);
      expect(body.report).toEqual(events.at(-2)?.report);
      expect(body.report).toMatchObject({ report_type });
      const report = body.report as Record<string, string | unknown[]>;
      for (const part of [...parts, "next_steps"]) {
        expect([part, report[part]?.length]).toEqual([part, expect.any(Number)]);
        expect(report[part]?.length).toBeGreaterThan(0);
      }
    },
  );

  test("the figure of the question is in answer and report", async () => {
    await using backend = await startBackend();
    const visitor = await register(backend);
    const said = { message: question, data_sufficiency };
    const { body } = await visitor.post("/api/agents/triage", said);
    expect(body.response).toContain("$48,213");
    expect(JSON.stringify(body.report)).toContain("$48,213");
  });
});

test("figures stay with their runs and users, however many there are at once", async () => {
  await using backend = await startBackend();
  const visitors = await Promise.all(["ana", "ben"].map((name) => register(backend, name)));
  const figures = [11_101, 22_202, 33_303, 44_404];
  const runs = visitors.flatMap((visitor, at) =>
    figures.map((figure) => ({ visitor, figure: figure + at * 50_000 })),
  );
  const answers = await Promise.all(
    runs.map(async ({ visitor, figure }) => {
      const message = `Our spend is $${figure} a month`;
      return (await visitor.post("/api/agents/data", { message })).text;
    }),
  );
  for (const [index, text] of answers.entries()) {
    const named = runs.filter(({ figure }) => text.includes(figure.toLocaleString("en-US")));
    expect(named).toEqual([runs[index]]);
  }
});
