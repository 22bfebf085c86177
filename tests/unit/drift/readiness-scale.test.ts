import { describe, expect, test } from "vitest";
import { cloudRun, contractWith, toldBy, unseenBy, variables } from "./readiness-branch.ts";

describe("scales-as-declared", () => {
  test.each([
    [{ MIN_INSTANCES: "1", MAX_INSTANCES: "20", CONCURRENCY: "80" }, []],
    [{ MIN_INSTANCES: "0" }, ["min_instances: min_instances says 0, planned is 1"]],
    [
      { MIN_INSTANCES: "1", MAX_INSTANCES: "5" },
      ["max_instances: max_instances says 5, planned is 20"],
    ],
    [{ CONCURRENCY: "0" }, ["concurrency: concurrency is 0, and must be a whole number from 1"]],
    [
      { CONCURRENCY: "1.5" },
      ["concurrency: concurrency is 1.5, and must be a whole number from 1"],
    ],
  ])("finds in %j: %j", (env, told) => {
    expect(toldBy("scales-as-declared", { "b.env": variables(env) })).toEqual(told);
  });

  test("wants no more instances at least than at most, whatever is planned", () => {
    const contract = contractWith({ manifest: {} });
    const files = { "b.env": "MIN_INSTANCES=5\nMAX_INSTANCES=2\n" };
    expect(toldBy("scales-as-declared", files, { contract })).toEqual([
      "min_instances: min_instances 5 ≤ max_instances 2 does not hold (b.env, line 1 and b.env, line 2)",
    ]);
    const equal = { "b.env": "MIN_INSTANCES=2\nMAX_INSTANCES=2\n" };
    expect(toldBy("scales-as-declared", equal, { contract })).toEqual([]);
  });

  test("reads what Cloud Run calls them", () => {
    const annotations =
      '"autoscaling.knative.dev/minScale": "2", "autoscaling.knative.dev/maxScale": "20"';
    const files = { "b.yaml": cloudRun({}, { annotations, spec: "containerConcurrency: 40" }) };
    expect(toldBy("scales-as-declared", files)).toEqual([
      "min_instances: min_instances says 2, planned is 1",
    ]);
  });

  test("takes no limit of Knative for one, and nothing else", () => {
    const judge = (limit: string) =>
      toldBy("scales-as-declared", {
        "b.yaml": cloudRun({}, { spec: `containerConcurrency: ${limit}` }),
      });
    expect(judge("0")).toEqual([]);
    expect(judge("-1")).toEqual([
      "concurrency: concurrency is -1, and must be a whole number from 0",
    ]);
  });

  test("says that nobody names them", () => {
    expect(unseenBy("scales-as-declared", { "b.env": "A=1\n" })).toEqual({
      isLooked: false,
      unseen: [
        "min_instances: no file says it",
        "max_instances: no file says it",
        "concurrency: no file says it",
      ],
    });
  });
});
