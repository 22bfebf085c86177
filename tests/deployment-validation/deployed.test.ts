import { check, test } from "../../src/fixtures/test.ts";
import { counts, placeOf } from "../../src/harness/drift/compare.ts";

const phase = "deployment-validation";
const journey = "deployment";

test(
  "runs with the settings that the branch deploys",
  check({
    id: "deployment.runs-what-the-branch-deploys",
    suspects: ["settings-old", "pinned-revision", "manifest-unplanned"],
    rows: ["D07", "D08"],
    ...{ phase, journey, capabilities: ["branch", "settings", "operation.settings"] },
  }),
  async ({ context, expect }) => {
    expect(context.deployment.branch.unreadable, "files nobody can read").toEqual([]);
    const { drift, equal } = await context.deployment.drift();
    const told = drift.filter(counts).map(({ key, expected, deployed, from, state, note }) => {
      const where = from === undefined ? "" : ` (${placeOf(from)})`;
      const why = note === undefined ? "" : `: ${note}`;
      return `${key} is ${state}: ${expected ?? "nothing"}${where}, and ${deployed ?? "nothing"} runs${why}`;
    });
    expect(told, told.join("; ")).toEqual([]);
    expect(equal.length, "settings that could be compared").toBeGreaterThan(0);
  },
);

test(
  "answers every fresh connection, over HTTP and WebSocket, as the revision that was deployed",
  check({
    id: "deployment.answers-as-expected-revision",
    suspects: ["pinned-revision", "mixed-revisions"],
    rows: ["D12"],
    ...{ phase, journey, capabilities: ["expected-revision"] },
  }),
  async ({ context, expect }) => {
    const { state, because } = await context.deployment.census();
    expect(state, because).toBe("as-expected");
  },
);
