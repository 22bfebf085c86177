import { readText } from "../../src/contract/field.ts";
import { fill } from "../../src/contract/template.ts";
import { check, test } from "../../src/fixtures/test.ts";
import type { TestContext } from "../../src/harness/context.ts";
import { fewestOwnWords, ownWords } from "../golden-path-recovery/own-words.ts";
import { holdsSomething } from "../golden-path-recovery/report-tier.ts";

const phase = "staging-e2e";
const journey = "agents";

test(
  "runs every tool it lists, and lets the results depend on what was asked",
  check({
    id: "agents.run-listed-tools",
    suspects: ["answer-unfounded"],
    rows: ["C12"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["tools", "operation.listTools.tools", "operation.callTool.result"],
  }),
  async ({ context, expect }) => {
    const { operations } = context.contract;
    const user = await context.user();
    const tools = await toolsOf(context);
    expect(tools.length).toBeGreaterThan(0);
    expect(new Set(tools).size).toBe(tools.length);
    const questions = [context.question(), context.question()] as const;
    const results = await Promise.all(
      questions.map(({ prompt }) =>
        Promise.all(
          tools.map(async (tool) => {
            const answer = await context.call("callTool", { tool, prompt }, { user });
            expect(answer.ok, `${tool}: ${answer.said}`).toBe(true);
            expect(holdsSomething(answer.read("result")), `${tool}: ${answer.said}`).toBe(true);
            return JSON.stringify(answer.read("result"));
          }),
        ),
      ),
    );
    for (const [n, { canary }] of questions.entries()) {
      const [own = [], other = []] = n === 0 ? results : results.toReversed();
      expect(own.join("\n"), "the words of the question in the results").toContain(canary);
      expect(other.join("\n")).not.toContain(canary);
    }
    const sent = tools.map((tool) =>
      fill(operations.callTool?.body ?? "", { ...questions[0], tool }),
    );
    const own = ownWords(JSON.stringify(sent), results[0]?.join("\n"));
    expect(own, "words that were not in the requests").toBeGreaterThanOrEqual(fewestOwnWords);
    const different = new Set(results[0]).size;
    expect(different, "results of different tools").toBeGreaterThanOrEqual(
      Math.min(2, tools.length),
    );
  },
);

test(
  "refuses a tool nobody has, and still runs the ones there are",
  check({
    id: "agents.refuse-unknown-tools",
    suspects: ["silent-downgrade"],
    rows: ["C12"],
    phase,
    journey,
    needs: ["backend"],
    capabilities: ["tools", "operation.listTools.tools", "operation.callTool"],
  }),
  async ({ context, expect }) => {
    const { foreignStatuses, invalidStatuses } = context.contract.http;
    const user = await context.user();
    const { prompt } = context.question();
    const unknown = { tool: `nothing-${context.id}`, prompt };
    const refused = await context.call("callTool", unknown, { user });
    expect(refused.ok, refused.said).toBe(false);
    expect([...foreignStatuses, ...invalidStatuses], refused.said).toContain(refused.status);
    const [tool] = await toolsOf(context);
    const served = await context.call("callTool", { tool, prompt }, { user });
    expect(served.ok, `${tool}: ${served.said}`).toBe(true);
  },
);

/** Names of the listed tools; one without a name is listed as an empty one, and fails to run. */
async function toolsOf(context: TestContext): Promise<string[]> {
  const answer = await context.call("listTools", {}, { user: await context.user() });
  if (!answer.ok) throw new Error(`no list of tools: ${answer.said}`);
  const { name = [] } = context.contract.tools ?? {};
  return [answer.read("tools")].flat().map((tool) => readText(tool, name) ?? "");
}
