import { describe, expect, test } from "vitest";
import { proves } from "../../catalogue/proves.ts";
import { type Asked, found, resolvingUnprobed } from "./asked.ts";

describe("the WebSocket URL", () => {
  test.each([
    ["http://localhost:8000", "ws://localhost:8000/ws"],
    ["https://api.staging.example.com/base/", "wss://api.staging.example.com/base/ws"],
    ["http://[::1]:8000", "ws://[::1]:8000/ws"],
    ["http://ws.internal.example:8000", "ws://ws.internal.example:8000/ws"],
  ])("of %s is %s", async (url, ws) => {
    const target = await found(resolvingUnprobed({ variables: { BACKEND_URL: url } }));
    expect(target.ws).toBe(ws);
    expect(target.warnings).toEqual([]);
  });

  test("is the environment's own variable's before the general one's", async () => {
    const variables = {
      BACKEND_URL: "http://x.example",
      TEST_WEBSOCKET_URL: "ws://x.example/one",
      WEBSOCKET_URL: "ws://x.example/two",
    };
    expect((await found(resolvingUnprobed({ variables }))).ws).toBe("ws://x.example/one");
  });

  test("is the option's before any variable's, for any target", async () => {
    const variables = { BACKEND_URL: "http://x.example", WEBSOCKET_URL: "ws://x.example/two" };
    const wsUrl = "ws://x.example/option";
    expect((await found(resolvingUnprobed({ variables, wsUrl }))).ws).toBe(wsUrl);
    expect((await found(resolvingUnprobed({ wsUrl }))).ws).toBe(wsUrl);
  });

  test("of the explicit variables goes with the config file's URL, not with the option's", async () => {
    const variables = { WEBSOCKET_URL: "ws://x.example/chat" };
    const configured = { url: "http://x.example", file: "gapproof.config.ts" };
    const target = { kind: "url", url: "http://x.example", option: "--target" } as const;
    expect((await found(resolvingUnprobed({ variables, configured }))).ws).toBe(
      "ws://x.example/chat",
    );
    expect((await found(resolvingUnprobed({ variables, target }))).ws).toBe("ws://x.example/ws");
  });

  test("of staging comes from staging's own variable", async () => {
    const variables = {
      STAGING_ENV: "true",
      STAGING_BASE_URL: "https://s.example",
      STAGING_WEBSOCKET_URL: "wss://s.example",
    };
    expect((await found(resolvingUnprobed({ variables }))).ws).toBe("wss://s.example/ws");
  });

  test("on another system is said aloud", proves("H15"), async () => {
    const variables = {
      BACKEND_URL: "http://localhost:8000",
      WEBSOCKET_URL: "ws://localhost:9000",
    };
    expect((await found(resolvingUnprobed({ variables }))).warnings).toEqual([
      "HTTP and WebSocket are different systems: http://localhost:8000, and WEBSOCKET_URL ws://localhost:9000/ws.",
    ]);
  });

  test("of an explicit variable is not mixed into another source, and that is said aloud", async () => {
    const variables = { DOCKER_BACKEND_PORT: "8002", WEBSOCKET_URL: "ws://localhost:9000" };
    const target = await found(resolvingUnprobed({ variables }));
    expect(target.ws).toBe("ws://localhost:8002/ws");
    expect(target.warnings).toEqual([
      "WEBSOCKET_URL is set but not read: the target came from DOCKER_BACKEND_PORT (http://localhost:8002), and its WebSocket URL is derived from it (ws://localhost:8002/ws); --ws-url says another.",
    ]);
  });

  test.each<[string, Asked, string]>([
    [
      "an option",
      { target: { kind: "url", url: "https://ws.example/base", option: "--target" } },
      "wss://ws.example/base/ws",
    ],
    ["a variable", { variables: { TEST_BACKEND_URL: "http://[::1]:8000" } }, "ws://[::1]:8000/ws"],
    [
      "a config file",
      { configured: { url: "https://c.example:8443", file: "gapproof.config.ts" } },
      "wss://c.example:8443/ws",
    ],
    ["a declared port", { variables: { DOCKER_BACKEND_PORT: "8002" } }, "ws://localhost:8002/ws"],
    [
      "staging",
      { variables: { STAGING_ENV: "1", STAGING_BASE_URL: "https://s.example/api" } },
      "wss://s.example/api/ws",
    ],
    ["the default", { defaultUrl: "http://localhost:8000" }, "ws://localhost:8000/ws"],
  ])("of %s is on the same system", proves("H13"), async (_, asked, ws) => {
    const target = await found(resolvingUnprobed(asked));
    expect(target.ws).toBe(ws);
    expect(target.warnings).toEqual([]);
  });

  test("of staging on another system is said aloud", proves("H15"), async () => {
    const variables = {
      STAGING_ENV: "true",
      STAGING_BASE_URL: "https://s.example",
      STAGING_WEBSOCKET_URL: "wss://sockets.example/ws",
    };
    expect((await found(resolvingUnprobed({ variables }))).warnings).toEqual([
      "HTTP and WebSocket are different systems: https://s.example, and STAGING_WEBSOCKET_URL wss://sockets.example/ws.",
    ]);
  });
});
