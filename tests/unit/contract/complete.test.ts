import { expect, test } from "vitest";
import { complete } from "../../../src/contract/complete.ts";
import { type ContractInput, defineContract } from "../../../src/contract/contract.ts";
import { defaultContract } from "../../../src/contract/default.ts";

/** The default contract without anything that has a default. */
function bare(): ContractInput {
  const {
    productionHosts: _,
    targets: __,
    tiers: _______,
    auth,
    websocket,
    events,
    services,
    ...rest
  } = defaultContract;
  const { testHeaders: ___, ...authInput } = auth;
  const { noise: ____, ...websocketInput } = websocket;
  const { started, completed, required, fields } = events;
  const { report: _____, status: ______, ...fieldsInput } = fields;
  const { urlVariables, portVariables, containerPort, composeServices, stagingUrlVariables } =
    services.backend;
  const service = {
    ...{ urlVariables, portVariables, containerPort, composeServices, stagingUrlVariables },
  };
  const limits = { ...defaultContract.limits.local, stragglersMs: undefined };
  return {
    ...rest,
    services: { backend: service, auth: service, frontend: service },
    auth: authInput,
    websocket: websocketInput,
    events: { started, completed, required, fields: fieldsInput },
    operations: { health: { method: "GET", path: "/health" } },
    limits: { local: limits, remote: limits },
  };
}

test("fills in the defaults of the schema, every one of them", () => {
  expect(complete(bare())).toStrictEqual(defineContract(bare()));
  const planned = { ...bare(), settings: { required: ["workers"] } };
  expect(complete(planned)).toStrictEqual(defineContract(planned));
});

test("keeps what is there", () => {
  expect(complete(defaultContract)).toStrictEqual(defaultContract);
});
