import { expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { settingsIn } from "../../../src/harness/diagnosis/probes/front-settings.ts";

const { settings } = defaultContract;
const contract = {
  ...defaultContract,
  settings: settings && {
    ...settings,
    expected: { websocket_connection_timeout: "6m", websocket_close_timeout: "11" },
  },
};

const published = {
  config: {
    websocket_connection_timeout: "360",
    websocket_close_timeout: "10",
    websocket_heartbeat_interval: "45s",
    websocket_heartbeat_timeout: "15000ms",
  },
};

test("settings are held against the contract by what they mean", () => {
  const saw = settingsIn(contract, published);
  expect(saw?.alike).toBe(1);
  expect(saw?.unlike).toEqual([{ key: "websocket_close_timeout", expected: "11", actual: "10" }]);
  expect(saw?.inverted).toEqual([
    "websocket_heartbeat_interval 45s >= websocket_heartbeat_timeout 15000ms",
  ]);
});

test("a setting whose drift is borne speaks for no cause", () => {
  expect(settingsIn(contract, published, ["WEBSOCKET_CLOSE_TIMEOUT"])?.unlike).toEqual([]);
});
