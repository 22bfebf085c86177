import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import {
  isRemote,
  readHttpUrl,
  readPort,
  readWsUrl,
  sameSystem,
} from "../../../src/harness/target/url-rules.ts";
import { proves } from "../../catalogue/proves.ts";

function refusal(read: () => unknown): ConfigurationError {
  try {
    read();
  } catch (error) {
    if (error instanceof ConfigurationError) return error;
    throw error;
  }
  throw new Error("it was accepted");
}

describe("readHttpUrl", () => {
  test.each([
    ["http://localhost:8000", "http://localhost:8000"],
    ["  http://localhost:8000/  ", "http://localhost:8000"],
    ["HTTP://LocalHost:8000/Base/", "http://localhost:8000/Base"],
    ["https://api.staging.example.com//", "https://api.staging.example.com"],
    ["https://example.com:443/v1", "https://example.com/v1"],
    ["http://[::1]:8000", "http://[::1]:8000"],
    ["http://ws.example.com/ws", "http://ws.example.com/ws"],
  ])("reads %s", proves("D22"), (value, expected) => {
    expect(readHttpUrl("TEST_BACKEND_URL", value)).toBe(expected);
  });

  test.each([
    ["localhost:8000", "must be a URL such as http://localhost:8000"],
    ["not a url", "must be a URL such as http://localhost:8000"],
    ["http:/localhost", "must be a URL such as http://localhost:8000"],
    ["http://", "must be a URL such as http://localhost:8000"],
    ["http://a b", "must be one URL such as http://localhost:8000"],
    ["http://http://localhost:8000", "must be one URL such as http://localhost:8000"],
    ["http://one:8000\nhttp://two:8000", "must be one URL such as http://localhost:8000"],
    ["ftp://localhost", "must start with http:// or https://"],
    ["ws://localhost:8000", "must start with http:// or https://"],
    ["http://localhost:0", "must have a port between 1 and 65535"],
    ["http://localhost:70000", "must have a port between 1 and 65535"],
    ["http://localhost:abc", "must have a port between 1 and 65535"],
    ["http://localhost:-1", "must have a port between 1 and 65535"],
    ["http://$" + "{HOST}:8000", "must be written out, without variables in it"],
    ["http://localhost:8000/?x=1", "must have no query"],
    ["http://localhost:8000/#top", "must have no fragment"],
    ["http://[::1:8000", "must be a URL such as http://localhost:8000"],
  ])("refuses %j: %s", proves("D22"), (value, rule) => {
    const error = refusal(() => readHttpUrl("TEST_BACKEND_URL", value));
    expect(error.subject).toBe("TEST_BACKEND_URL");
    expect(error.message).toContain(`TEST_BACKEND_URL ${rule}`);
    expect(error.exitCode).toBe(2);
  });

  test.each([
    "http://user:hunter2-pw@localhost:8000",
    "http://user:p@hunter2-pw@localhost:8000",
    "http://user:hunter2-pw/x@localhost:8000",
    "http://user:hunter2-pw@localhost:99999",
    "http://hunter2-pw@localhost",
    "user:hunter2-pw@localhost:8000",
    "ftp://user:hunter2-pw@localhost",
    "http://localhost:8000/?token=hunter2-pw",
  ])("shows no credentials when it refuses %s", (value) => {
    const error = refusal(() => readHttpUrl("BACKEND_URL", value));
    expect(error.message).not.toContain("hunter2");
    expect(error.received).not.toContain("hunter2");
  });

  test("names credentials as the rule that was broken", () => {
    const error = refusal(() => readHttpUrl("BACKEND_URL", "http://user:pw@localhost:8000"));
    expect(error.message).toMatchInlineSnapshot(
      `"BACKEND_URL must not hold credentials: give tokens and passwords in their own variables, got "http://[redacted]@localhost:8000"."`,
    );
  });

  test("reads what it has read to the same text", proves("D22"), () => {
    const written = fc.record({
      scheme: fc.constantFrom("http", "https", "HTTP"),
      host: fc.constantFrom("localhost", "127.0.0.1", "[::1]", "ws.example.com", "Http.Example"),
      port: fc.integer({ min: 1, max: 65_535 }),
      segments: fc.array(fc.stringMatching(/^[A-Za-z0-9_-]{1,6}$/), { maxLength: 3 }),
      tail: fc.constantFrom("", "/", "///"),
    });
    fc.assert(
      fc.property(written, ({ scheme, host, port, segments, tail }) => {
        const url = readHttpUrl("X", [`${scheme}://${host}:${port}`, ...segments].join("/") + tail);
        expect(url.endsWith("/")).toBe(false);
        expect(readHttpUrl("X", url)).toBe(url);
      }),
    );
  });
});

describe("readWsUrl", () => {
  test("keeps path and query", () => {
    expect(readWsUrl("WS", "wss://ws.example.com/ws/chat?v=2")).toBe(
      "wss://ws.example.com/ws/chat?v=2",
    );
  });

  test.each(["http://localhost", "https://localhost"])("refuses the scheme of %s", (value) => {
    const error = refusal(() => readWsUrl("TEST_WEBSOCKET_URL", value));
    expect(error.message).toContain("TEST_WEBSOCKET_URL must start with ws:// or wss://");
  });
});

describe("readPort", () => {
  test("reads every port there is, with blanks around it", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 65_535 }), (port) => {
        expect(readPort("DOCKER_BACKEND_PORT", ` ${port} `)).toBe(port);
      }),
    );
  });

  test.each([
    "0",
    "70000",
    "65536",
    "abc",
    "-1",
    "80.5",
    "8e3",
    "0x50",
    "08000",
    "8000/tcp",
    "1 2",
  ])("refuses %j by name, rule and value", proves("H06"), (value) => {
    const error = refusal(() => readPort("DOCKER_BACKEND_PORT", value));
    expect(error.message).toBe(
      `DOCKER_BACKEND_PORT must be a port between 1 and 65535, got "${value}".`,
    );
  });

  test("refuses every text that is not a port, and never throws anything else", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const isPort = /^\s*[1-9]\d{0,4}\s*$/.test(text) && Number(text) <= 65_535;
        if (isPort) expect(readPort("P", text)).toBe(Number(text));
        else expect(() => readPort("P", text)).toThrow(ConfigurationError);
      }),
    );
  });
});

describe("isRemote", () => {
  test.each([
    "http://localhost:8000",
    "http://127.0.0.1",
    "http://127.9.9.9",
    "http://0.0.0.0:8000",
    "http://[::1]:8000",
    "http://[::ffff:127.0.0.1]",
    "http://api.localhost",
    "http://host.docker.internal:8000",
  ])("is false for %s", (url) => {
    expect(isRemote(url)).toBe(false);
  });

  test.each([
    "https://api.staging.example.com",
    "http://10.0.0.5:8000",
    "http://localhost.example.com",
    "http://127.0.0.1.example.com",
    "http://[fe80::1]",
  ])("is true for %s", (url) => {
    expect(isRemote(url)).toBe(true);
  });
});

describe("sameSystem", () => {
  test.each([
    ["http://localhost:8000", "ws://127.0.0.1:8000/ws", true],
    ["http://localhost:8000", "ws://[::1]:8000", true],
    ["https://a.example", "wss://a.example:443/ws", true],
    ["http://localhost:8000", "ws://localhost:8002", false],
    ["https://a.example", "wss://b.example", false],
    ["http://a.example", "wss://a.example", false],
  ])("%s and %s: %s", (one, other, same) => {
    expect(sameSystem(one, other)).toBe(same);
  });
});
