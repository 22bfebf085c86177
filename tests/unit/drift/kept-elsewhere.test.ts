import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { readBranch } from "../../../src/harness/drift/branch.ts";
import { violationsOf } from "../../../src/harness/drift/readiness/judge-readiness.ts";
import { standInOf } from "../../../src/harness/drift/stand-in.ts";
import { cloudRun, type Files, folderWith, toldBy, variables } from "./readiness-branch.ts";

const canary = "canary-Xy7-of-a-secret";
const rule = "secrets-referenced";

/** The keys of secrets in plain sight, on a machine with these variables. */
function seen(files: Files, env: Readonly<Record<string, string>> = {}): readonly string[] {
  const expected = Object.keys(files).map((file) => ({ file }));
  const config = { expected, siblings: { auth: [], frontend: [] } };
  const branch = readBranch(defaultContract, { config, folder: folderWith(files), env });
  return violationsOf(rule, branch, { contract: defaultContract }).map(({ key = "" }) => key);
}

const compose = (environment: string, before = "") =>
  `${before}services:\n  backend:\n    image: a:1\n    environment:\n${environment}`;

const staging = "      ENVIRONMENT: staging\n";

describe("a secret in compose", () => {
  const env = { JWT_SECRET_KEY: canary, DB_PASSWORD: `${canary}-2` };
  test.each([
    [
      "a quoted entry",
      compose(`      - ENVIRONMENT=staging\n      - "JWT_SECRET_KEY=\${JWT_SECRET_KEY}"\n`),
    ],
    [
      "an entry in other quotes",
      compose(`      - ENVIRONMENT=staging\n      - 'JWT_SECRET_KEY=$JWT_SECRET_KEY'\n`),
    ],
    [
      "a list on one line",
      compose(
        `      [ENVIRONMENT=staging, "DB_PASSWORD=\${DB_PASSWORD-}", "API_KEY=\${A:-\${JWT_SECRET_KEY:-}}"]\n`,
      ),
    ],
    [
      "a merge",
      compose(
        `      <<: *common\n${staging}`,
        `x-common: &common\n  JWT_SECRET_KEY: \${JWT_SECRET_KEY}\n`,
      ),
    ],
    [
      "a block",
      compose(`${staging}      DATABASE_URL: >-\n        postgres://app:\${DB_PASSWORD}@db/app\n`),
    ],
    ["a name alone", compose(`      - ENVIRONMENT=staging\n      - JWT_SECRET_KEY\n`)],
    ["a blank default", compose(`${staging}      DB_PASSWORD: "\${DB_PASSWORD:-}"\n`)],
  ])("is a reference by its spelling, wherever that stands: %s", (_, text) => {
    expect(seen({ "compose.yaml": text }, env)).toEqual([]);
    expect(seen({ "compose.yaml": text })).toEqual([]);
  });

  test.each([
    [
      "a merge",
      compose(`      <<: *common\n${staging}`, `x-common: &common\n  API_KEY: ${canary}\n`),
    ],
    ["a nested default", compose(`${staging}      API_KEY: \${A:-\${B:-${canary}}}\n`)],
    ["a quoted entry", compose(`      - ENVIRONMENT=staging\n      - "API_KEY=${canary}-\${B}"\n`)],
    ["an escaped dollar", compose(`${staging}      API_KEY: $$WORD\n`)],
  ])("is in plain sight: %s", (_, text) => {
    expect(seen({ "compose.yaml": text }, { B: "b" })).toEqual(["api_key"]);
  });

  test("is a reference in a file of variables that compose fills in", () => {
    const files = {
      "compose.yaml": `services:\n  backend:\n    image: a:1\n    env_file: prod.env\n`,
    };
    const all = { ...files, "prod.env": `ENVIRONMENT=prod\nJWT_SECRET_KEY=\${JWT_SECRET_KEY}\n` };
    const config = { expected: [{ file: "compose.yaml" }], siblings: { auth: [], frontend: [] } };
    const branch = readBranch(defaultContract, { config, folder: folderWith(all), env });
    expect(violationsOf(rule, branch, { contract: defaultContract })).toEqual([]);
  });
});

const pod = (env: string) =>
  `{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"chat"},"spec":{"template":{"spec":{"containers":[{"name":"chat","image":"x:1","env":[${env}]}]}}}}`;

