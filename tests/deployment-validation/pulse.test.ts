import { check, test } from "../../src/fixtures/test.ts";
import { deploymentIn, strangeness, whoAnswers } from "./identification.ts";

const phase = "deployment-validation";
const journey = "deployment";

test(
  "is healthy on several connections at once, and the same deployment on each",
  check({
    id: "deployment.is-healthy-in-parallel",
    suspects: ["mixed-revisions", "http-error"],
    rows: ["D32"],
    phase,
    journey,
  }),
  async ({ context, expect }) => {
    const { contract, clock, limits } = context;
    const startMs = clock.now();
    const calls = Array.from({ length: contract.load.healthCalls }, () =>
      whoAnswers(context, true),
    );
    const answers = await Promise.all(calls);
    expect(clock.now() - startMs).toBeLessThanOrEqual(limits.httpMs);
    for (const answer of answers) expect(strangeness(contract, answer)).toBeUndefined();
    const deployments = new Set(answers.map((answer) => deploymentIn(contract, answer)));
    expect([...deployments], "several deployments answer").toHaveLength(1);
  },
);
