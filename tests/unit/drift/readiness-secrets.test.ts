import { describe, expect, test } from "vitest";
import { defaultContract } from "../../../src/contract/default.ts";
import { KeyRules } from "../../../src/contract/keys/key-rules.ts";
import { readBranch } from "../../../src/harness/drift/branch.ts";
import {
  judgeReadiness,
  violationsOf,
} from "../../../src/harness/drift/readiness/judge-readiness.ts";
import { branchOf, cloudRun, folderWith, toldBy, unseenBy, variables } from "./readiness-branch.ts";

const canary = "canary-Xy7-of-a-secret";
const rules = new KeyRules(defaultContract);
const told = (key: string) => [`${rules.of(key).name}: ${key} stands there in plain sight`];

const compose = (environment: string, secret: string) =>
  `services:\n  backend:\n    image: backend:1\n    environment:\n      ENVIRONMENT: ${environment}\n      ${secret}\n`;

describe("secrets-referenced", () => {
  test.each([
    [
      "a literal for Cloud Run",
      { "b.yaml": cloudRun({ JWT_SECRET_KEY: canary }) },
      told("JWT_SECRET_KEY"),
    ],
    [
      "a password in an address",
      { "b.yaml": cloudRun({ DATABASE_URL: `postgres://app:${canary}@db/app` }) },
      told("DATABASE_URL"),
    ],
    [
      "a literal in development, for a cloud",
      { "b.yaml": cloudRun({ ENVIRONMENT: "dev", API_KEY: canary }) },
      told("API_KEY"),
    ],
    ["a blank", { "b.yaml": cloudRun({ JWT_SECRET_KEY: "" }) }, []],
    [
      "a placeholder",
      { "b.yaml": cloudRun({ JWT_SECRET_KEY: `\${JWT_SECRET_KEY}`, API_KEY: "$(API_KEY)" }) },
      [],
    ],
    ["no secret", { "b.yaml": cloudRun({ JWT_SECRET_PATH: "/run/secrets/jwt" }) }, []],
    [
      "a file of variables for staging",
      { ".env.example": variables({ JWT_SECRET: canary }) },
      told("JWT_SECRET"),
    ],
    [
      "a file of variables for tests",
      { ".env": variables({ ENVIRONMENT: "test", JWT_SECRET: canary }) },
      [],
    ],
    [
      "compose for staging",
      { "compose.yaml": compose("staging", `JWT_SECRET: ${canary}`) },
      told("JWT_SECRET"),
    ],
    [
      "compose for production",
      { "compose.yaml": compose("prod", `JWT_SECRET: ${canary}`) },
      told("JWT_SECRET"),
    ],
    ["compose for development", { "compose.yaml": compose("dev", `JWT_SECRET: ${canary}`) }, []],
    [
      "a default in compose",
      { "compose.yaml": compose("staging", `JWT_SECRET: "\${JWT_SECRET:-${canary}}"`) },
      told("JWT_SECRET"),
    ],
    [
      "a script",
      { "deploy.py": `E = {"ENVIRONMENT": "staging", "JWT_SECRET": "${canary}"}\n` },
      told("JWT_SECRET"),
    ],
    [
      "a script for tests",
      { "deploy.py": `E = {"ENVIRONMENT": "test", "JWT_SECRET": "${canary}"}\n` },
      [],
    ],
    [
      "a secret that is stood before",
      { "a.yaml": cloudRun({ API_KEY: canary }), "b.env": "API_KEY=\n" },
      told("API_KEY"),
    ],
  ])("looks at %s", (_, files, expected) => {
    expect(toldBy("secrets-referenced", files)).toEqual(expected);
  });

  test.each([
    ["filled in by the machine it is judged on", `JWT_SECRET: "\${JWT_SECRET}"`],
    ["filled in, or refused", `JWT_SECRET: "\${JWT_SECRET:?must be set}" # by hand`],
    ["inherited", "JWT_SECRET:"],
    ["one of two", "JWT_SECRET: $JWT_SECRET"],
  ])("takes a secret for a reference that is %s", (_, line) => {
    const folder = folderWith({ "compose.yaml": compose("staging", line) });
    const config = { expected: [{ file: "compose.yaml" }], siblings: { auth: [], frontend: [] } };
    const branch = readBranch(defaultContract, { config, folder, env: { JWT_SECRET: canary } });
    expect(violationsOf("secrets-referenced", branch, { contract: defaultContract })).toEqual([]);
    const held = branch.services.backend?.get("jwt_secret_key");
    expect(held?.setting.value).toEqual({
      kind: "reference",
      to: expect.stringMatching(/JWT_SECRET/),
    });
  });

  test.each([
    ["the password of an address is filled in", `postgres://app:\${PASSWORD}@db/app`, 0],
    ["so is all of it but the host", `\${SCHEME}://\${NAME}:\${PASSWORD}@db/app`, 0],
    ["a password stands beside what is filled in", `postgres://app:${canary}@\${HOST}/app`, 1],
    ["it has a default", `postgres://app:\${PASSWORD:-${canary}}@db/app`, 1],
  ])("judges the part of an address that is secret: %s", (_, value, count) => {
    const folder = folderWith({ "compose.yaml": compose("staging", `DATABASE_URL: "${value}"`) });
    const config = { expected: [{ file: "compose.yaml" }], siblings: { auth: [], frontend: [] } };
    const env = { PASSWORD: canary, NAME: "app", SCHEME: "postgres", HOST: "db" };
    const branch = readBranch(defaultContract, { config, folder, env });
    const found = violationsOf("secrets-referenced", branch, { contract: defaultContract });
    expect(found).toHaveLength(count);
  });

  test("reads the value of a variable wherever Kubernetes has it", () => {
    const pod = (env: string) => `apiVersion: v1
kind: Pod
metadata: {name: backend}
spec:
  containers:
  - image: a:1
    env:
${env}`;
    const judge = (env: string) => toldBy("secrets-referenced", { "b.yaml": pod(env) });
    expect(judge(`    - {name: API_KEY, value: "$(KEY)"}\n`)).toEqual([]);
    expect(judge("    - name: API_KEY\n      value: $(KEY) # kept\n")).toEqual([]);
    expect(judge("    - name: API_KEY\n      value: <api key>\n")).toEqual([]);
    expect(judge(`    - {name: API_KEY, value: ${canary}}\n`)).toEqual(told("API_KEY"));
    expect(judge(`    - name: API_KEY\n      value: ${canary} # kept\n`)).toEqual(told("API_KEY"));
    // The next variable's value is not this one's.
    const two = `    - name: API_KEY\n      value: ${canary}\n    - name: B\n      value: $(B)\n`;
    expect(judge(two)).toEqual(told("API_KEY"));
  });

  test("takes a part of a secret that is filled in for a literal", () => {
    const files = { "b.yaml": cloudRun({ JWT_SECRET_KEY: `${canary}-\${SUFFIX}` }) };
    expect(toldBy("secrets-referenced", files)).toEqual(told("JWT_SECRET_KEY"));
  });

  test("says where, and never what", () => {
    const files = { "b.yaml": cloudRun({ ENVIRONMENT: "staging", JWT_SECRET_KEY: canary }) };
    const branch = branchOf({
      ...files,
      "auth.env": `ENVIRONMENT=staging\nJWT_SECRET=${canary}-2\n`,
    });
    const all = judgeReadiness(branch, { contract: defaultContract });
    expect(all).toContainEqual({
      rule: "secrets-referenced",
      because: "JWT_SECRET_KEY stands there in plain sight",
      cause: "secret-in-manifest",
      severity: "critical",
      service: "backend",
      key: "jwt_secret_key",
      from: { file: "b.yaml", line: 16 },
      remedy: expect.stringContaining("change the secret"),
    });
    expect(JSON.stringify(all)).not.toContain(canary);
    // Not even how long it is; fingerprints, which other rules show, may hold any digits.
    const literal = all.filter(({ rule }) => rule === "secrets-referenced");
    expect(literal).toHaveLength(2);
    expect(JSON.stringify(literal)).not.toContain(`${canary.length}`);
  });

  test("says which files are for no deployment", () => {
    expect(unseenBy("secrets-referenced", { "b.env": "A=1\n" })).toEqual({
      isLooked: false,
      unseen: ["b.env is for no deployment: it names neither staging nor production"],
    });
  });
});
