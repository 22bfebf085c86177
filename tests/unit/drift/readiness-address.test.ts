import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { cloudRun, toldBy, unseenBy, variables } from "./readiness-branch.ts";

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

describe("addresses-own", () => {
  const own = "which is whoever asks, and it is deployed to staging";
  test.each([
    ["REDIS_URL", "redis://redis:6379/0", undefined],
    ["DB_HOST", "postgres.default.svc", undefined],
    ["DB_HOST", "10.0.0.7", undefined],
    ["CLICKHOUSE_URL", "http://10.1.2.3:8123", undefined],
    ["OPENAI_BASE_URL", "https://api.openai.com/v1", undefined],
    ["BIND_HOST", "0.0.0.0", undefined],
    ["SERVER_HOST", "127.0.0.1", undefined],
    ["METRICS_HOST", "0.0.0.0", undefined],
    ["TEST_BACKEND_URL", "http://localhost:8000", undefined],
    ["API_URL", "/api", undefined],
    ["BACKEND_URL", "https://api.staging.example.com", undefined],
    ["BACKEND_URL", "http://backend:8000", undefined],
    ["WEBSOCKET_URL", "wss://api.staging.example.com/ws", undefined],
    ["NOTE", "see http", undefined],
    ["CORS_ORIGINS", "https://app.staging.example.com,http://localhost:3000", undefined],
    ["REDIRECT_URIS", "https://a.staging.example.com, https://b.staging.example.com", undefined],
    ["MONGO_URL", "mongodb://one:27017,two:27017/app", undefined],
    ["SQL_URL", "sqlite:///./app.db", undefined],
    ["AUTH_SERVER_URL", "http://localhost:1", `points at http://localhost:1, ${own}`],
    ["DB_SERVER_HOST", "localhost", `points at localhost, ${own}`],
    [
      "REDIRECT_URIS",
      "https://a.staging.example.com,http://localhost:3000/x",
      `points at http://localhost:3000, ${own}`,
    ],
    ["BACKEND_URL", "api.staging.example.com", "has no scheme, such as https://"],
    ["BACKEND_URL", "not a url", "has no scheme, such as https://"],
    ["REDIS_URL", "redis://localhost:6379", `points at redis://localhost, ${own}`],
    ["DB_HOST", "localhost", `points at localhost, ${own}`],
    ["DB_HOST", "127.0.0.1:5432", `points at 127.0.0.1, ${own}`],
    ["DB_ENDPOINT", "[::1]:5432", `points at ::1, ${own}`],
    ["SOMETHING", "http://0.0.0.0:80", `points at http://0.0.0.0, ${own}`],
    ["SOMETHING", "http://127.1/", `points at http://127.0.0.1, ${own}`],
    [
      "AUTH_SERVICE_URL",
      "http://host.docker.internal:8081/x?token=abc",
      `points at http://host.docker.internal:8081, ${own}`,
    ],
    [
      "REDIS_URL",
      "redis://cache.production.example.com",
      "points at redis://cache.production.example.com, which looks like production, and it is deployed to staging",
    ],
    [
      "DB_HOST",
      "prod-db-1",
      "points at prod-db-1, which looks like production, and it is deployed to staging",
    ],
    [
      "BACKEND_URL",
      "https://api.example.com",
      "points at https://api.example.com, which looks like production, and it is deployed to staging",
    ],
    [
      "NETRA_BACKEND_URL",
      "https://api.example.com",
      "points at https://api.example.com, which looks like production, and it is deployed to staging",
    ],
    [
      "FRONTEND_URL",
      "https://app.example.com",
      "points at https://app.example.com, which looks like production, and it is deployed to staging",
    ],
    ["PRODUCT_URL", "https://products.example.com", undefined],
    [
      "WEBSOCKET_URL",
      "wss://192.168.1.4/ws",
      "points at wss://192.168.1.4, an address of a private network that no browser reaches",
    ],
    [
      "WEBSOCKET_URL",
      "ws://api.staging.example.com/ws",
      "points at ws://api.staging.example.com in the clear: tokens travel with it",
    ],
    [
      "AUTH_SERVICE_URL",
      "http://auth.staging.example.com",
      "points at http://auth.staging.example.com in the clear: tokens travel with it",
    ],
    ["AUTH_SERVICE_URL", "http://auth.default.svc.cluster.local", undefined],
    ["ANY_URL", "https://:8000", "has no host and port a https: URL can have"],
    ["ANY_URL", "https://", "has no host"],
    ["ANY_URL", "https://a.example.com:99999", "has no host and port a https: URL can have"],
    ["ANY_URL", "https://a.example.com:", "has no port after its colon"],
    ["ANY_URL", "https://a .example.com", "has a space in it"],
  ])("in staging, %s=%s %s", (key, value, told) => {
    const found = toldBy("addresses-own", { "b.env": variables({ [key]: `'${value}'` }) });
    expect(found.map((line) => line.replace(/^\S+ \S+ /, ""))).toEqual(
      told === undefined ? [] : [told],
    );
  });

  test.each([
    ["https://api.staging.example.com", "names staging"],
    ["https://dev-api.example.com", "names dev"],
    ["https://api.example.com", undefined],
    ["https://api.latest.example.com", undefined],
    ["http://localhost:8000", "whoever asks"],
  ])("in production, BACKEND_URL=%s %s", (value, told) => {
    const env = { ENVIRONMENT: "production", BACKEND_URL: value };
    const found = toldBy("addresses-own", { "b.env": variables(env) });
    expect(found).toEqual(told === undefined ? [] : [expect.stringContaining(told)]);
  });

  test("judges by the environment that was asked for", () => {
    const files = { "b.env": "BACKEND_URL=http://localhost:8000\n" };
    expect(toldBy("addresses-own", files)).toEqual([]);
    expect(toldBy("addresses-own", files, { environment: "staging" })).toHaveLength(1);
  });

  test.each([
    [{ ENVIRONMENT: "development" }, "files of backend are for development"],
    [{ ENVIRONMENT: undefined }, "files of backend name no environment"],
  ])("does not look at %j, and says why", (changed, because) => {
    const files = { "b.env": variables({ ...changed, BACKEND_URL: "http://localhost:8000" }) };
    expect(unseenBy("addresses-own", files)).toEqual({ isLooked: false, unseen: [because] });
  });

  test("does not judge what is filled in when it is deployed, and says so", () => {
    const files = {
      "b.yaml": cloudRun({ ENVIRONMENT: "staging", BACKEND_URL: `https://\${HOST}:\${PORT}/` }),
    };
    expect(toldBy("addresses-own", files)).toEqual([]);
    const { unseen } = unseenBy("addresses-own", files);
    expect(unseen).toEqual(["backend_url: it is filled in when it is deployed"]);
  });

  test("shows neither path nor query of an address", () => {
    const env = { CALLBACK_URL: "http://localhost/canary-path?key=canary" };
    const told = toldBy(
      "addresses-own",
      { "b.env": variables(env) },
      { contract: defaultContract },
    );
    expect(told).toHaveLength(1);
    expect(told.join()).not.toContain("canary");
  });
});
