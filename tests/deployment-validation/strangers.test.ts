import { check, test } from "../../src/fixtures/test.ts";
import { Secret } from "../../src/ground/secret.ts";
import { tried } from "./reading.ts";
import { unexplained } from "./refusal.ts";
import { anything, guarded } from "./stranger.ts";

const phase = "deployment-validation";
const journey = "authentication";

test(
  "refuses every call that needs a user, from strangers and from forged tokens",
  check({
    id: "authentication.refuses-strangers-over-http",
    suspects: ["credentials-leaked", "not-enforced"],
    rows: ["C10", "A06", "A10", "A13"],
    phase,
    journey,
    capabilities: ["auth-enforced", "guarded-reading"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const user = await context.user();
    const admitted = await tried(context, user.token);
    for (const { operation, ok, said } of admitted) expect(ok, `${operation}: ${said}`).toBe(true);
    const forged = context.forge(user.token);
    const names = guarded(contract);
    const refusals = await Promise.all(
      names.flatMap((name) => {
        const values = anything(context, name);
        return [
          context.call(name, values, { user: null }),
          context.call(name, values, { token: forged }),
        ];
      }),
    );
    expect(refusals.length).toBe(2 * names.length);
    for (const { operation, status, text, said } of refusals) {
      expect(contract.auth.refusedStatuses, `${operation}: ${said}`).toContain(status);
      for (const word of contract.auth.unspoken) {
        expect(text, `${operation} is refused by a crash`).not.toMatch(new RegExp(word, "i"));
      }
    }
    const still = await tried(context, user.token);
    for (const { operation, ok, said } of still) expect(ok, `${operation}: ${said}`).toBe(true);
  },
);

/** What clients send by mistake, and what others send on purpose. */
const malformed = {
  "a word": "garbage",
  "what a client says that has none": "undefined",
  "three parts of nothing": "a.b.c",
  "a header and no claims": "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl",
  "parts too many": "eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl.e30.e30",
  "two thousand letters": "x".repeat(2000),
};

test(
  "refuses malformed tokens by name, not by a crash",
  check({
    id: "authentication.refuses-malformed-tokens",
    suspects: ["credentials-leaked"],
    rows: ["A06", "A13"],
    phase,
    journey,
    capabilities: ["auth-enforced", "guarded-reading"],
  }),
  async ({ context, expect }) => {
    const { auth, http } = context.contract;
    const refusals = [...auth.refusedStatuses, ...http.invalidStatuses];
    const { token } = await context.user();
    const admitted = await tried(context, token);
    for (const { operation, ok, said } of admitted) expect(ok, `${operation}: ${said}`).toBe(true);
    for (const [what, text] of Object.entries(malformed)) {
      for (const answer of await tried(context, new Secret(text))) {
        const where = `${what} at ${answer.operation}: ${answer.said}`;
        expect(refusals, where).toContain(answer.status);
        for (const word of context.contract.auth.unspoken) {
          expect(answer.text, where).not.toMatch(new RegExp(word, "i"));
        }
      }
    }
  },
);

test(
  "says as JSON why it lets nobody in",
  check({
    id: "authentication.explains-refusals",
    suspects: ["manners-missing"],
    rows: ["A06", "C20"],
    phase,
    journey,
    capabilities: ["auth-enforced", "error-body", "operation.listThreads"],
  }),
  async ({ context, expect }) => {
    const { contract } = context;
    const { token } = await context.user();
    const admitted = await context.call("listThreads", {}, { token });
    expect(admitted.ok, admitted.said).toBe(true);
    const refusals = [
      await context.call("listThreads", {}, { user: null }),
      ...(await tried(context, context.forge(token))),
    ];
    for (const answer of refusals) {
      expect(contract.auth.refusedStatuses, answer.said).toContain(answer.status);
      expect(unexplained(contract, answer), answer.operation).toBeUndefined();
    }
  },
);
