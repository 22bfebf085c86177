// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how compose writes variables
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { describe, expect, onTestFinished, test } from "vitest";
import { containerSettings } from "../../../src/harness/drift/deployed/container-settings.ts";
import { readSource } from "../../../src/harness/drift/read-source.ts";
import { canary, driftOf, env, folderWith, type Planted, patterns } from "./planted.ts";

const jwt = `eyJhbGciOiJIUzI1NiJ9.${canary}.c2ln`;
const address = `postgres://app:${canary}@db/app`;
const pem = `-----BEGIN RSA PRIVATE KEY-----\n${canary}\n-----END RSA PRIVATE KEY-----\n`;

/** Secrets by their names, and by their looks under innocent names. */
const secrets: Readonly<Record<string, string>> = {
  JWT_SECRET_KEY: canary,
  DB_PASS: canary,
  STORE: address,
  GREETING: jwt,
  NOTE: pem,
};

const asEnv = Object.entries(secrets)
  .map(([key, value]) => `${key}=${value.includes("\n") ? JSON.stringify(value) : value}\n`)
  .join("");
const asMap = JSON.stringify(secrets);
const asItems = JSON.stringify(Object.entries(secrets).map(([name, value]) => ({ name, value })));
const pod = (body: string) =>
  `kind: Deployment\nmetadata: {name: backend}\nspec: {template: {spec: {containers: [{name: backend, ${body}}]}}}\n`;
const kept = (kind: string, data: string) =>
  `kind: ${kind}\nmetadata: {name: kept}\n${data}: ${asMap}\n---\n`;

/** Every kind of file, each with the files around it; the first is the one that is read. */
const sources: readonly (readonly [string, Planted])[] = [
  [".env", { "branch.env": asEnv }],
  ["compose environment", { "compose.yaml": `services: {backend: {environment: ${asMap}}}\n` }],
  [
    "a list of compose environment",
    {
      "compose.yaml": `services: {backend: {environment: ${JSON.stringify(Object.entries(secrets).map((pair) => pair.join("=")))}}}\n`,
    },
  ],
  [
    "compose env_file",
    { "compose.yaml": "services: {backend: {env_file: more.env}}\n", "more.env": asEnv },
  ],
  [
    "compose env_file in raw",
    {
      "compose.yaml": "services: {backend: {env_file: [{path: more.env, format: raw}]}}\n",
      "more.env": `JWT_SECRET_KEY=${canary}\nSTORE=${address}\n`,
    },
  ],
  [
    "compose filled in from .env, under innocent names",
    {
      "compose.yaml":
        "services: {backend: {environment: {A: '${JWT_SECRET_KEY}', B: 'k=${DB_PASS}', C: '${STORE}', D: '${NO:?${JWT_SECRET_KEY}}', JWT_SECRET_KEY: }}}\n",
      ".env": `JWT_SECRET_KEY=${canary}\nDB_PASS=${canary}\nSTORE=${address}\n`,
    },
  ],
  [
    "compose filled in from the process environment",
    { "compose.yaml": "services: {backend: {environment: [CANARY_TOKEN, 'X=${CANARY_TOKEN}']}}\n" },
  ],
  [
    "compose defaults",
    {
      "compose.yaml": `services: {backend: {environment: {JWT_SECRET_KEY: '\${K:-${canary}}', A: '\${SOME_PASSWORD:-${canary}}', B: '\${U:-${address}}'}}}\n`,
    },
  ],
  [
    "what a compose service extends",
    {
      "compose.yaml": "services: {backend: {extends: {file: base.yaml, service: base}}}\n",
      "base.yaml": `services: {base: {environment: ${asMap}}}\n`,
    },
  ],
  ["Kubernetes env", { "deploy.yaml": pod(`env: ${asItems}`) }],
  [
    "Kubernetes $(NAME)",
    {
      "deploy.yaml": pod(
        `env: [{name: DB_PASSWORD, value: ${canary}}, {name: X, value: 'k=$(DB_PASSWORD)'}]`,
      ),
    },
  ],
  [
    "a ConfigMap",
    {
      "deploy.yaml":
        kept("ConfigMap", "data") +
        pod(
          "envFrom: [{configMapRef: {name: kept}}], env: [{name: MY_PASSWORD, valueFrom: {configMapKeyRef: {name: kept, key: STORE}}}]",
        ),
    },
  ],
  [
    "a ConfigMap with innocent keys, and secret ones where it is used",
    {
      "deploy.yaml": `kind: ConfigMap\nmetadata: {name: c}\ndata: {a: ${canary}}\n---\n${pod("envFrom: [{prefix: SECRET_, configMapRef: {name: c}}], env: [{name: MY_PASSWORD, valueFrom: {configMapKeyRef: {name: c, key: a}}}]")}`,
    },
  ],
  ["a ConfigMap alone", { "deploy.yaml": kept("ConfigMap", "data") }],
  [
    "a Secret",
    {
      "deploy.yaml": `${kept("Secret", "stringData")}kind: Secret\nmetadata: {name: coded}\ndata: {plain: ${Buffer.from(canary).toString("base64")}}\n---\n${pod("envFrom: [{secretRef: {name: kept}}, {secretRef: {name: coded}}]")}`,
    },
  ],
  [
    "a Secret alone, under innocent names",
    {
      "secret.yaml": `kind: Secret\nmetadata: {name: s}\nstringData: {a: ${canary}}\ndata: {b: ${Buffer.from(canary).toString("base64")}}\n`,
    },
  ],
  [
    "compose filled in from a .env whose variables fill one another in",
    {
      "compose.yaml": "services: {backend: {environment: {A: '${C}', STORE: x}}}\n",
      ".env": `JWT_SECRET_KEY=${canary}\nB=\${JWT_SECRET_KEY}\nC="k=\${B}"\n`,
    },
  ],
  [
    "compose env_file whose variables fill one another in",
    {
      "compose.yaml": "services: {backend: {env_file: more.env}}\n",
      "more.env": `JWT_SECRET_KEY=${canary}\nB=\${JWT_SECRET_KEY}\nC=\${B}\n`,
    },
  ],
  [
    "Cloud Run v1",
    {
      "service.yaml": `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: backend}\nspec: {template: {spec: {containers: [{env: ${asItems}}]}}}\n`,
    },
  ],
  [
    "Cloud Run v2, as describe tells it",
    { "describe.json": `{"name": "backend", "template": {"containers": [{"env": ${asItems}}]}}` },
  ],
];

