import { readField } from "../../src/contract/field.ts";
import { check, test } from "../../src/fixtures/test.ts";
import { counts, type Drift, placeOf } from "../../src/harness/drift/compare.ts";
import { isFilled } from "./placeholder.ts";

/** One sentence on a setting that drifts. What nobody publishes need not be wrong: it cannot be seen. */
function tell({ key, state, expected = "nothing", deployed, from, note }: Drift): string {
  const branch = `${expected}${from === undefined ? "" : ` (${placeOf(from)})`} by the branch`;
  const runs = deployed === undefined ? "nothing of the kind runs" : `${deployed} runs`;
  const seen = state === "unpublished" ? "nobody publishes what runs" : runs;
  return [`${key}: ${branch}, and ${seen}`, ...(note === undefined ? [] : [note])].join(": ");
}

const phase = "deployment-validation";
const journey = "deployment";

test(
  "runs with the settings that the branch deploys",
  check({
    id: "deployment.runs-what-the-branch-deploys",
    suspects: ["settings-old", "pinned-revision", "manifest-unplanned", "settings-unpublished"],
    rows: ["D07", "D08"],
    ...{ phase, journey, capabilities: ["branch", "settings", "operation.settings"] },
  }),
  async ({ context, expect }) => {
    expect(context.deployment.branch.unreadable, "files nobody can read").toEqual([]);
    const { drift, equal } = await context.deployment.drift();
    const told = drift.filter(counts).map(tell);
    expect(told, told.join("; ")).toEqual([]);
    expect(equal.length, "settings that could be compared").toBeGreaterThan(0);
  },
);

test(
  "greets on the WebSocket as the revision that answers over HTTP",
  check({
    id: "deployment.is-one-build",
    suspects: ["mixed-revisions", "pinned-revision"],
    rows: ["D12"],
    ...{ phase, journey, capabilities: ["welcome-revision", "operation.health"] },
  }),
  async ({ context, expect }) => {
    const { identity, websocket } = context.contract;
    const answer = await context.call("health");
    const { welcome } = await context.connect();
    const overHttp = answer.field(identity.revision ?? []);
    const overSocket = readField(welcome, websocket.welcome?.revision ?? []);
    expect(isFilled(overHttp), answer.said).toBe(true);
    expect(overSocket, "the revision that greets").toBe(overHttp);
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
