import { jwtVerify } from "jose";
import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { Secret } from "../../../src/ground/secret.ts";
import {
  credentialsFrom,
  identityIn,
  mintToken,
  realSecret,
  withBrokenSignature,
} from "../../../src/harness/wire/user/token.ts";
import { proves } from "../../catalogue/proves.ts";
import { sampleContract } from "./sample-contract.ts";

const secret = new Secret("a-signing-secret-of-enough-length");
const key = new TextEncoder().encode(secret.reveal());
const now = new Date("2030-01-01T00:00:00Z");
const minting = { userId: "u-1", email: "ann@example.com", environment: "staging", now };

describe("mintToken", () => {
  test("signs every claim of the contract's template", async () => {
    const token = await mintToken(sampleContract, secret, minting);
    const { payload, protectedHeader } = await jwtVerify(token.reveal(), key, { currentDate: now });
    const iat = now.getTime() / 1000;
    expect(protectedHeader).toEqual({ alg: "HS256", typ: "JWT" });
    expect(payload).toEqual({
      ...{ sub: "u-1", mail: "ann@example.com", iat, exp: iat + 60, kind: "access" },
    });
  });

  test("replaces claims, and leaves out undefined ones", async () => {
    const claims = { exp: 1, kind: undefined };
    const token = await mintToken(sampleContract, secret, { ...minting, claims });
    const verified = jwtVerify(token.reveal(), key);
    await expect(verified).rejects.toThrow('"exp" claim timestamp check failed');
    expect(token.reveal().split(".")[1]).not.toContain(Buffer.from("kind").toString("base64url"));
  });

  test("makes tokens the contract reads identities from", async () => {
    const token = await mintToken(sampleContract, secret, minting);
    expect(identityIn(sampleContract, token)).toEqual({ id: "u-1", email: "ann@example.com" });
    expect(identityIn(sampleContract, new Secret("not-a-jwt-at-all"))).toEqual({
      id: undefined,
      email: undefined,
    });
  });
});

test("withBrokenSignature changes nothing but the signature, which then fails", async () => {
  const token = await mintToken(sampleContract, secret, minting);
  const broken = withBrokenSignature(token);
  const head = (jwt: Secret): string => jwt.reveal().split(".").slice(0, 2).join(".");
  expect(head(broken)).toBe(head(token));
  expect(broken.reveal()).toHaveLength(token.reveal().length);
  await expect(jwtVerify(broken.reveal(), key, { currentDate: now })).rejects.toThrow("signature");
});

describe("realSecret", () => {
  test.for([
    "",
    "   ",
    "<your token>",
    "$TOKEN",
    "{{token}}",
    "your-token-here",
    "changeme",
    "change-me",
    "xxxxxxxx",
    "mock_token_123",
    "placeholder",
    "undefined",
  ])("refuses %j, naming where it came from", proves("H24"), (value) => {
    expect(() => realSecret(value, "SAMPLE_TOKEN")).toThrow(ConfigurationError);
    expect(() => realSecret(value, "SAMPLE_TOKEN")).toThrow("SAMPLE_TOKEN");
  });

  test("takes a real one as it is", () => {
    expect(realSecret(secret, "it")).toBe(secret);
    expect(realSecret(" eyJhbGciOiJIUzI1NiJ9.e30.x ", "it").reveal()).not.toMatch(/\s/);
  });
});

describe("credentialsFrom", () => {
  const variables = (values: Record<string, string>): Map<string, { value: string }> =>
    new Map(Object.entries(values).map(([name, value]) => [name, { value }]));

  test("reads the contract's variables, the environment's own first", proves("H43"), () => {
    const found = credentialsFrom(
      sampleContract,
      variables({ SAMPLE_SECRET: "the-general-one", SAMPLE_SECRET_STAGING: "the-staging-one" }),
      { name: "staging", prefixes: ["STAGING"] },
    );
    expect(found.jwtSecret?.reveal()).toBe("the-staging-one");
    expect(found).toMatchObject({ token: undefined, environment: "staging" });
  });

  test("takes blank variables for unset, and placeholders for mistakes", () => {
    const dev = { name: "development", prefixes: ["DEV"] };
    const blank = variables({ SAMPLE_TOKEN: " " });
    expect(credentialsFrom(sampleContract, blank, dev).token).toBe(undefined);
    const wrong = variables({ SAMPLE_TOKEN: "<token>" });
    expect(() => credentialsFrom(sampleContract, wrong, dev)).toThrow("SAMPLE_TOKEN");
  });
});
