import { describe, expect, test } from "vitest";
import { proves } from "../../catalogue/proves.ts";
import { found, resolvingUnprobed } from "./asked.ts";

const local = { BACKEND_URL: "http://localhost:8000" };
const staging = { STAGING_ENV: "true", STAGING_BASE_URL: "https://s.example" };

async function servicesFor(variables: Record<string, string>) {
  return (await found(resolvingUnprobed({ variables }))).services;
}

describe("the services beside the backend", () => {
  test("are the backend itself where it serves them, and absent otherwise", async () => {
    expect(await servicesFor(local)).toEqual({ auth: "http://localhost:8000" });
  });

  test("are explicit first, in the order of the variables", proves("H18"), async () => {
    const variables = {
      ...local,
      TEST_AUTH_URL: "http://localhost:1",
      AUTH_SERVICE_URL: "http://localhost:2",
      DOCKER_AUTH_PORT: "3",
      FRONTEND_URL: "http://localhost:4",
    };
    expect(await servicesFor(variables)).toEqual({
      auth: "http://localhost:1",
      frontend: "http://localhost:4",
    });
  });

  test("are declared ports next", proves("H18"), async () => {
    const variables = { ...local, DOCKER_AUTH_PORT: "8083", TEST_FRONTEND_PORT: "3002" };
    expect(await servicesFor(variables)).toEqual({
      auth: "http://localhost:8083",
      frontend: "http://localhost:3002",
    });
  });

  test("come from staging when the backend does, and no local port is mixed in", async () => {
    const variables = {
      ...staging,
      STAGING_AUTH_URL: "https://auth.staging.s.example",
      DOCKER_AUTH_PORT: "8083",
      DOCKER_FRONTEND_PORT: "3002",
    };
    expect(await servicesFor(variables)).toEqual({ auth: "https://auth.staging.s.example" });
  });

  test("take no local port for a backend on another machine", async () => {
    const variables = { BACKEND_URL: "https://far.example", DOCKER_AUTH_PORT: "8083" };
    expect(await servicesFor(variables)).toEqual({ auth: "https://far.example" });
  });

  test("in another place than the backend are said aloud", async () => {
    const variables = { ...staging, AUTH_URL: "http://localhost:8081" };
    expect((await found(resolvingUnprobed({ variables }))).warnings).toEqual([
      "The auth service (AUTH_URL, http://localhost:8081) and the backend (https://s.example) are not in the same place.",
    ]);
  });
});

describe("certificates", () => {
  test("that are not checked are said aloud", proves("H46"), async () => {
    const variables = { ...local, NODE_TLS_REJECT_UNAUTHORIZED: "0" };
    expect((await found(resolvingUnprobed({ variables }))).warnings).toEqual([
      "NODE_TLS_REJECT_UNAUTHORIZED=0: certificates are not checked in this run.",
    ]);
  });
});
