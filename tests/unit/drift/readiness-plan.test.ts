import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { violationsOf } from "../../../src/harness/drift/readiness/judge-readiness.ts";
import {
  branchOf,
  cloudRun,
  contractWith,
  toldBy,
  unseenBy,
  variables,
} from "./readiness-branch.ts";

describe("files-read", () => {
  test("names each file that cannot be read, with its line, and judges the others", () => {
    const branch = branchOf({ "a.yaml": "a:\n  - [\n", "b.env": variables() });
    expect(violationsOf("files-read", branch, { contract: defaultContract })).toMatchObject([
      { cause: "manifest-unreadable", service: "backend", from: { file: "a.yaml", line: 3 } },
    ]);
    expect(violationsOf("carries-required", branch, { contract: defaultContract })).toEqual([]);
  });

  test("says nothing of files that can be read, and counts workflows with them", () => {
    const files = { "b.env": variables() };
    expect(toldBy("files-read", files)).toEqual([]);
    const unreadable = [{ file: "ci.yml", line: 2, because: "ci.yml, line 2, must be YAML." }];
    const workflows = { files: ["ci.yml"], jobs: [], unreadable };
    expect(toldBy("files-read", files, { workflows })).toEqual(["ci.yml, line 2, must be YAML."]);
  });
});

describe("carries-required", () => {
  test.each([
    ["all are there", {}, []],
    [
      "one is not",
      { WEBSOCKET_PING_TIMEOUT: undefined },
      ["websocket_ping_timeout: websocket_ping_timeout is required, and b.env does not name it"],
    ],
    [
      "a required one is empty",
      { WEBSOCKET_PING_TIMEOUT: "" },
      ["websocket_ping_timeout: websocket_ping_timeout is there and empty"],
    ],
    [
      "a planned one is empty",
      { BACKEND_MEMORY: "" },
      ["backend_memory: backend_memory is there and empty"],
    ],
    [
      "one that the manifest plans is empty",
      { MIN_INSTANCES: "" },
      ["min_instances: min_instances is there and empty"],
    ],
    ["another one is empty", { SOMETHING: "" }, []],
  ])("looks at keys: %s", (_, changed, told) => {
    expect(toldBy("carries-required", { "b.env": variables(changed) })).toEqual(told);
  });

  test("takes a later file's value for an earlier one's blank", () => {
    const files = { "a.env": variables({ BACKEND_CPU: "" }), "b.env": "BACKEND_CPU=4\n" };
    expect(toldBy("carries-required", files)).toEqual([]);
  });

  test("says that it has no files of backend", () => {
    const { unseen } = unseenBy("carries-required", { "auth.env": "A=1\n" });
    expect(unseen).toEqual(["no files of backend"]);
    expect(toldBy("carries-required", { "auth.env": "A=1\n" })).toEqual([]);
  });
});

