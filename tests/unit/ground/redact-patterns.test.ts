import { describe, expect, test } from "vitest";
import { redact } from "../../../src/ground/redact.ts";

/** Looks like no secret by itself: only what stands around it gives it away. */
const value = "zq0123456789abcdef";
const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJlLXBhcnQ";

interface Case {
  /** What a reader would call it. */
  readonly what: string;
  readonly text: string;
  /** What must be gone. @default `value` */
  readonly gone?: string;
  /** What must still be readable, so that a log stays a log. */
  readonly kept: string;
}

/** One line for each thing a pattern knows; a new pattern is a new line. */
const cases: readonly Case[] = [
  // A JWT
  { what: "a JWT", text: `got ${jwt} back`, gone: jwt, kept: "got [redacted-jwt] back" },
  { what: "a JWT's end", text: `<${jwt}>`, gone: "c2lnbmF0dXJlLXBhcnQ", kept: "<" },
  { what: "an unsigned JWT", text: "eyJhbGciOiJub25lIn0.eyJzdWIiOjF9", gone: "eyJ", kept: "jwt" },

  // A token as a subprotocol
  { what: "subprotocol jwt.", text: `offered jwt.${value}, main`, kept: ", main" },
  { what: "subprotocol jwt-auth.", text: `offered jwt-auth.${value}, main`, kept: "jwt-auth." },
  { what: "subprotocol bearer.", text: `offered bearer.${value}, main`, kept: "bearer." },
  { what: "subprotocol staging-auth.", text: `staging-auth.${value}, x`, kept: "staging-auth." },

  // A header's scheme
  { what: "scheme Bearer", text: `sent Bearer ${value} here`, kept: "here" },
  { what: "scheme Basic", text: `sent Basic ${value}== here`, kept: "here" },
  { what: "scheme in small letters", text: `sent bearer ${value} here`, kept: "here" },

  // A query or a fragment
  ...[
    ...["access_token", "refresh_token", "id_token", "token", "api_key", "apikey", "key"],
    ...["password", "secret"],
  ].map((name) => ({
    what: `query ${name}=`,
    text: `wss://host/ws?a=1&${name}=with,comma;${value}&room=7`,
    kept: `&${name}=[redacted]&room=7`,
  })),
  {
    what: "the query's first",
    text: `https://host/?key=${value}&x=1`,
    kept: "?key=[redacted]&x=1",
  },
  { what: "a fragment", text: `https://host/#id_token=${value}&x=1`, kept: "&x=1" },
  { what: "a query in capitals", text: `https://host/?API_KEY=${value}&x=1`, kept: "&x=1" },
  { what: "a query in quotes", text: `"https://host/?key=${value}" said`, kept: '" said' },

  // A cookie
  { what: "set-cookie", text: `set-cookie: sid=${value}; HttpOnly\nnext`, kept: "\nnext" },
  { what: "cookie", text: `Cookie: a=1; sid=${value}\nnext`, kept: "\nnext" },
  { what: "a cookie in JSON", text: `{"cookie":"sid=${value}","next":1}`, kept: '"next":1' },
  { what: "a cookie's quoted value", text: `cookie: sid="${value}"\nnext`, kept: "\nnext" },

  // A value under a name, as JSON or a setting has it
  ...[
    ...["password", "passwd", "secret", "token", "api_key", "api-key", "apikey", "apiKey"],
    ...["bypass_key", "bypass-key", "bypassKey", "authorization"],
    ...["access_token", "refreshToken", "client_secret", "e2e-bypass-key", "X-Api-Key"],
  ].map((name) => ({
    what: `JSON ${name}`,
    text: `{"${name}": "${value}", "next": 1}`,
    kept: `", "next": 1}`,
  })),
  { what: "an escaped quote", text: `{"secret":"a\\"${value}","next":1}`, kept: '"next":1' },
  { what: "a quoted setting", text: `JWT_SECRET="${value}" next`, kept: "next" },
  { what: "single quotes", text: `{ password: '${value}', next: 1 }`, kept: "', next: 1 }" },
  { what: "a quote inside the other", text: `secret: 'a"${value}' next`, kept: "' next" },
  ...[
    ...["password", "passwd", "client_secret", "token", "api_key", "api-key", "apikey"],
    ...["bypass_key", "authorization"],
  ].map((name) => ({
    what: `JSON ${name} inside a JSON string`,
    text: JSON.stringify({ body: JSON.stringify({ [name]: value, next: 1 }) }),
    kept: String.raw`\",\"next\":1`,
  })),

  // A header or a setting without quotes
  { what: "authorization", text: `authorization: ${value}, next`, kept: "[redacted], next" },
  { what: "proxy-authorization", text: `Proxy-Authorization: Digest ${value}\nx`, kept: "\nx" },
  { what: "x-api-key", text: `x-api-key: ${value}\nnext`, kept: "x-api-key: [redacted]\nnext" },
  { what: "api-key", text: `Api-Key: ${value}\nnext`, kept: "Api-Key: [redacted]\nnext" },
  ...["password", "passwd", "secret", "access_token", "refresh_token"].map((name) => ({
    what: `setting ${name}=`,
    text: `tried ${name}=${value}, then gave up`,
    kept: `${name}=[redacted], then gave up`,
  })),

  // Credentials in a URL
  {
    what: "a URL's password",
    text: `https://ana:${value}@host/path`,
    kept: "ana:[redacted]@host/path",
  },
];

describe("redact", () => {
  test.for(cases)("removes $what and leaves the rest", ({ text, gone = value, kept }) => {
    const clean = redact(text);
    expect(clean).not.toContain(gone);
    expect(clean).toContain("[redacted");
    expect(clean).toContain(kept);
    expect(redact(clean)).toBe(clean);
  });

  test.for([
    ["a word that ends like a secret's name", "the monkey=brown fox, turkey: roast"],
    ["a path's parts", "/auth/token/refresh answered 200"],
    ["a type of token", '{"token_type":"Bearer","expires_in":900}'],
    ["a subprotocol without a token", "selected jwt-auth out of jwt-auth, main"],
    ["a port and a path", "http://127.0.0.1:8000/health@now"],
    ["a number under a secret's name", '{"token_count": 12, "tokens": 3}'],
  ] as const)("leaves alone what is no secret: %s", ([, text]) => {
    expect(redact(text)).toBe(text);
  });
});
