import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { cloudRun, toldBy, unseenBy, variables } from "./readiness-branch.ts";

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
    // Other people call their hosts as they like.
    ["REDIS_URL", "redis://cache.production.example.com", undefined],
    ["OTEL_ENDPOINT", "https://otlp-gateway-prod-eu-west-0.grafana.net/otlp", undefined],
    ["LOGIC_APP_URL", "https://prod-12.westeurope.logic.azure.com/workflows/x", undefined],
    ["WELCOME", "https://chat.example.com is our home", undefined],
    ["TENANT_URL_TEMPLATE", "https://{tenant}.chat.example.com", undefined],
    ["ANY_URL", "https://__HOST__/", undefined],
    ["AUTH_SERVICE_URL", "http://auth.staging:8081", undefined],
    [
      "BACKEND_URL",
      "https://api-production.example.com",
      "points at https://api-production.example.com, which looks like production, and it is deployed to staging",
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
    ["https://chat.acme.dev", undefined],
    ["https://acme.pages.dev", undefined],
    ["https://test.acme.dev", "names test"],
    ["http://localhost:8000", "whoever asks"],
  ])("in production, BACKEND_URL=%s %s", (value, told) => {
    const env = { ENVIRONMENT: "production", BACKEND_URL: value };
    const found = toldBy("addresses-own", { "b.env": variables(env) });
    expect(found).toEqual(told === undefined ? [] : [expect.stringContaining(told)]);
  });

  test.each([
    ["AUTH0_ISSUER", "https://dev-x1y2.eu.auth0.com/"],
    ["LIVEKIT_URL", "wss://chat-test1.livekit.cloud"],
    ["STATUS_URL", "https://stage.example.com"],
  ])("in production, %s=%s is somebody else's, and may be called so", (key, value) => {
    const env = { ENVIRONMENT: "production", [key]: value };
    expect(toldBy("addresses-own", { "b.env": variables(env) })).toEqual([]);
  });

  test("holds everybody's addresses against the one host that is production's", () => {
    const contract = { ...defaultContract, productionHosts: ["^api\\.chat\\.example\\.com$"] };
    const judge = (host: string) =>
      toldBy(
        "addresses-own",
        { "b.env": variables({ HOOK_URL: `https://${host}/x` }) },
        { contract },
      );
    expect(judge("api.chat.example.com")).toEqual([
      "hook_url: hook_url points at https://api.chat.example.com, which looks like production, and it is deployed to staging",
    ]);
    expect(judge("app.chat.example.com")).toEqual([]);
  });

  test.each([
    ["http://auth.backing:8081", 0],
    ["http://auth.backing", 0],
    ["http://auth.chat:8081", 0],
    ["http://example.com", 1],
    ["http://auth.backing.example.com:8081", 1],
  ])("knows a service and its namespace, in files of a cluster: %s", (value, count) => {
    const env = { ENVIRONMENT: "staging", AUTH_SERVICE_URL: value };
    expect(toldBy("addresses-own", { "b.yaml": cloudRun(env) })).toHaveLength(count);
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