describe("carries-plan", () => {
  test.each([
    ["as planned", {}, []],
    [
      "in other words",
      {
        WEBSOCKET_CONNECTION_TIMEOUT: "6m",
        WEBSOCKET_CLEANUP_INTERVAL: '"120s"',
        BACKEND_CPU: "4000m",
      },
      [],
    ],
    [
      "another value",
      { WEBSOCKET_CONNECTION_TIMEOUT: "240" },
      ["websocket_connection_timeout: websocket_connection_timeout says 240, planned is 360"],
    ],
    [
      "no quantity",
      { BACKEND_MEMORY: "plenty" },
      ['backend_memory: backend_memory says plenty, planned is 4Gi: "plenty" is no bytes'],
    ],
    [
      "by an alias, and there twice",
      { MEMORY: "1Gi" },
      ["backend_memory: backend_memory says 1Gi, planned is 4Gi; it stands before b.env, line 10"],
    ],
    [
      "nobody names it",
      { BACKEND_CPU: undefined },
      ["backend_cpu: backend_cpu is planned to be 4, and nobody names it"],
    ],
    ["required as well, which another rule says", { WEBSOCKET_PING_TIMEOUT: undefined }, []],
    [
      "of scale and ingress, which have their own rules",
      { MIN_INSTANCES: "7", REQUEST_TIMEOUT: "9" },
      [],
    ],
  ])("holds values against the plan: %s", (_, changed, told) => {
    expect(toldBy("carries-plan", { "b.env": variables(changed) })).toEqual(told);
  });

  test("holds what only a manifest says against its plan, where it is named", () => {
    const contract = contractWith({ expected: {}, manifest: { cpu_boost: "true" } });
    expect(toldBy("carries-plan", { "b.env": "CPU_BOOST=false\n" }, { contract })).toEqual([
      "cpu_boost: cpu_boost says false, planned is true",
    ]);
    expect(toldBy("carries-plan", { "b.env": "A=1\n" }, { contract })).toEqual([]);
    expect(unseenBy("carries-plan", { "b.env": "A=1\n" }, { contract })).toEqual({
      isLooked: false,
      unseen: ["cpu_boost: no file says it"],
    });
  });

  test("says where it is, how bad it is, and what to do", () => {
    const branch = branchOf({ "b.env": variables({ WEBSOCKET_PING_TIMEOUT: "7" }) });
    expect(violationsOf("carries-plan", branch, { contract: defaultContract })).toEqual([
      {
        rule: "carries-plan",
        because: "websocket_ping_timeout says 7, planned is 5",
        cause: "manifest-unplanned",
        severity: "critical",
        service: "backend",
        key: "websocket_ping_timeout",
        from: { file: "b.env", line: 8 },
        remedy: "set websocket_ping_timeout to 5, or change the plan in the contract",
      },
    ]);
  });

  test("does not judge what is filled in when it is deployed, and says so", () => {
    const files = { "b.yaml": cloudRun({ ...{}, WEBSOCKET_PING_TIMEOUT: `\${PING}` }) };
    const { unseen } = unseenBy("carries-plan", files);
    expect(unseen).toContain("websocket_ping_timeout: it is filled in when it is deployed");
  });
});

describe("fits-environment", () => {
  test.each(["prod", "Production", " PROD "])(
    "knows %s in a contract by its plain name",
    (name) => {
      const contract = contractWith({ byEnvironment: { [name]: { workers: "8" } } });
      const files = { "b.env": variables({ ENVIRONMENT: "production", WORKERS: "4" }) };
      expect(toldBy("fits-environment", files, { contract })).toEqual([
        "workers: workers says 4, planned for production is 8",
      ]);
    },
  );

  const breaker = (threshold: string, recovery: string) => ({
    CIRCUIT_BREAKER_FAILURE_THRESHOLD: threshold,
    CIRCUIT_BREAKER_RECOVERY_TIMEOUT: recovery,
  });
  test.each([
    ["staging", breaker("3", "15s"), []],
    ["stage", breaker("3", "15"), []],
    ["production", breaker("5", "1m"), []],
    ["development", breaker("10", "5"), []],
    [
      "staging",
      breaker("5", "60"),
      [
        "circuit_breaker_failure_threshold: circuit_breaker_failure_threshold says 5, planned for staging is 3",
        "circuit_breaker_recovery_timeout: circuit_breaker_recovery_timeout says 60, planned for staging is 15",
      ],
    ],
    [
      "prod",
      { CIRCUIT_BREAKER_RECOVERY_TIMEOUT: "15" },
      [
        "circuit_breaker_recovery_timeout: circuit_breaker_recovery_timeout says 15, planned for production is 60",
      ],
    ],
  ])("holds a breaker in %s against what is planned there: %j", (environment, env, told) => {
    const files = { "b.env": variables({ ENVIRONMENT: environment, ...env }) };
    expect(toldBy("fits-environment", files)).toEqual(told);
  });

  test.each([
    [{}, "files of backend name nothing that is planned for staging alone"],
    [{ ENVIRONMENT: undefined }, "files of backend name no environment"],
    [{ ENVIRONMENT: "qa" }, "nothing is planned for qa alone"],
  ])("says what it has nothing to look at for: %j", (changed, because) => {
    expect(unseenBy("fits-environment", { "b.env": variables(changed) })).toEqual({
      isLooked: false,
      unseen: [because],
    });
  });
});