describe("a secret in Kubernetes", () => {
  test("is judged by its own text, though all of the file is one line", () => {
    const other = `{"name":"DB_HOST","value":"$(H)"}`;
    const literal = `{"name":"JWT_SECRET_KEY","value":"${canary}"}`;
    expect(seen({ "a.json": pod(`${other},${literal}`) })).toEqual(["jwt_secret_key"]);
    const reference = `{"name":"DB_PASSWORD","value":"$(PW)"}`;
    expect(seen({ "a.json": pod(`${reference},${literal}`) })).toEqual(["jwt_secret_key"]);
  });

  test("is judged whatever stands above and below it", () => {
    const text = `apiVersion: v1
kind: Pod
metadata: {name: backend}
spec:
  containers:
  - image: a:1
    env:
    - value: ${canary}
      name: API_KEY
    - value: $(POD_IP)
      name: IP
    - {value: ${canary}, name: DB_PASSWORD}
    - name: S3_SECRET
      # from vault: $(X)
      value: |
        ${canary}
    - name: SESSION_SECRET
      value: canary\${5}literal
    - name: BOT_TOKEN
      value: pa$word
`;
    const keys = ["api_key", "db_password", "s3_secret", "session_secret", "bot_token"];
    expect(seen({ "b.yaml": text })).toEqual(keys);
  });

  test("is a reference in a Secret that somebody fills in", () => {
    const secret = (value: string) =>
      `apiVersion: v1\nkind: Pod\nmetadata: {name: backend}\nspec:\n  containers:\n  - image: a:1\n    envFrom: [{secretRef: {name: s}}]\n---\napiVersion: v1\nkind: Secret\nmetadata: {name: s}\nstringData: {PIN: ${value}}\n`;
    expect(seen({ "b.yaml": secret(`"\${PIN}"`) })).toEqual([]);
    expect(seen({ "b.yaml": secret(`"12345678"`) })).toEqual(["pin"]);
  });
});

describe("what stands where a secret would be", () => {
  test.each([
    ["CSRF_COOKIE_SECRET", "true"],
    ["OPENAI_MAX_TOKEN", "4096"],
    ["GOOGLE_APPLICATION_CREDENTIALS", "/var/secrets/google/key.json"],
    ["CORS_ALLOW_CREDENTIALS", "same-origin"],
    ["USE_SERVICE_TOKEN", "internal"],
    ["DISABLE_API_KEY", "for-tests"],
    ["PASSWORD_RESET_TIMEOUT", "1h30m"],
    ["PASSWORD_POLICY", "strict-2"],
    ["SECRETS_BACKEND", "vault-agent"],
    ["NEXT_PUBLIC_MAP_TOKEN", "pk-map-123456"],
    ["JWT_SECRET_KEY", "sm://projects/p/secrets/jwt"],
    ["API_TOKEN", "vault:secret/data/chat#token"],
    ["DB_PASS", "op://vault/db/password"],
    ["STRIPE_SECRET", "arn:aws:secretsmanager:eu-west-1:1:secret:prod/jwt-AbC"],
    ["API_KEY", "projects/p/secrets/api-key/versions/3"],
    ["DB_PASSWORD", "%DB_PASSWORD%"],
    ["API_TOKEN", "__API_TOKEN__"],
    ["AUTH_TOKEN", "#{AuthToken}#"],
    ["STRIPE_SECRET", "[[stripe]]"],
    ["CREDENTIALS", "@credentials@"],
    ["API_KEY", "<your key>"],
  ])("is no secret: %s=%s", (key, value) => {
    expect(toldBy(rule, { "b.yaml": cloudRun({ [key]: value }) })).toEqual([]);
    expect(toldBy(rule, { "b.env": variables({ [key]: `'${value}'` }) })).toEqual([]);
  });

  test.each([
    ["DB_PASSWORD", "123456"],
    ["NEXT_PUBLIC_API_KEY", `ghp_${"a1".repeat(12)}`],
    ["USE_PROXY", `http://app:${canary}@proxy`],
    ["JWT_SECRET", "CHANGE_ME"],
    ["API_KEY", "vault:hunter2hunter2"],
    ["API_KEY", "/9j4AAQSkZJRgABAQ=="],
  ])("is a secret: %s=%s", (key, value) => {
    expect(toldBy(rule, { "b.yaml": cloudRun({ [key]: value }) })).toHaveLength(1);
  });

  test.each(["CHANGE_ME", "changeme", "replace-with-your-key", "your_api_key", "xxxx", "todo"])(
    "asks for a secret in an example, and is one anywhere else: %s",
    (value) => {
      const text = variables({ API_KEY: value });
      expect(toldBy(rule, { ".env.example": text })).toEqual([]);
      expect(toldBy(rule, { ".env.production": text })).toHaveLength(1);
    },
  );

  test.each([
    [`\${X:?set it}`, "X"],
    [`\${X}`, "X"],
    ["$X", "X"],
    [`\${X:-}`, "X"],
    ["$(X)", "X"],
    ["{{ x }}", "x"],
    ["sm://p/secrets/jwt", "sm p/secrets/jwt"],
    [`\${A:-\${B:-}}`, "B A"],
  ])("has one name, however it is written: %s", (text, to) => {
    expect(standInOf("API_KEY", text)).toEqual({ kind: "reference", to });
  });
});

test("what may be a password with odd ends is shown nowhere", () => {
  const one = (name: string, value: string) => ({
    [name]: variables({ JWT_SECRET_KEY: `'${value}'` }),
  });
  for (const [left, right] of [
    ["%canaryone%", "%canarytwo%"],
    ["<canary one>", "<canary two>"],
    ["@canary.one@", "@canary.two@"],
  ] as const) {
    const told = toldBy("services-agree", { ...one("b.env", left), ...one("auth.env", right) });
    expect(told).toHaveLength(1);
    expect(told.join()).not.toContain("canary");
  }
});
