import { describe, expect, test } from "vitest";
import { fromMap, toldBy, unseenBy, variables } from "./readiness-branch.ts";

const canary = "canary-Xy7-of-a-secret";

const secretRef = (name: string, version = "latest") => `apiVersion: serving.knative.dev/v1
kind: Service
metadata: {name: service}
spec:
  template:
    spec:
      containers:
      - image: a:1
        env:
        - {name: JWT_SECRET_KEY, valueFrom: {secretKeyRef: {name: ${name}, key: ${version}}}}
`;

describe("services-agree", () => {
  test.each([
    ["the same, in two words", "DEMO_MODE=true", "DEMO_MODE=1", []],
    ["the same environment, in two words", "ENVIRONMENT=staging", "ENV_NAME=stage", []],
    [
      "the same address, with and without a slash",
      "BACKEND_URL=https://A.example.com",
      "API_URL=https://a.example.com/",
      [],
    ],
    ["the same secret", `JWT_SECRET_KEY=${canary}`, `JWT_SECRET=${canary}`, []],
    ["what one of them does not name", "DEMO_MODE=true", "A=1", []],
    [
      "another flag",
      "DEMO_MODE=true",
      "DEMO_MODE=0",
      ["demo_mode: backend has demo_mode true (b.env, line 1), and auth has 0 (auth.env, line 1)"],
    ],
    [
      "another environment",
      "ENVIRONMENT=staging",
      "ENVIRONMENT=production",
      [
        "environment: backend has environment staging (b.env, line 1), and auth has production (auth.env, line 1)",
      ],
    ],
    [
      "a secret that one of them lacks",
      `JWT_SECRET_KEY=${canary}`,
      "A=1",
      ["jwt_secret_key: backend has jwt_secret_key (b.env, line 1), and auth does not"],
    ],
    [
      "a secret that is blank in one of them",
      "JWT_SECRET_KEY=",
      `A=1\nJWT_SECRET_KEY=${canary}`,
      ["jwt_secret_key: auth has jwt_secret_key (auth.env, line 2), and backend does not"],
    ],
  ])("compares backend and auth: %s", (...[, backend, auth, expected]) => {
    const files = { "b.env": `${backend}\n`, "auth.env": `${auth}\n` };
    expect(toldBy("services-agree", files)).toEqual(expected);
  });

  test("tells secrets apart by fingerprints that are worth nothing", () => {
    const files = { "b.env": `JWT_SECRET=${canary}\n`, "auth.env": `JWT_SECRET=${canary}2\n` };
    expect(toldBy("services-agree", files)).toEqual([
      expect.stringMatching(
        /backend has jwt_secret_key secret #\w{12} \(b.env, line 1\), and auth has secret #\w{12} \(auth/,
      ),
    ]);
  });

  test("compares references by where they lead", () => {
    const agree = (backend: string, auth: string) =>
      toldBy("services-agree", { "b.yaml": backend, "auth.yaml": auth });
    expect(agree(secretRef("jwt"), secretRef("jwt"))).toEqual([]);
    expect(agree(secretRef("jwt"), secretRef("jwt-old"))).toEqual([
      "jwt_secret_key: backend refers to secretKeyRef jwt/latest (b.yaml, line 10) for jwt_secret_key, and auth to secretKeyRef jwt-old/latest (auth.yaml, line 10): the same secret is one reference, or nobody can tell",
    ]);
    expect(agree(secretRef("jwt"), secretRef("jwt", "3"))).toHaveLength(1);
  });

  test("bears two references, as all that is known", () => {
    const known = [{ key: "jwt_secret_key", reason: "one vault", until: "2026-12-31" }];
    const files = {
      "b.yaml": secretRef("backend-secrets"),
      "auth.yaml": secretRef("auth-secrets"),
    };
    const question = { known, today: "2026-11-22" };
    expect(toldBy("services-agree", files, question)).toEqual([]);
    expect(toldBy("services-agree", files)).toHaveLength(1);
  });

  const inCompose = (value: string) =>
    `services:\n  service:\n    image: a:1\n    environment:\n      ENVIRONMENT: staging\n      JWT_SECRET_KEY: ${value}\n`;

  test.each([
    [`\${JWT:?set it}`, `\${JWT}`, 0],
    ["$JWT", `"\${JWT:-}"`, 0],
    [`\${JWT}`, `\${AUTH_JWT}`, 1],
  ])("knows one variable however it is written: %s and %s", (one, other, count) => {
    const files = { "b.yaml": inCompose(one), "auth.yaml": inCompose(other) };
    expect(toldBy("services-agree", files)).toHaveLength(count);
  });

  test("compares neither two stores, nor two maps that keep no secret", () => {
    const stores = { "b.yaml": secretRef("jwt"), "auth.yaml": inCompose(`\${JWT}`) };
    expect(toldBy("services-agree", stores)).toEqual([]);
    expect(unseenBy("services-agree", stores).unseen).toContain(
      "jwt_secret_key: nobody can compare what auth.yaml, line 6 says",
    );
    const map = (name: string) =>
      secretRef(name).replace("JWT_SECRET_KEY", "DEMO_MODE").replace("secretKey", "configMapKey");
    expect(toldBy("services-agree", { "b.yaml": map("one"), "auth.yaml": map("two") })).toEqual([]);
  });

  test("does not judge what is not set on this machine", () => {
    const flag = (value: string) => inCompose(value).replace("JWT_SECRET_KEY", "DEMO_MODE");
    const files = { "b.yaml": flag(`\${DEMO_MODE}`), "auth.yaml": flag("true") };
    expect(toldBy("services-agree", files)).toEqual([]);
    expect(unseenBy("services-agree", files).unseen).toContain(
      "demo_mode: nobody can compare what b.yaml, line 6 says",
    );
  });

  test("does not miss a secret that may stand in a map no file holds", () => {
    const files = { "b.yaml": secretRef("jwt"), "auth.yaml": fromMap("secretRef") };
    expect(toldBy("services-agree", files)).toEqual([]);
    expect(unseenBy("services-agree", files).unseen).toContain(
      "jwt_secret_key of auth: it may stand in Secret shared, which is not in the file that names it",
    );
  });

  test("takes a reference and a literal secret for two, and a plain value for unknown", () => {
    const literal = { "b.yaml": secretRef("jwt"), "auth.env": `JWT_SECRET=${canary}\n` };
    expect(toldBy("services-agree", literal)).toEqual([
      expect.stringMatching(/backend has .* → secretKeyRef jwt\/latest .*auth has secret #/),
    ]);
    const map = secretRef("x")
      .replace("JWT_SECRET_KEY", "DEMO_MODE")
      .replace("secretKeyRef", "configMapKeyRef");
    const files = { "b.yaml": map, "auth.env": "DEMO_MODE=true\n" };
    expect(toldBy("services-agree", files)).toEqual([]);
    expect(unseenBy("services-agree", files).unseen).toContain(
      "demo_mode: nobody can compare what b.yaml, line 10 says",
    );
  });

  test("compares two services though nobody sees what the first has", () => {
    const compose = "services:\n  backend:\n    image: a\n    environment: [DEMO_MODE]\n";
    const files = {
      "b.yaml": compose,
      "auth.env": "DEMO_MODE=true\n",
      "frontend.env": "DEMO_MODE=false\n",
    };
    expect(toldBy("services-agree", files)).toEqual([
      "demo_mode: auth has demo_mode true (auth.env, line 1), and frontend has false (frontend.env, line 1)",
    ]);
    expect(unseenBy("services-agree", files).unseen).toContain(
      "demo_mode: nobody can compare what b.yaml, line 4 says",
    );
  });

  test("compares every service with the first that has it", () => {
    const files = {
      "b.env": "ENVIRONMENT=staging\n",
      "auth.env": "ENVIRONMENT=staging\n",
      "frontend.env": "NEXT_PUBLIC_ENVIRONMENT=production\n",
    };
    expect(toldBy("services-agree", files)).toEqual([
      "environment: backend has environment staging (b.env, line 1), and frontend has production (frontend.env, line 1)",
    ]);
  });

  test("says whose files it has not", () => {
    expect(unseenBy("services-agree", { "b.env": variables() })).toEqual({
      isLooked: false,
      unseen: ["no files of auth", "no files of frontend"],
    });
  });
});
