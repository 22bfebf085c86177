import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { blocking, type Death, howOf, telling } from "../matrix/how.ts";

const source = join(import.meta.dirname, "../../src");
const socket = "— WebSocket ws://x/ws";
const upgrade = "  0.5 ms → request sec-websocket-version: 13";
const opened = "  1.0 ms ← response 101 upgrade: websocket";
const greeted = '  2.0 ms ← text {"type":"welcome"}';
const asked = '  3.0 ms → text {"type":"ping"}';
const inside = [socket, upgrade, opened, greeted, asked];
const byServer = { closing: { by: "server" } };
const health = { method: "GET", url: "http://x/health" };

function death(error: Record<string, unknown>, rest: Partial<Omit<Death, "error">> = {}): Death {
  const known = { needs: [], journey: "websocket", transcript: [], ...rest };
  return { ...known, error: { message: "", ...error } };
}

test("every error of gapproof either tells of the target or blocks, by name", () => {
  const names = readdirSync(source, { recursive: true, encoding: "utf8" })
    .filter((name) => name.endsWith(".ts"))
    .flatMap((name) => [
      ...readFileSync(join(source, name), "utf8").matchAll(/class (\w+) extends GapproofError/g),
    ])
    .map(([, name]) => name);
  expect(names.length).toBeGreaterThan(15);
  expect([...telling, ...blocking]).toEqual(expect.arrayContaining(names));
  for (const name of blocking) expect(howOf(death({ name })), name).toBe("blocked");
});

test.for<[string, Death, string]>([
  ["an assertion", death({ name: "AssertionError" }), "assertion"],
  ["a mistake of a check", death({ name: "TypeError" }), "blocked"],
  ["a name that every object has", death({ name: "constructor" }), "blocked"],
  [
    "a session that the server ended",
    death({ name: "SessionClosed", ...byServer }, { needs: ["session"], transcript: inside }),
    "assertion",
  ],
  [
    "a session that the check ended",
    death({ name: "SessionClosed", closing: { by: "client" } }, { transcript: inside }),
    "blocked",
  ],
  [
    "a session never had, to a check that builds on one",
    death(
      { name: "SessionClosed", ...byServer },
      { needs: ["session"], transcript: [socket, upgrade, opened] },
    ),
    "blocked",
  ],
  [
    "a session refused beside another that was opened",
    death({ name: "ConnectFailure" }, { needs: ["session"], transcript: inside }),
    "assertion",
  ],
  ["a session refused to a check about sessions", death({ name: "ConnectFailure" }), "assertion"],
  ["no user on the way", death({ name: "UserUnavailable" }), "blocked"],
  [
    "no user, to a check of the login",
    death({ name: "UserUnavailable" }, { journey: "authentication" }),
    "assertion",
  ],
  [
    "no thread, where none was created",
    death({ name: "ThreadUnavailable", answer: { method: "POST", url: "http://x/t" } }),
    "blocked",
  ],
  [
    "no thread, where others were created",
    death(
      { name: "ThreadUnavailable", answer: { method: "POST", url: "http://x/t" } },
      { transcript: ["  1 ms → request POST http://x/t", "  2 ms ← response 201 {}"] },
    ),
    "assertion",
  ],
  [
    "nobody there, to a check that others build on",
    death(
      { name: "HttpFailure", ...health, networkCode: "ECONNREFUSED" },
      { establishes: "backend" },
    ),
    "assertion",
  ],
  [
    "nobody there, to any other",
    death({ name: "HttpFailure", ...health, networkCode: "ECONNREFUSED" }),
    "blocked",
  ],
  [
    "a certificate nobody trusts, before anything was asked",
    death({ name: "HttpFailure", ...health, networkCode: "CERT_HAS_EXPIRED" }),
    "blocked",
  ],
  [
    "an answer cut off",
    death({ name: "HttpFailure", ...health, networkCode: "ECONNRESET" }),
    "assertion",
  ],
  [
    "an answer that was asked for and did not come",
    death(
      { name: "HttpFailure", ...health, networkCode: "TIMEOUT" },
      { transcript: ["  1 ms → request GET http://x/health"] },
    ),
    "timeout",
  ],
  [
    "an answer that was not asked for",
    death(
      { name: "HttpFailure", ...health, networkCode: "TIMEOUT" },
      { transcript: ["  1 ms → request GET http://x/other"] },
    ),
    "blocked",
  ],
  [
    "an answer where only something longer was asked for",
    death(
      { name: "HttpFailure", ...health, networkCode: "TIMEOUT" },
      { transcript: ["  1 ms → request GET http://x/health/deep"] },
    ),
    "blocked",
  ],
  [
    "an answer where only the same of somebody else was asked for",
    death(
      { name: "HttpFailure", ...health, networkCode: "TIMEOUT" },
      { transcript: ["  1 ms → request GET http://y/health"] },
    ),
    "blocked",
  ],
  [
    "a stream that was asked for, whatever its query",
    death(
      { name: "FirstEventExpired", what: "the answer to GET /runs/7" },
      { transcript: ["  1 ms → request GET http://x/runs/7?part=1"] },
    ),
    "timeout",
  ],
  [
    "a stream where only another was asked for",
    death(
      { name: "FirstEventExpired", what: "the answer to GET /runs/7" },
      { transcript: ["  1 ms → request GET http://x/runs/71"] },
    ),
    "blocked",
  ],
  [
    "the end of a stream where there was but an upgrade",
    death({ name: "GapExpired", phase: "gap" }, { transcript: [socket, upgrade, opened] }),
    "blocked",
  ],
  [
    "a reply after what came on the same connection",
    death(
      { name: "WaitExpired", phase: "reply", seen: ["welcome at 2 ms"] },
      { transcript: inside },
    ),
    "timeout",
  ],
  [
    "a reply on a connection where nothing was sent, beside another",
    death(
      { name: "WaitExpired", phase: "reply", seen: ["welcome at 9 ms"] },
      { transcript: [...inside, socket, upgrade, opened, "  9.0 ms ← text {}"] },
    ),
    "blocked",
  ],
  [
    "a reply to what was sent",
    death({ name: "WaitExpired", phase: "reply" }, { transcript: inside }),
    "timeout",
  ],
  [
    "a reply to nothing: only HTTP was asked",
    death(
      { name: "WaitExpired", phase: "reply" },
      { transcript: ["— HTTP http://x", "  1 ms → request GET http://x/health"] },
    ),
    "blocked",
  ],
  [
    "a greeting of an open door",
    death({ name: "WaitExpired", phase: "welcome" }, { transcript: [socket, upgrade, opened] }),
    "timeout",
  ],
  [
    "a greeting of a door that stayed shut",
    death({ name: "WaitExpired", phase: "welcome" }, { transcript: [socket, upgrade] }),
    "blocked",
  ],
  [
    "a check whose own time was up",
    death({ name: "WaitExpired", phase: "reply", budgetExhausted: true }, { transcript: inside }),
    "blocked",
  ],
])("%s", ([, dead, how]) => {
  expect(howOf(dead)).toBe(how);
});
