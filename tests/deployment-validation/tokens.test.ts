import { check, test } from "../../src/fixtures/test.ts";
import type { Secret } from "../../src/ground/secret.ts";
import { rewritten, stripped, unsigned } from "./forgery.ts";
import { tried } from "./reading.ts";

const phase = "deployment-validation";
const journey = "authentication";

test(
  "takes no token whose signature is wrong, gone, or said not to be needed",
  check({
    id: "authentication.verifies-signatures",
    suspects: ["signature-unverified"],
    rows: ["A10"],
    phase,
    journey,
    capabilities: ["auth-enforced", "token-claims", "many-users", "guarded-reading"],
  }),
  async ({ context, expect }) => {
    const { auth } = context.contract;
    const [{ token }, victim] = await context.users(2);
    for (const { ok, said } of await tried(context, token)) expect(ok, said).toBe(true);
    const subject = claimOf(auth.jwt?.claims, "{userId}");
    const forgeries: Readonly<Record<string, Secret>> = {
      "a wrong signature": context.forge(token),
      "no signature": stripped(token),
      "another user under the old signature": rewritten(token, { [subject]: victim.id }),
      "the algorithm none": unsigned(token, "none"),
      "the algorithm nOnE": unsigned(token, "nOnE"),
    };
    for (const [what, forgery] of Object.entries(forgeries)) {
      for (const { operation, status, said } of await tried(context, forgery)) {
        expect(auth.refusedStatuses, `${what} at ${operation}: ${said}`).toContain(status);
      }
    }
  },
);

test(
  "takes no token that is signed with another algorithm than its own",
  check({
    id: "authentication.pins-the-algorithm",
    suspects: ["claim-mismatch"],
    rows: ["A10"],
    phase,
    journey,
    capabilities: ["auth-enforced", "signing-secret", "guarded-reading"],
  }),
  async ({ context, expect }) => {
    const { auth } = context.contract;
    const user = await context.user();
    const good = await context.mint(user);
    for (const { ok, said } of await tried(context, good)) expect(ok, said).toBe(true);
    const others = (["HS256", "HS384", "HS512"] as const).filter(
      (algorithm) => algorithm !== auth.jwt?.algorithm,
    );
    for (const algorithm of others) {
      const token = await context.mint(user, {}, algorithm);
      for (const { operation, status, said } of await tried(context, token)) {
        expect(auth.refusedStatuses, `${algorithm} at ${operation}: ${said}`).toContain(status);
      }
    }
  },
);

test(
  "takes no token that is over, not yet begun, somebody else's or nobody's",
  check({
    id: "authentication.verifies-claims",
    suspects: ["claim-mismatch", "session-unended"],
    rows: ["A05", "A10"],
    phase,
    journey,
    capabilities: ["auth-enforced", "signing-secret", "guarded-reading"],
  }),
  async ({ context, expect }) => {
    const { auth } = context.contract;
    const user = await context.user();
    const good = await context.mint(user);
    for (const { ok, said } of await tried(context, good)) expect(ok, said).toBe(true);
    const now = Math.floor(context.clock.date().getTime() / 1000);
    // Registered claims (RFC 7519, section 4.1); those a contract does not name are not its promise.
    const wrong: Readonly<Record<string, Claims>> = {
      "expired an hour ago": { iat: now - 4500, exp: now - 3600 },
      "not yet valid": { nbf: now + 3600 },
      "of a foreign issuer": named(auth.jwt?.claims, { iss: "gapproof-foreign" }),
      "for a foreign audience": named(auth.jwt?.claims, { aud: "gapproof-foreign" }),
      "without an end": named(auth.jwt?.claims, { exp: undefined }),
      "nobody's": { [claimOf(auth.jwt?.claims, "{userId}")]: undefined },
    };
    const claims = Object.entries(wrong).filter(([, changes]) => Object.keys(changes).length > 0);
    for (const [what, changes] of claims) {
      const token = await context.mint(user, changes);
      for (const { operation, status, said } of await tried(context, token)) {
        expect(auth.refusedStatuses, `${what} at ${operation}: ${said}`).toContain(status);
      }
    }
  },
);

type Claims = Readonly<Record<string, unknown>>;

/** Name of the claim that holds a placeholder; of the subject, where the contract holds it elsewhere. */
function claimOf(template: unknown, placeholder: string): string {
  const claims = Object.entries(Object(template));
  return claims.find(([, value]) => value === placeholder)?.[0] ?? "sub";
}

/** The changes to claims the contract names. */
function named(template: unknown, changes: Claims): Claims {
  const known = Object.entries(changes).filter(([name]) => Object.hasOwn(Object(template), name));
  return Object.fromEntries(known);
}
