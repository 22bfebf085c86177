import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { KeyRules } from "../../../src/contract/keys/key-rules.ts";
import { violationsOf } from "../../../src/harness/drift/readiness/judge-readiness.ts";
import { settingOf } from "../../../src/harness/drift/setting.ts";
import { SettingSet } from "../../../src/harness/drift/setting-set.ts";
import {
  branchOf,
  cloudRun,
  contractWith,
  toldBy,
  unseenBy,
  variables,
} from "./readiness-branch.ts";

describe("timeouts-ordered", () => {
  test.each([
    ["as planned", {}, []],
    [
      "in several units",
      { WEBSOCKET_HEARTBEAT_TIMEOUT: "2m", WEBSOCKET_HEARTBEAT_INTERVAL: "15s" },
      [],
    ],
    [
      "two that are turned round",
      { WEBSOCKET_HEARTBEAT_INTERVAL: "45", WEBSOCKET_HEARTBEAT_TIMEOUT: "15" },
      [
        "websocket_heartbeat_interval: websocket_heartbeat_interval 45 s < websocket_heartbeat_timeout 15 s does not hold (b.env, line 3 and b.env, line 4)",
      ],
    ],
    [
      "two that are equal, in two units",
      { WEBSOCKET_PING_TIMEOUT: "15000ms" },
      [
        "websocket_ping_timeout: websocket_ping_timeout 15 s < websocket_heartbeat_interval 15 s does not hold (b.env, line 8 and b.env, line 3)",
      ],
    ],
    [
      "less than a second",
      { WEBSOCKET_HANDSHAKE_TIMEOUT: "500ms" },
      [
        "websocket_connect_timeout: websocket_connect_timeout 10 s < websocket_handshake_timeout 500 ms does not hold (b.env, line 6 and b.env, line 7)",
      ],
    ],
    [
      "the run outlasting what waits for it",
      { AGENT_EXECUTION_TIMEOUT: "30", WEBSOCKET_RECEIVE_TIMEOUT: "20" },
      [
        "agent_execution_timeout: agent_execution_timeout 30 s < websocket_receive_timeout 20 s does not hold (b.env, line 12 and b.env, line 13)",
      ],
    ],
    [
      "no duration",
      { WEBSOCKET_CONNECTION_TIMEOUT: "soon" },
      [
        'websocket_connection_timeout: websocket_connection_timeout says "soon", which is no duration',
      ],
    ],
  ])("finds %s", (_, changed, told) => {
    expect(toldBy("timeouts-ordered", { "b.env": variables(changed) })).toEqual(told);
  });

  test("reads a list only where all of it is set, and says of which it is not", () => {
    const files = { "b.env": "WEBSOCKET_HEARTBEAT_INTERVAL=45\nWEBSOCKET_HEARTBEAT_TIMEOUT=15\n" };
    const contract = contractWith({
      ascending: [
        [
          "websocket_heartbeat_interval",
          "websocket_heartbeat_timeout",
          "websocket_connection_timeout",
        ],
      ],
    });
    expect(toldBy("timeouts-ordered", files, { contract })).toEqual([]);
    expect(unseenBy("timeouts-ordered", files, { contract })).toEqual({
      isLooked: false,
      unseen: ["websocket_connection_timeout: no file says it"],
    });
  });

  test("is kept by amounts that ascend, and broken by any that do not, in whatever units", () => {
    const contract = contractWith({ ascending: [["a_timeout", "b_timeout", "c_timeout"]] });
    const rules = new KeyRules(contract);
    const amount = fc.integer({ min: 1, max: 6 }).map((tens) => tens * 60_000);
    const units = [
      (ms: number) => `${ms}ms`,
      (ms: number) => `${ms / 1_000}`,
      (ms: number) => `${ms / 1_000}s`,
      (ms: number) => `${ms / 60_000}m`,
    ] as const;
    const written = fc.tuple(amount, fc.constantFrom(...units));
    fc.assert(
      fc.property(fc.tuple(written, written, written), (all) => {
        const keys = ["A_TIMEOUT", "B_TIMEOUT", "C_TIMEOUT"];
        const settings = all.map(([ms, unit], at) =>
          settingOf(keys[at] ?? "", unit(ms), { file: "b.env", line: at + 1 }),
        );
        const set = new SettingSet([{ name: "b.env", settings, isComplete: true }], rules);
        const branch = { services: { backend: set }, unreadable: [], rules, folder: "/" };
        const [a, b, c] = all.map(([ms]) => ms) as [number, number, number];
        const broken = Number(a >= b) + Number(b >= c);
        expect(violationsOf("timeouts-ordered", branch, { contract })).toHaveLength(broken);
      }),
    );
  });
});

