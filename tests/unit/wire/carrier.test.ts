import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { InvalidSubprotocol, offerOf } from "../../../src/harness/wire/socket/carrier.ts";
import { routeUrl } from "../../../src/harness/wire/socket/dial.ts";
import { Trace } from "../../../src/harness/wire/trace.ts";

const token = new Secret("to?ken-with-odd=characters");

describe("offerOf", () => {
  test("encodes the token so that it may travel in a header", () => {
    const encoded = Buffer.from(token.reveal()).toString("base64url");
    expect(offerOf(["main", "jwt.{token|base64url}"], token)).toEqual(["main", `jwt.${encoded}`]);
  });

  test.for([
    ["a raw token with padding", ["jwt.{token}"], 'contains "?"'],
    ["a space", ["two words"], 'contains " "'],
    ["an empty name", [""], "is empty"],
    ["the same name twice", ["a", "b", "a"], "offered twice"],
  ] as const)("names the subprotocol and the rule: %s", ([, layout, message]) => {
    expect(() => offerOf(layout, token)).toThrow(InvalidSubprotocol);
    expect(() => offerOf(layout, token)).toThrow(message);
    expect(() => offerOf(layout, token)).not.toThrow(token.reveal());
  });

  test("needs a token where the layout has one", () => {
    expect(() => offerOf(["jwt.{token|base64url}"], undefined)).toThrow(ConfigurationError);
    expect(offerOf(["main"], undefined)).toEqual(["main"]);
  });
});

describe("routeUrl", () => {
  test.for([
    ["ws://h:1/ws", "/ws", "/ws", "ws://h:1/ws"],
    ["ws://h:1/ws", "/ws", "/api/live", "ws://h:1/api/live"],
    ["wss://h/base/ws?x=1", "/ws", "/other", "wss://h/base/other?x=1"],
    ["ws://h/elsewhere", "/ws", "/ws", "ws://h/elsewhere"],
    ["ws://h/elsewhere", "/ws", "/other", "ws://h/other"],
  ] as const)("%s, first %s, asked %s: %s", ([url, first, route, expected]) => {
    expect(routeUrl(url, first, route)).toBe(expected);
  });
});

test("Trace gives one trace id and a new span id each time, as the specification spells them", () => {
  const trace = new Trace();
  const spans = Array.from({ length: 50 }, () => trace.traceparent());
  for (const span of spans) expect(span).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-01$/);
  expect(spans.every((span) => span.split("-")[1] === trace.id)).toBe(true);
  expect(new Set(spans).size).toBe(50);
  expect(new Trace().id).not.toBe(trace.id);
});
