import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { readEnvFile } from "../../../src/harness/drift/readers/env-file.ts";
import { readScript } from "../../../src/harness/drift/readers/script.ts";
import { textIn } from "../../../src/harness/drift/readers/source-text.ts";
import { YamlDocument } from "../../../src/harness/target/compose/yaml-document.ts";
import { composed, shown, source, workloads } from "./read.ts";

describe("a file of variables", () => {
  test("is read with the line of each, whatever its line ends and its first three bytes", () => {
    const text = '\uFEFF# staging\r\nexport A=1\r\n\r\nB="two\r\nlines"\r\nC=3 # why\r\nA=4\r\n';
    expect(shown(readEnvFile(source(".env", text)))).toEqual({
      A: "4 @7",
      B: "two\nlines @4",
      C: "3 @6",
    });
  });

  test.each([
    ["A=1\nwhat is this\n", ".env, line 2, must be NAME=value or a comment"],
    ['A=1\nB="open\nC=3\n', '.env, line 2, must close the quote " that its value opens'],
  ])("is refused with the line that is wrong", (text, message) => {
    expect(() => readEnvFile(source(".env", text))).toThrow(message);
  });

  test("never shows a secret: two that are equal have one fingerprint", () => {
    const text =
      "JWT_SECRET_KEY=canary-4711-canary\nAUTH_JWT_SECRET=canary-4711-canary\nDB=postgres://u:hunter22@h/d\n";
    const read = shown(readEnvFile(source(".env", text)));
    expect(JSON.stringify(read)).not.toMatch(/canary|hunter22/);
    expect(read.JWT_SECRET_KEY).toMatch(/^secret #[0-9a-f]{12} @1$/);
    expect(read.AUTH_JWT_SECRET?.slice(0, -1)).toBe(read.JWT_SECRET_KEY?.slice(0, -1));
  });
});

describe("a Kubernetes or Cloud Run manifest", () => {
  test("is read document by document, with anchors, references and the machine beneath", () => {
    const [first, ...others] = workloads(`
apiVersion: v1
kind: Service
metadata: { name: backend }
---
# the backend
apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: backend-staging
spec:
  template:
    metadata:
      annotations:
        autoscaling.knative.dev/minScale: "1"
    spec:
      timeoutSeconds: 600
      containerConcurrency: 80
      containers:
        - image: registry/backend:4711
          ports: [{ containerPort: 8000 }]
          resources: { limits: { memory: 4Gi, cpu: "4" } }
          env:
            - &shared { name: WEBSOCKET_CONNECTION_TIMEOUT, value: "360" }
            - name: JWT_SECRET_KEY
              valueFrom: { secretKeyRef: { name: jwt-secret, key: latest } }
            - name: DEBUG
`);
    expect(others).toEqual([]);
    expect(first?.name).toBe("backend-staging");
    expect(shown(first?.settings ?? [])).toEqual({
      request_timeout: "600 @17",
      concurrency: "80 @18",
      min_instances: "1 @15",
      image: "registry/backend:4711 @20",
      memory: "4Gi @22",
      cpu: "4 @22",
      WEBSOCKET_CONNECTION_TIMEOUT: "360 @24",
      JWT_SECRET_KEY: "→ secretKeyRef jwt-secret/latest @25",
      DEBUG: " @27",
    });
  });

  test("may be what `gcloud run services describe` says, in JSON of either interface", () => {
    const second = {
      name: "projects/p/locations/l/services/backend",
      template: {
        timeout: "600s",
        scaling: { minInstanceCount: 1, maxInstanceCount: 20 },
        containers: [
          {
            image: "i",
            resources: { limits: { memory: "4Gi" } },
            env: [{ name: "A", value: "1" }],
          },
        ],
      },
    };
    const [workload] = workloads(JSON.stringify(second, null, 1), "describe.json");
    expect(workload?.name).toBe("backend");
    expect(shown(workload?.settings ?? [])).toMatchObject({
      request_timeout: "600s @4",
      max_instances: "20 @7",
      memory: "4Gi @14",
    });
  });

  test.each([
    ["kind: [\n", /service.yaml, line \d+, must be YAML/],
    ["a: 1\na: 2\n", /service.yaml, line 2, must be YAML: Map keys must be unique/],
    ["kind: Pod\nspec:\n  containers:\n  - env:\n    - value: 1\n", /line 5, must have a name/],
    ["a: 1\nb: *c\n", /service.yaml, line 2, must be YAML: An alias must come after/],
    ["a: 1\nb: &b [*b]\n", /service.yaml, line 2, must be YAML: An alias must not stand inside/],
    ["kind: Pod\nspec:\n  containers: 7\n", /line 3, must have a list as spec.containers/],
  ])("is refused with its line when it is broken", (text, message) => {
    expect(() => workloads(text)).toThrow(message);
  });

  test("of five megabytes is read", () => {
    const rows = Array.from(
      { length: 3_000 },
      (_, n) => `        - name: KEY_${n}\n          value: "${"x".repeat(1_700)}"`,
    );
    const text = `kind: Pod\nmetadata: { name: big }\nspec:\n  containers:\n    - image: i\n      env:\n${rows.join("\n")}\n`;
    expect(text.length).toBeGreaterThan(5_000_000);
    expect(workloads(text)[0]?.settings).toHaveLength(3_001);
  });
});

describe("a compose file", () => {
  test("is read with its files of variables, what is filled in, and its limits", () => {
    const text = `
x-shared: &shared
  WEBSOCKET_PING_TIMEOUT: 5
services:
  backend:
    image: backend
    env_file: [base.env, { path: other.env, required: false }]
    environment:
      <<: *shared
      WEBSOCKET_CONNECTION_TIMEOUT: \${TIMEOUT:-360}
      JWT_SECRET_KEY: \${JWT_SECRET_KEY:?must be set}
      FROM_SHELL:
    deploy: { resources: { limits: { memory: 4g, cpus: "4" } } }
  auth:
    environment: [A=1, B=x=y, HOME]
`;
    const [backend, auth] = composed(
      text,
      { HOME: "/root" },
      { "base.env": "X=1\nWEBSOCKET_PING_TIMEOUT=9\n" },
    );
    expect(shown(backend?.settings ?? [])).toEqual({
      X: "1 @1",
      WEBSOCKET_PING_TIMEOUT: "5 @9",
      WEBSOCKET_CONNECTION_TIMEOUT: "360 @10",
      JWT_SECRET_KEY: "unknown: needs JWT_SECRET_KEY: must be set @11",
      FROM_SHELL: "unknown: whoever starts compose sets FROM_SHELL @12",
      image: "backend @6",
      memory: "4Gi @13",
      cpu: "4 @13",
    });
    expect(shown(auth?.settings ?? [])).toEqual({ A: "1 @15", B: "x=y @15", HOME: "/root @15" });
  });

  test("is refused when it names a file that is not there", () => {
    expect(() => composed("services:\n  web:\n    env_file: gone.env\n")).toThrow(
      /compose.yaml, line 3, must name files that exist as env_file.*gone.env/s,
    );
  });
});

describe("a script", () => {
  const script = `env = {\n    "WEBSOCKET_CONNECTION_TIMEOUT": "360",\n    "WEBSOCKET_HEARTBEAT_INTERVAL": "15",\n}\nbackend_memory = "4Gi"\n`;

  test("gives what its patterns find, each with its line", () => {
    const read = readScript(source("deploy.py", script), [
      { pattern: String.raw`"(?<key>WEBSOCKET_\w+)":\s*"(?<value>[^"]*)"` },
      { pattern: String.raw`^backend_memory\s*=\s*"(?<value>[^"]*)"`, key: "backend_memory" },
    ]);
    expect(shown(read)).toEqual({
      WEBSOCKET_CONNECTION_TIMEOUT: "360 @2",
      WEBSOCKET_HEARTBEAT_INTERVAL: "15 @3",
      backend_memory: "4Gi @5",
    });
  });

  test.each([
    ["(", "must be a regular expression"],
    ["WEBSOCKET", "must have a group `value`"],
    ["(?<key>NOTHING)=(?<value>.*)", "must hold what its pattern looks for"],
  ])("is refused when a pattern is %s", (pattern, rule) => {
    expect(() => readScript(source("deploy.py", script), [{ pattern }])).toThrow(rule);
  });
});

describe("whatever a file holds", () => {
  test("it is read, or refused with its line", () => {
    const bytes = fc.oneof(
      fc.uint8Array({ maxLength: 300 }),
      fc
        .string({ maxLength: 300, unit: fc.constantFrom(..."{}[]:-&*!|>'\"#%@`,? \n\tab1<=$") })
        .map((text) => new TextEncoder().encode(text)),
    );
    fc.assert(
      fc.property(bytes, (content) => {
        for (const read of [readEnvFile, YamlDocument.readAll]) {
          try {
            read(textIn("file", content));
          } catch (error) {
            expect(error).toBeInstanceOf(ConfigurationError);
            expect(String(error)).toMatch(/file(, line \d+,)? must/);
          }
        }
      }),
    );
  });

  test("bytes that are no text are refused where they stand", () => {
    expect(() => textIn("a.yaml", Buffer.from([0x61, 0x0a, 0x62, 0xff, 0x0a]))).toThrow(
      "a.yaml, line 2, must be text in UTF-8",
    );
    expect(() => textIn("a.yaml", Buffer.from([0x61, 0x0a, 0x0a, 0x00]))).toThrow("line 3,");
  });
});
