import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { faults, manifestsOf } from "../../../src/fixtures/faults/index.ts";
import { judgeReadiness, lookBy } from "../../../src/harness/drift/readiness/judge-readiness.ts";
import { readinessRules } from "../../../src/harness/drift/readiness/violation.ts";
import { branchOf } from "./readiness-branch.ts";

const question = { contract: defaultContract };

describe("the manifests of a whole environment", () => {
  test("are ready as long as nothing is broken on purpose", () => {
    expect(judgeReadiness(branchOf(manifestsOf([])), question)).toEqual([]);
  });

  test("give every rule but one something to look at", () => {
    const branch = branchOf(manifestsOf([]));
    const idle = readinessRules.filter((rule) => !lookBy(rule, branch, question).isLooked);
    expect(idle).toEqual(["markers-present"]);
  });

  test("have nothing wrong with them by a contract that says nothing of settings", () => {
    const { settings: _, ...contract } = defaultContract;
    // Without its aliases nobody knows what the frontend calls its environment.
    const { "frontend.yaml": __, ...files } = manifestsOf([]);
    const branch = branchOf(files, contract);
    expect(judgeReadiness(branch, { contract })).toEqual([]);
    expect(lookBy("carries-plan", branch, { contract })).toMatchObject({
      isLooked: false,
      unseen: ["the contract plans no settings"],
    });
  });

  test("are ready for staging, and not for production", () => {
    const branch = branchOf(manifestsOf([]));
    expect(judgeReadiness(branch, { ...question, environment: "staging" })).toEqual([]);
    const found = judgeReadiness(branch, { ...question, environment: "production" });
    expect(new Set(found.map(({ rule }) => rule))).toEqual(
      new Set(["fits-environment", "is-not-development", "addresses-own"]),
    );
  });

  const broken = faults.filter(({ deploys }) => deploys !== undefined);

  test.each(broken.map((fault) => [fault.id, fault] as const))(
    "are not ready with %s, and all that is said is its cause",
    (_, fault) => {
      const found = judgeReadiness(branchOf(manifestsOf([fault])), question);
      expect(found.length).toBeGreaterThan(0);
      expect(new Set(found.map(({ cause }) => cause))).toEqual(new Set([fault.cause]));
      expect(new Set(found.map(({ rule }) => rule)).size).toBe(1);
    },
  );
});
