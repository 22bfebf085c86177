import { parsed } from "../../wire/json.ts";

/** What a token says, unverified (RFC 7519 section 3); nothing where it cannot be read. */
export function claimsOf(token: string): Readonly<Record<string, unknown>> {
  const [, payload = ""] = token.split(".");
  return Object(parsed(Buffer.from(payload, "base64url").toString("utf8")));
}