describe("ingress-outlasts", () => {
  test.each([
    [{ REQUEST_TIMEOUT: "600s" }, []],
    [{ WEBSOCKET_CONNECTION_TIMEOUT: "600", REQUEST_TIMEOUT: "10m" }, []],
    [
      { REQUEST_TIMEOUT: "300s" },
      [
        "websocket_connection_timeout: websocket_connection_timeout 360 s ≤ request_timeout 300 s does not hold (b.env, line 2 and b.env, line 12)",
      ],
    ],
    [
      { INGRESS_TIMEOUT: "60", REQUEST_TIMEOUT: "600" },
      [
        "websocket_connection_timeout: websocket_connection_timeout 360 s ≤ ingress_timeout 60 s does not hold (b.env, line 2 and b.env, line 12)",
      ],
    ],
    [{ REQUEST_TIMEOUT: "500s" }, ["request_timeout: request_timeout says 500s, planned is 600s"]],
    [{ CIRCUIT_BREAKER_BASE_DELAY: "9", CIRCUIT_BREAKER_MAX_DELAY: "1" }, []],
  ])("finds in %j: %j", (env, told) => {
    expect(toldBy("ingress-outlasts", { "b.env": variables(env) })).toEqual(told);
  });

  test("reads the request timeout of Cloud Run", () => {
    const files = {
      "b.yaml": cloudRun({ WEBSOCKET_CONNECTION_TIMEOUT: "360" }, { spec: "timeoutSeconds: 300" }),
    };
    expect(toldBy("ingress-outlasts", files)).toEqual([
      "websocket_connection_timeout: websocket_connection_timeout 360 s ≤ request_timeout 300 s does not hold (b.yaml, line 14 and b.yaml, line 10)",
    ]);
  });

  test("says when nobody names what stands in front", () => {
    const { isLooked, unseen } = unseenBy("ingress-outlasts", { "b.env": variables() });
    expect({ isLooked, unseen }).toEqual({
      isLooked: false,
      unseen: ["request_timeout: no file says it", "ingress_timeout: no file says it"],
    });
  });
});

describe("breaker-sane", () => {
  test.each([
    [
      {
        ...{ CIRCUIT_BREAKER_FAILURE_THRESHOLD: "3", CIRCUIT_BREAKER_RECOVERY_TIMEOUT: "15" },
        ...{ CIRCUIT_BREAKER_BASE_DELAY: "500ms", CIRCUIT_BREAKER_MAX_DELAY: "30" },
      },
      [],
    ],
    [
      { CIRCUIT_BREAKER_FAILURE_THRESHOLD: "0" },
      [
        "circuit_breaker_failure_threshold: circuit_breaker_failure_threshold is 0, and must be a whole number from 1: it counts failures",
      ],
    ],
    [
      { CIRCUIT_BREAKER_FAILURE_THRESHOLD: "2.5" },
      [
        "circuit_breaker_failure_threshold: circuit_breaker_failure_threshold is 2.5, and must be a whole number from 1: it counts failures",
      ],
    ],
    [
      { CIRCUIT_BREAKER_FAILURE_THRESHOLD: "many" },
      [
        'circuit_breaker_failure_threshold: circuit_breaker_failure_threshold says "many", which is no number',
      ],
    ],
    [
      { CIRCUIT_BREAKER_RECOVERY_TIMEOUT: "0" },
      [
        "circuit_breaker_recovery_timeout: circuit_breaker_recovery_timeout is 0 s, and must be longer than nothing: it is a pause",
      ],
    ],
    [
      { CIRCUIT_BREAKER_BASE_DELAY: "1m", CIRCUIT_BREAKER_MAX_DELAY: "30" },
      [
        "circuit_breaker_base_delay: circuit_breaker_base_delay 60 s ≤ circuit_breaker_max_delay 30 s does not hold (b.env, line 12 and b.env, line 13)",
      ],
    ],
    [{ CIRCUIT_BREAKER_BASE_DELAY: "30", CIRCUIT_BREAKER_MAX_DELAY: "30" }, []],
    [{ BREAKER_RESET_ON_SUCCESS: "true", BREAKER_RECOVERY_CALLS: "many" }, []],
    [{ BREAKER_RECOVERY_MS: "500", BREAKER_RESET_AFTER_SECONDS: "30" }, []],
    [{ BREAKER_FAILURE_RATE_THRESHOLD: "0.5", BREAKER_ERROR_THRESHOLD: "50" }, []],
    [{ BREAKER_FAILURE_RATE_THRESHOLD: "50%", BREAKER_ERROR_THRESHOLD: "12.5 %" }, []],
    [
      { BREAKER_FAILURE_RATE_THRESHOLD: "0", BREAKER_ERROR_THRESHOLD: "150" },
      [
        "breaker_failure_rate_threshold: breaker_failure_rate_threshold is 0, and must be a share of calls: up to 1, or up to 100 per cent",
        "breaker_error_threshold: breaker_error_threshold is 150, and must be a share of calls: up to 1, or up to 100 per cent",
      ],
    ],
    [
      { BREAKER_RESET_INTERVAL: "0" },
      [
        "breaker_reset_interval: breaker_reset_interval is 0 s, and must be longer than nothing: it is a pause",
      ],
    ],
  ])("finds in %j: %j", (env, told) => {
    expect(toldBy("breaker-sane", { "b.env": variables(env) })).toEqual(told);
  });

  test.each([
    ["turned round", "CIRCUIT_BREAKER_BASE_DELAY=9\nCIRCUIT_BREAKER_MAX_DELAY=1\n"],
    ["a threshold of nothing", "CIRCUIT_BREAKER_FAILURE_THRESHOLD=0\n"],
  ])("calls %s unplanned: a pause is no time limit", (_, text) => {
    const branch = branchOf({ "b.env": text });
    const found = violationsOf("breaker-sane", branch, { contract: defaultContract });
    expect(found.map(({ cause }) => cause)).toEqual(["manifest-unplanned"]);
  });

  test("says when no file names one", () => {
    expect(unseenBy("breaker-sane", { "b.env": variables() })).toEqual({
      isLooked: false,
      unseen: ["no file names a breaker's settings"],
    });
  });
});
