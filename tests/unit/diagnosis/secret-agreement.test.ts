import { expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { holdsSecret } from "../../../src/ground/redact.ts";
import { Secret } from "../../../src/ground/secret.ts";
import type { Diagnosis } from "../../../src/harness/diagnosis/diagnosis.ts";
import { Evidence } from "../../../src/harness/diagnosis/evidence.ts";
import type { Finding } from "../../../src/harness/diagnosis/finding.ts";
import { investigate } from "../../../src/harness/diagnosis/investigation.ts";
import { Labs } from "../../../src/harness/diagnosis/labs.ts";
import { judge } from "../../../src/harness/diagnosis/planner.ts";
import type { Probe } from "../../../src/harness/diagnosis/probe.ts";
import { leakIn } from "../../../src/harness/diagnosis/probes/access/leaks.ts";
import { access } from "../../../src/harness/diagnosis/probes/access.ts";
import { census } from "../../../src/harness/diagnosis/probes/census.ts";
import { tokens } from "../../../src/harness/diagnosis/probes/tokens.ts";
import type {
  TokenAnswer,
  TokenForm,
  TokenRow,
  TokensSaw,
} from "../../../src/harness/diagnosis/probes/tokens-saw.ts";
import { offer } from "../../../src/harness/diagnosis/probes/upgrades.ts";
import { accessRules } from "../../../src/harness/diagnosis/rules/access.ts";
import { acceptedRules } from "../../../src/harness/diagnosis/rules/token-accepted.ts";
import { maskedRules } from "../../../src/harness/diagnosis/rules/token-masked.ts";
import { refusedRules } from "../../../src/harness/diagnosis/rules/token-refused.ts";

const tableRules = [...refusedRules, ...acceptedRules, ...maskedRules];
const key = "thyme-5d1f0c9ab27e4468-bridge";

/** Diagnoses a backend with one fault by the table and what goes with it alone. */
async function diagnosed(id: string, withSecret: boolean): Promise<Diagnosis> {
  const quirks = faults.filter((fault) => fault.id === id);
  const backend = await startFaulty(quirks, { seed: 1, bypassKey: new Secret(key) });
  const secrets = { jwtSecret: backend.secret, bypassKey: new Secret(key) };
  const labs = new Labs({
    ...{ contract: defaultContract, http: backend.url, ws: backend.wsUrl, remote: false },
    services: { auth: backend.url },
    credentials: withSecret ? secrets : {},
  });
  try {
    return await investigate(labs.carry, {
      probes: [offer, tokens, access, census] as readonly Probe[],
      rules: [...tableRules, ...accessRules],
      target: { http: backend.url, ws: backend.wsUrl },
      patience: { company: 3, companyMs: 400 },
    });
  } finally {
    await labs[Symbol.asyncDispose]();
    await backend.stop();
  }
}

test.for([
  ["auth.socket-verifies-with-another-secret", "secret-mismatch"],
  ["auth.http-verifies-with-another-secret", "secret-mismatch"],
  ["auth.clock-behind", "clock-skew"],
  ["auth.clock-ahead", "clock-skew"],
  ["auth.expects-another-audience", "claim-mismatch"],
  ["auth.expects-another-algorithm", "claim-mismatch"],
  ["auth.ignores-subprotocol-token", "token-lost"],
  ["edge.strips-authorization", "token-lost"],
  ["auth.decodes-only-on-socket", "signature-unverified"],
  ["auth.masks-refusals", "refusal-masked"],
  ["auth.relaxes-on-socket", "not-enforced"],
  ["auth.accepts-expired-tokens", "session-unended"],
] as const)("with the signing secret, %s is told to be %s", async ([id, cause]) => {
  const { causes } = await diagnosed(id, true);
  expect(causes[0]).toMatchObject({ id: cause, orElse: [] });
});

test.for([
  ["auth.socket-verifies-with-another-secret", "secret-mismatch"],
  ["auth.clock-ahead", "clock-skew"],
  ["auth.expects-another-audience", "claim-mismatch"],
] as const)(
  "without it, %s is %s or another of its kind, and an experiment would tell",
  async ([id, cause]) => {
    const { causes, alternatives } = await diagnosed(id, false);
    const kind = ["secret-mismatch", "clock-skew", "claim-mismatch"];
    expect(causes[0]?.id).toBe(cause);
    expect([cause, ...(causes[0]?.orElse ?? [])].toSorted()).toEqual(kind.toSorted());
    expect(alternatives[0]?.experiment).toMatch(/signing secret/);
  },
);

test.for([
  ["auth.ignores-header-on-socket", "token-lost"],
  ["auth.decodes-only-over-http", "signature-unverified"],
  ["auth.masks-refusals", "refusal-masked"],
] as const)("without it, %s is told to be %s all the same", async ([id, cause]) => {
  expect((await diagnosed(id, false)).causes.map((found) => found.id)).toEqual([cause]);
});

test.for([true, false])("a healthy backend is healthy, signing secret: %s", async (withSecret) => {
  const { healthy, symptoms } = await diagnosed("none", withSecret);
  expect({ healthy, symptoms }).toEqual({ healthy: true, symptoms: [] });
});

test.for([
  "auth.socket-verifies-with-another-secret",
  "auth.publishes-its-secret",
  "auth.publishes-tokens",
  "auth.leaves-cookie-at-logout",
])("no token, secret or cookie shows in the diagnosis of %s", async (id) => {
  const diagnosis = await diagnosed(id, true);
  const text = JSON.stringify(diagnosis);
  expect(diagnosis.causes).not.toEqual([]);
  expect(holdsSecret(text)).toBe(false);
  expect(text).not.toContain(key);
  expect(text).not.toContain("rosemary");
  expect(text).not.toMatch(/eyJ[\w-]{5}|ZXlK[\w-]{5}|netra_session=\w/);
});

const served: TokenAnswer = { how: "served", status: 200, text: "" };
const no = (text: string): TokenAnswer => ({ how: "refused", status: 101, code: 1008, text });
const denied: TokenAnswer = { how: "refused", status: 403, text: "" };
const crash: TokenAnswer = { how: "crashed", status: 101, code: 1011, text: "" };

type Column = Partial<Record<TokenForm, TokenAnswer>>;

function rowsOf(place: TokenRow["place"], carrier: string, column: Column): readonly TokenRow[] {
  const cells = Object.entries(column) as [TokenForm, TokenAnswer][];
  return cells.map(([form, answer]) => ({ place, at: "here", carrier, form, answer }));
}

/** What the table's rules make of a socket beside HTTP as it should be. */
function judged(socket: readonly TokenRow[], more: Partial<TokensSaw> = {}): readonly Finding[] {
  const http = rowsOf("http", "header", {
    ...{ valid: served, absent: { ...denied, text: "none" } },
    "wrong-signature": { ...denied, text: "bad" },
  });
  const evidence = new Evidence();
  evidence.add("offer", { notRun: "a literal table" });
  evidence.add("tokens", { rows: [...http, ...socket], notTried: {}, enforced: true, ...more });
  return judge(tableRules, evidence).findings;
}

test("a socket that gives everybody one answer after opening, by every carrier, points at its secret", () => {
  const column = { valid: no("no"), absent: no("no"), "wrong-signature": no("no") };
  const ways = ["header", "query"].flatMap((way) => rowsOf("socket", way, { valid: no("no") }));
  const [finding] = judged([...rowsOf("socket", "subprotocol", column), ...ways]);
  expect(finding).toMatchObject({ cause: "secret-mismatch" });
  expect(finding?.others).toContain("token-lost");
});

test("a 403 before opening, for everybody, may as well be an edge's", () => {
  const column = { valid: denied, absent: denied, "wrong-signature": denied };
  const ways = ["header", "query"].flatMap((way) => rowsOf("socket", way, { valid: denied }));
  const [finding] = judged([...rowsOf("socket", "subprotocol", column), ...ways]);
  expect(finding?.others).toContain("edge-refuses");
  expect(finding?.confidence).toBeLessThan(0.85);
});

test("a 403 by another server than the application is no matter of tokens", () => {
  const foreign = { ...denied, server: "cloudfront" };
  expect(judged(rowsOf("socket", "subprotocol", { valid: foreign, absent: foreign }))).toEqual([]);
});

test("a 403 by the library that serves the socket is a matter of tokens, whatever HTTP is called", () => {
  const own = { ...denied, server: "Python/3.11 websockets/10.4" };
  const column = { valid: own, absent: own, "wrong-signature": own };
  const ways = ["header", "query"].flatMap((way) => rowsOf("socket", way, { valid: own }));
  const [finding] = judged([...rowsOf("socket", "subprotocol", column), ...ways]);
  expect(finding).toMatchObject({ cause: "secret-mismatch" });
  expect(finding?.others).toContain("edge-refuses");
});

test("HTTP that refuses everybody while its neighbour takes the token has another secret, perhaps", () => {
  const no401 = { ...denied, status: 401, text: "no", server: "uvicorn" };
  const place = {
    host: "127.0.0.1",
    port: 1,
    secure: false,
    of: ["http"],
    lookupMs: 0,
    addresses: [],
  };
  const evidence = new Evidence();
  evidence.add("offer", { notRun: "a literal table" });
  evidence.add("reach", { places: [place], ways: { direct: false, echo: false } });
  const rows = [
    ...rowsOf("http", "header", { valid: no401, absent: no401, "wrong-signature": no401 }),
    ...rowsOf("http", "header", { valid: served }).map((row) => ({ ...row, at: "next door" })),
    ...rowsOf("socket", "subprotocol", { valid: served, absent: no("no") }),
  ];
  const open = { ...served, server: "uvicorn" };
  evidence.add("tokens", { rows, notTried: {}, enforced: true, open });
  const [finding] = judge(tableRules, evidence).findings;
  expect(finding).toMatchObject({ cause: "secret-mismatch", confidence: 0.8 });
  expect(finding?.others).toContain("claim-mismatch");
});

test("a status page that is refused, too, leaves nothing to say of tokens", () => {
  const rows = rowsOf("socket", "subprotocol", { valid: denied, absent: denied });
  expect(judged(rows, { open: denied })).toEqual([]);
});

test("a valid token that is answered as none is lost", () => {
  const column = { valid: no("none"), absent: no("none"), "wrong-signature": no("bad") };
  expect(judged(rowsOf("socket", "subprotocol", column))).toMatchObject([{ cause: "token-lost" }]);
});

test("a token that counts with its times moved meets another clock", () => {
  const column = { valid: no("bad"), absent: no("none"), "wrong-signature": no("bad") };
  const rows = rowsOf("socket", "subprotocol", { ...column, early: served });
  expect(judged(rows)).toMatchObject([{ cause: "clock-skew" }]);
});

test("what is refused like an old token to another's clock may as well be young", () => {
  const column = { valid: served, absent: no("none"), expired: served };
  const rows = rowsOf("socket", "subprotocol", column);
  expect(judged(rows, { dateAheadMs: 100 })).toMatchObject([{ cause: "session-unended" }]);
  expect(judged(rows, { dateAheadMs: -900_000 })).toMatchObject([{ cause: "clock-skew" }]);
});

test("a crash for forged tokens is a refusal only where valid ones are served", () => {
  const column = { absent: no("none"), "wrong-signature": crash };
  const masked = rowsOf("socket", "subprotocol", { ...column, valid: served });
  expect(judged(masked)).toMatchObject([{ cause: "refusal-masked" }]);
  const crashing = rowsOf("socket", "subprotocol", { ...column, valid: crash });
  expect(judged(crashing)).toMatchObject([{ cause: "crash-at-accept" }]);
});

test("an answer leaks by what it holds, not by the names it uses", () => {
  expect(leakIn('{"jwt_secret_key":"rosemary-7f3a91c45d2e8b60"}')).toBe(
    "a value under jwt_secret_key",
  );
  expect(leakIn('{"error":"Traceback (most recent call last):\\n  File"}')).toBe("a stack trace");
  expect(leakIn('{"api_key":"********","password_policy":"at least 8 letters"}')).toBeUndefined();
  expect(leakIn('{"secret_source":"manager","token_url":"/auth/v2/token"}')).toBeUndefined();
});
