import { describe, expect, test } from "vitest";
import { redact, redactDeep } from "../../../src/ground/redact.ts";

/** What a deploy command may print, what must be gone of it, and what is left. */
const leaks = [
  ["DATABASE_PASSWORD=correct-horse", "DATABASE_PASSWORD=[redacted]"],
  ["PGPASSWORD=correct", "PGPASSWORD=[redacted]"],
  ["dbPassword=a", "dbPassword=[redacted]"],
  ["CLIENT_SECRET=abc next", "CLIENT_SECRET=[redacted] next"],
  ["export JWT_SECRET=Hunter2!", "export JWT_SECRET=[redacted]"],
  ["SECRET_KEY=a,b;c&d next", "SECRET_KEY=[redacted] next"],
  ["AWS_SECRET_ACCESS_KEY=wJalr/XU+t", "AWS_SECRET_ACCESS_KEY=[redacted]"],
  ["--set-env-vars=DB_PASSWORD=foo,PLACE=here", "--set-env-vars=DB_PASSWORD=[redacted],PLACE=here"],
  ["API_TOKEN=abcdefgh12", "API_TOKEN=[redacted]"],
  ["token=abcdefgh then", "token=[redacted] then"],
  ["AWS_SECRET_ACCESS_KEY: wJalrXUtnFEMI/K7", "AWS_SECRET_ACCESS_KEY: [redacted]"],
  ["  db_password: correct-horse\nnext: 1", "  db_password: [redacted]\nnext: 1"],
  ["DB_PASSWORD:   Sunshine", "DB_PASSWORD:   [redacted]"],
  ["password: correcthorsebattery", "password: [redacted]"],
  ["private_key: 'MIIE vQ'", "private_key: '[redacted]'"],
  ['"AWS_ACCESS_KEY": "wJalr XU"', '"AWS_ACCESS_KEY": "[redacted]"'],
  ["password = hunter2", "password = [redacted]"],
  ["API_TOKEN: abcd-efgh, next", "API_TOKEN: [redacted], next"],
  ["token: zq0123456789 next", "token: [redacted] next"],
  ["pushed with ghp_abcdefghijklmnop1234.", "pushed with ghp_[redacted]"],
  ["gho_abcdefghijklmnop1234", "gho_[redacted]"],
  ["github_pat_11ABCDEFG_abc", "github_pat_[redacted]"],
  ["ya29.a0AfH6SMBxyz-_1", "ya29.[redacted]"],
  ["key sk-proj-abcdef123456 used", "key sk-[redacted] used"],
  ["xoxb-1234567890-abc", "xoxb-[redacted]"],
  ["id AKIAIOSFODNN7EXAMPLE", "id AKIA[redacted]"],
] as const;

/** Says nothing that is secret, and has to stay readable. */
const words = [
  "tokens  a valid token is answered",
  "token: missing",
  "no token: closed",
  "no token: closed: HTTP 101",
  "the token: websocket.answers-ping",
  "token: HTTP/1.1 401, TOKEN_EXPIRED",
  "renewed the token: 2026-01-02T03:04:05.000Z",
  "token=missing, later",
  '{"reason":"missing token"}',
  '{"error_code":"TOKEN_EXPIRED"}',
  "wrong password: refused, as it should be",
  "JWT_SECRET: unset; JWT_SECRET: differs",
  "password: (none)",
  "secret === undefined, token => closed",
  "--set-secrets=JWT_SECRET=jwt-secret:VERSION",
  "--set-secrets=JWT_SECRET=jwt-secret:latest",
  "kubectl get secret jwt-secret:3",
  `JWT_SECRET=\${OTHER} JWT_SECRET=<value> JWT_SECRET=$(read-it)`,
  "JWT_SECRET: $JWT_SECRET",
  "DB_PASSWORD:  <set to the key 'password' in secret 'db'>  Optional: false",
  "without anything secret: `subprotocol`, `header`",
  "the task-runner-that-walks and sk-learn",
  "AKIA is no id, ghp_ no token",
] as const;

describe("a setting in what somebody else's command prints", () => {
  test.for(leaks)("%j loses its value and nothing else", ([text, clean]) => {
    expect(redact(text)).toBe(clean);
    expect(redact(clean)).toBe(clean);
  });

  test("loses it inside JSON as well, which stays JSON", () => {
    const said = { output: "API_KEY=abc\nDB_PASSWORD: hunter2\n", next: "kept" };
    const clean: unknown = JSON.parse(redact(JSON.stringify(said)));
    expect(clean).toEqual({
      output: "API_KEY=[redacted]\nDB_PASSWORD: [redacted]\n",
      next: "kept",
    });
  });

  test("loses it under the name of a field", () => {
    expect(redactDeep({ private_key: "x", AWS_ACCESS_KEY: "y", monkey: "z" })).toEqual({
      ...{ private_key: "[redacted]", AWS_ACCESS_KEY: "[redacted]", monkey: "z" },
    });
  });
});

describe("redact", () => {
  test.for(words)("leaves %j as it is", (text) => {
    expect(redact(text)).toBe(text);
  });

  test.for(
    [
      ...[
        "password=",
        "token: ",
        "_token: ",
        "password: a",
        "secret=,a",
        "password=&",
        "&a",
        "sk-",
      ],
      ...["secret=jwt-", "token", "secret \t", "ghp_", "a", " ", ",", "1", "<a", "\\", "eyJ"],
    ].map((part) => [part] as const),
  )("ends at once with however many of %j", ([part]) => {
    const many = part.repeat(Math.ceil(300_000 / part.length));
    const startedMs = performance.now();
    for (const before of ["", "password=", "DB_PASSWORD: ", "token: ", "API_TOKEN: "])
      redact(`${before}${many}`);
    // All five take some tens of milliseconds; what grows with the square of the text takes minutes.
    expect(performance.now() - startedMs).toBeLessThan(5_000);
  });
});