describe("a planted secret", () => {
  test.each(sources)("in %s is in no setting and in no output", async (_, files) => {
    const folder = folderWith({ ...files, "other.env": "JWT_SECRET_KEY=another-one\nSTORE=x\n" });
    const [file = ""] = Object.keys(files);
    const { settings } = readSource({ file }, { folder, env, names: ["backend"] });
    expect(settings.length).toBeGreaterThan(0);
    expect(JSON.stringify(settings)).not.toContain(canary);
    expect(settings.filter(({ value }) => value.kind === "secret")).not.toEqual([]);
    const said = await driftOf(folder, ["--expected", file, "--deployed", "other.env"]);
    expect(said).toContain("other.env");
    expect(said).not.toContain(canary);
    expect(await driftOf(folder, ["--expected", "other.env", "--deployed", file])).not.toContain(
      canary,
    );
  });

  test("in a script is in no setting and in no output", async () => {
    const script = Object.entries(secrets)
      .map(([key, value]) => `"${key}": "${value.replaceAll("\n", " ")}",\n`)
      .join("");
    const folder = folderWith({
      "deploy.sh": script,
      "other.env": "STORE=x\n",
      "gapproof.config.json": JSON.stringify({
        drift: { expected: [{ file: "deploy.sh", patterns }], deployed: ["other.env"] },
      }),
    });
    const reading = { folder, env: {}, names: [] };
    const { settings } = readSource({ file: "deploy.sh", patterns }, reading);
    expect(settings).toHaveLength(Object.keys(secrets).length);
    expect(settings.every(({ value }) => value.kind === "secret")).toBe(true);
    const said = await driftOf(folder, []);
    expect(said).toContain("deploy.sh");
    expect(said).not.toContain(canary);
  });

  test("that an engine tells of a container is in no setting", () => {
    const Env = Object.entries(secrets).map((pair) => pair.join("="));
    const settings = containerSettings({ Config: { Env } }, "backend");
    expect(settings).toHaveLength(Env.length);
    expect(JSON.stringify(settings)).not.toContain(canary);
  });

  test("that a backend publishes over HTTP is in no output", async () => {
    const server = createServer((_, response) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ status: "healthy", config: { ...secrets }, ...secrets }));
    });
    await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
    onTestFinished(() => void server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const folder = folderWith({ "other.env": "JWT_SECRET_KEY=another-one\nSTORE=x\n" });
    const said = await driftOf(folder, ["--expected", "other.env", url]);
    expect(said).toContain(url.slice(7));
    expect(said).not.toContain(canary);
  });
});
