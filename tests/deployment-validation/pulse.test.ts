import { readField } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";

const phase = "deployment-validation";
const journey = "deployment";

test(
  "is healthy on several connections at once, and the same deployment on each",
  check({
    id: "deployment.is-healthy-in-parallel",
    rows: ["D32"],
    phase,
    journey,
    capabilities: ["operation.health"],
  }),
  async ({ context, expect }) => {
    const { identity, load } = context.contract;
    const startMs = context.clock.now();
    const calls = Array.from({ length: load.healthCalls }, () =>
      context.call("health", {}, { freshConnection: true }),
    );
    const answers = await Promise.all(calls);
    const elapsedMs = context.clock.now() - startMs;
    for (const answer of answers) {
      expect(answer.ok, answer.said).toBe(true);
      expect(identity.status.healthy, answer.said).toContain(answer.field(identity.status.read));
    }
    expect(elapsedMs).toBeLessThanOrEqual(context.limits.httpMs);
    const whose = answers.map(({ json }) =>
      [identity.service.read, identity.version, identity.revision].map((paths) =>
        String(readField(json, paths ?? [])),
      ),
    );
    expect(new Set(whose.map((each) => each.join(" ")))).toHaveLength(1);
  },
);
