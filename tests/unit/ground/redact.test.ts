import { inspect } from "node:util";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { redact, redactDeep } from "../../../src/ground/redact.ts";
import { Secret } from "../../../src/ground/secret.ts";
import { proves } from "../../catalogue/proves.ts";

const jwt = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhbmEifQ.c2lnbmF0dXJlLXBhcnQ";

describe("redact", () => {
  test.for([
    ["a JWT", jwt],
    ["a bearer header", `Authorization: Bearer ${jwt}`],
    ["an opaque bearer", "authorization: Bearer 0123456789abcdef"],
    ["a token subprotocol", `jwt-auth, jwt.${Buffer.from(jwt).toString("base64url")}`],
    ["a query token", "wss://host/ws?token=0123456789abcdef&x=1"],
    ["a cookie", "set-cookie: session=0123456789abcdef; HttpOnly"],
    ["a quoted cookie", 'Cookie: a=1; sid="0123456789abcdef"'],
    ["a cookie inside JSON", JSON.stringify({ h: 'set-cookie: sid="0123456789abcdef"' })],
    ["a JSON token", '{"access_token":"0123456789abcdef"}'],
    ["a JSON password", '{"password": "0123456789abcdef"}'],
    ["JSON inside JSON", JSON.stringify({ body: '{"access_token":"0123456789abcdef"}' })],
    ["an object in single quotes", "{ password: '0123456789abcdef' }"],
    ["another scheme of authorization", "authorization: Token 0123456789abcdef"],
    ["an API key header", "x-api-key: 0123456789abcdef"],
    ["a password setting", "password=0123456789abcdef next=1"],
    ["credentials in a URL", "https://ana:0123456789abcdef@host/"],
  ] as const)("removes %s", proves("R19"), ([, text], { expect }) => {
    const clean = redact(text);
    expect(clean).not.toContain("0123456789abcdef");
    expect(clean).not.toContain("c2lnbmF0dXJlLXBhcnQ");
    expect(clean).not.toContain(Buffer.from(jwt).toString("base64url"));
    expect(clean).toContain("[redacted");
  });

  test("leaves JSON readable as JSON", () => {
    const text = JSON.stringify({ header: 'set-cookie: sid="x"; Path=/', next: "kept" });
    expect(JSON.parse(redact(text))).toMatchObject({ next: "kept" });
  });

  test("removes a login whose padding stands before a quote", () => {
    const login = Buffer.from("ana:open sesame").toString("base64url").concat("=");
    expect(redact(JSON.stringify({ header: `Basic ${login}` }))).not.toContain(login);
  });

  test("leaves what a server asks for, which is no secret", () => {
    const challenge = 'www-authenticate: Basic realm="restricted"';
    expect(redact(challenge)).toBe(challenge);
  });

  test("leaves ordinary sentences alone", () => {
    const text = 'WS 101 selected "jwt-auth"; welcome after 12 ms; token_type: Bearer';
    expect(redact(text)).toBe(text);
  });

  test("changes nothing the second time", () => {
    fc.assert(
      fc.property(
        fc.string(),
        fc.constantFrom(jwt, "Bearer abcdefgh", "?token=abc", ""),
        (a, b) => {
          const once = redact(`${a} ${b}`);
          expect(redact(once)).toBe(once);
        },
      ),
    );
  });

  test("copies what leads back to itself", () => {
    const certificate: Record<string, unknown> = { subject: jwt, password: ["0123456789abcdef"] };
    certificate["issuerCertificate"] = certificate;
    certificate["chain"] = [certificate];
    const clean = redactDeep({ cause: { cert: certificate } }).cause.cert;
    expect(clean["subject"]).toBe("[redacted-jwt]");
    expect(clean["password"]).toEqual(["[redacted]"]);
    expect(clean["issuerCertificate"]).toBe(clean);
    expect(clean["chain"]).toEqual([clean]);
  });

  test("hides a list below a secret's name that stands elsewhere in the open", () => {
    const list = ["a word in the open"];
    expect(redactDeep({ list, tokens: { access_token: list } })).toEqual({
      list: ["a word in the open"],
      tokens: { access_token: ["[redacted]"] },
    });
  });

  test("scrubs values under secret-looking keys, whatever they look like", () => {
    const clean = redactDeep({
      access_token: "plain-words",
      nested: [{ password: "hunter22" }],
      token_type: "Bearer",
      count: 3,
    });
    expect(clean).toEqual({
      access_token: "[redacted]",
      nested: [{ password: "[redacted]" }],
      token_type: "Bearer",
      count: 3,
    });
  });
});

describe("Secret", () => {
  test("prints as [secret] wherever values are printed", () => {
    const secret = new Secret("correct-horse-battery");
    expect(`${secret}`).toBe("[secret]");
    expect(JSON.stringify({ secret })).toBe('{"secret":"[secret]"}');
    expect(inspect({ secret })).toBe("{ secret: [secret] }");
    expect(secret.reveal()).toBe("correct-horse-battery");
  });

  test("is scrubbed from text somebody else wrote, in every encoding it travels in", () => {
    const value = "opaque/value+with=signs";
    new Secret(value);
    const encodings = [value, encodeURIComponent(value), Buffer.from(value).toString("base64url")];
    for (const encoded of encodings)
      expect(redact(`close reason ${encoded}!`)).not.toContain(encoded);
  });
});
