import { describe, expect, test } from "vitest";
import { cloudRun, fromMap, toldBy, unseenBy, variables } from "./readiness-branch.ts";

describe("is-not-development", () => {
  test.each([
    ["staging", { "b.yaml": cloudRun({ ENVIRONMENT: "staging" }) }, []],
    ["a name of somebody's own", { "b.yaml": cloudRun({ ENVIRONMENT: "qa-7" }) }, []],
    ["a map beside it", { "b.yaml": cloudRun(), "c.env": "ENVIRONMENT=prod\n" }, []],
    [
      "no environment",
      { "b.yaml": cloudRun() },
      ["environment: nothing names ENVIRONMENT, and b.yaml is for Cloud Run"],
    ],
    [
      "a blank one",
      { "b.yaml": cloudRun({ ENVIRONMENT: " " }) },
      ["environment: ENVIRONMENT is empty, and b.yaml is for Cloud Run"],
    ],
    ...["development", "dev", "local", "test", "Testing"].map(
      (name) =>
        [
          name,
          { "b.yaml": cloudRun({ ENVIRONMENT: name }) },
          [`environment: ENVIRONMENT says ${name}, and b.yaml is for Cloud Run`],
        ] as const,
    ),
    [
      "a marker of a cloud",
      { "b.env": "ENVIRONMENT=development\nK_SERVICE=backend\n" },
      [
        "environment: ENVIRONMENT says development, and K_SERVICE (b.env, line 2) says it runs in a cloud",
      ],
    ],
    ["development without a cloud", { "b.env": "ENVIRONMENT=development\n" }, []],
  ] as const)("finds %s", (_, files, told) => {
    expect(toldBy("is-not-development", files)).toEqual(told);
  });

  test("looks at Kubernetes, too, and at every service", () => {
    const deployment = `apiVersion: apps/v1
kind: Deployment
metadata: {name: auth}
spec: {template: {spec: {containers: [{image: "auth:1", env: [{name: ENVIRONMENT, value: test}]}]}}}
`;
    expect(toldBy("is-not-development", { "auth.yaml": deployment })).toEqual([
      "environment: ENVIRONMENT says test, and auth.yaml is for Kubernetes",
    ]);
  });

  test("refuses files of another environment than the one that was asked for", () => {
    const files = { "b.env": variables({ ENVIRONMENT: "staging" }) };
    expect(toldBy("is-not-development", files, { environment: "prod" })).toEqual([
      "environment: ENVIRONMENT says staging, and it is about to be deployed to prod",
    ]);
    expect(toldBy("is-not-development", files, { environment: "stage" })).toEqual([]);
  });

  test("does not look at what may stand in a map that no file holds", () => {
    const files = { "b.yaml": fromMap() };
    expect(toldBy("is-not-development", files)).toEqual([]);
    expect(unseenBy("is-not-development", files)).toEqual({
      isLooked: false,
      unseen: [
        "ENVIRONMENT: it may stand in ConfigMap shared, which is not in the file that names it",
      ],
    });
  });

  test("has nothing to look at where nothing goes to a cloud, nor where the name is filled in later", () => {
    expect(unseenBy("is-not-development", { "b.env": variables() })).toEqual({
      isLooked: false,
      unseen: ["files of backend are for no cloud"],
    });
    const later = { "b.yaml": cloudRun({ ENVIRONMENT: `\${ENV}` }) };
    expect(toldBy("is-not-development", later)).toEqual([]);
    expect(unseenBy("is-not-development", later)).toEqual({
      isLooked: false,
      unseen: ["ENVIRONMENT: it is filled in when it is deployed"],
    });
  });
});
