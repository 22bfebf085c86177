import { describe, expect, test } from "vitest";
import { detectEnvironment, expandVariable } from "../../../src/harness/target/environment.ts";
import { proves } from "../../catalogue/proves.ts";
import { settingsOf } from "./asked.ts";

function nameFrom(variables: Record<string, string>, environment?: string): string {
  return detectEnvironment(settingsOf({ variables, environment })).name;
}

describe("the environment", () => {
  test("is test when nothing says otherwise", () => {
    expect(nameFrom({})).toBe("test");
  });

  test("is the option's before the variable's before the cloud's", proves("H42"), () => {
    const variables = { ENVIRONMENT: "development", K_SERVICE: "backend" };
    expect(nameFrom(variables, "staging")).toBe("staging");
    expect(nameFrom(variables)).toBe("development");
    expect(nameFrom({ K_SERVICE: "backend" })).toBe("staging");
  });

  test("treats a blank option and a blank variable as unset", () => {
    expect(nameFrom({ ENVIRONMENT: "  " }, " ")).toBe("test");
  });

  test.each([
    [{ K_SERVICE: "backend" }, "staging"],
    [{ AWS_LAMBDA_FUNCTION_NAME: "local" }, "staging"],
    [{ K_SERVICE: "backend-development" }, "staging"],
    [{ K_SERVICE: "backend", GOOGLE_CLOUD_PROJECT: "acme-production" }, "production"],
    [{ K_SERVICE: "backend-prod" }, "production"],
    [{ K_SERVICE: "product-search" }, "staging"],
  ])("is never development in a cloud: %j is %s", proves("H42"), (variables, name) => {
    expect(nameFrom(variables)).toBe(name);
  });

  test("takes a cloud project's name on a CI runner for no deployment", () => {
    expect(nameFrom({ GOOGLE_CLOUD_PROJECT: "acme-production" })).toBe("test");
  });

  test.each([
    ["test", ["TEST"]],
    ["Dev", ["DEV"]],
    ["development", ["DEV"]],
    ["local", ["DEV"]],
    ["STAGING", ["STAGING"]],
    ["prod", ["PROD", "PRODUCTION"]],
    ["production", ["PROD", "PRODUCTION"]],
    ["eu-west 1", ["EU_WEST_1"]],
  ])("%s reads variables that start with %j", (environment, prefixes) => {
    expect(detectEnvironment(settingsOf({ environment })).prefixes).toEqual(prefixes);
  });

  test("stands in contract names where they say {ENV}", () => {
    const environment = detectEnvironment(settingsOf({ environment: "prod" }));
    expect(expandVariable("{ENV}_BACKEND_URL", environment)).toEqual([
      "PROD_BACKEND_URL",
      "PRODUCTION_BACKEND_URL",
    ]);
    expect(expandVariable("BACKEND_URL", environment)).toEqual(["BACKEND_URL"]);
  });
});
