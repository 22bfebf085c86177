import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { completeWsUrl, deriveWsUrl } from "../../../src/harness/target/websocket-url.ts";
import { proves } from "../../catalogue/proves.ts";

describe("deriveWsUrl", () => {
  test.each([
    ["http://localhost:8000", "/ws", "ws://localhost:8000/ws"],
    ["https://api.staging.example.com", "/ws", "wss://api.staging.example.com/ws"],
    ["https://example.com/base", "/ws", "wss://example.com/base/ws"],
    ["http://[::1]:8000", "/ws", "ws://[::1]:8000/ws"],
    ["http://ws.http.example:8080/http", "/ws", "ws://ws.http.example:8080/http/ws"],
    ["https://example.com:80", "/ws", "wss://example.com:80/ws"],
  ])("%s + %s = %s", (http, route, expected) => {
    expect(deriveWsUrl(http, route)).toBe(expected);
  });

  test(
    "swaps the scheme and keeps host, port and base path, whatever they are",
    proves("H13"),
    () => {
      const host = fc.constantFrom(
        "localhost",
        "[::1]",
        "ws.example.com",
        "http.ws.example",
        "10.1.2.3",
      );
      const segment = fc.constantFrom("http", "https", "ws", "wss", "api", "v1");
      const base = fc.record({
        schemes: fc.constantFrom({ http: "http", ws: "ws:" }, { http: "https", ws: "wss:" }),
        name: host,
        port: fc.integer({ min: 1, max: 65_535 }),
        segments: fc.array(segment, { maxLength: 3 }),
      });
      fc.assert(
        fc.property(base, ({ schemes, name, port, segments }) => {
          const url = [`${schemes.http}://${name}:${port}`, ...segments].join("/");
          const derived = new URL(deriveWsUrl(url, "/ws"));
          expect(derived.protocol).toBe(schemes.ws);
          expect(derived.hostname).toBe(name);
          expect(derived.port || (schemes.ws === "ws:" ? "80" : "443")).toBe(String(port));
          expect(derived.pathname).toBe(["", ...segments, "ws"].join("/"));
        }),
      );
    },
  );
});

describe("completeWsUrl", () => {
  test.each([
    ["ws://localhost:8000", "ws://localhost:8000/ws"],
    ["ws://localhost:8000/api/v1/websocket", "ws://localhost:8000/api/v1/websocket"],
    ["wss://ws.example.com/ws/chat?v=2", "wss://ws.example.com/ws/chat?v=2"],
    ["wss://ws.example.com/?v=2", "wss://ws.example.com/ws?v=2"],
    ["ws://[::1]:9000", "ws://[::1]:9000/ws"],
  ])("%s becomes %s", (explicit, expected) => {
    expect(completeWsUrl(explicit, "/ws")).toBe(expected);
  });

  test(
    "keeps an explicit path and query, and gives the route to a bare host, whatever the host is",
    proves("H14"),
    () => {
      const parts = fc.record({
        scheme: fc.constantFrom("ws", "wss"),
        host: fc.constantFrom("localhost", "[::1]", "ws.example.com", "wss.ws.example", "10.1.2.3"),
        port: fc.integer({ min: 1, max: 65_535 }),
        segments: fc.array(fc.constantFrom("ws", "wss", "http", "chat", "v1"), { maxLength: 3 }),
        query: fc.constantFrom("", "?v=2", "?room=ws://x"),
      });
      fc.assert(
        fc.property(parts, ({ scheme, host, port, segments, query }) => {
          const base = `${scheme}://${host}:${port}`;
          const path = segments.map((segment) => `/${segment}`).join("");
          const completed = new URL(completeWsUrl(`${base}${path}${query}`, "/ws"));
          expect(completed.host).toBe(new URL(base).host);
          expect(completed.protocol).toBe(`${scheme}:`);
          expect(completed.pathname).toBe(path === "" ? "/ws" : path);
          expect(completed.search).toBe(query);
        }),
      );
    },
  );

  test("changes nothing the second time", () => {
    const url = fc.constantFrom("ws://x", "wss://ws.x:1/ws", "ws://[::1]:9/?a=b", "ws://x/a/b/");
    fc.assert(
      fc.property(url, (explicit) => {
        const once = completeWsUrl(explicit, "/ws");
        expect(completeWsUrl(once, "/ws")).toBe(once);
      }),
    );
  });
});
