import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";
import type { Contract } from "../../../src/contract/contract.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import { type Branch, readBranch } from "../../../src/harness/drift/branch.ts";
import { lookBy, violationsOf } from "../../../src/harness/drift/readiness/judge-readiness.ts";
import type { ReadinessQuestion } from "../../../src/harness/drift/readiness/subject.ts";
import type { ReadinessRule } from "../../../src/harness/drift/readiness/violation.ts";
import type { SourceSpec } from "../../../src/harness/settings/drift-config.ts";

/** Files of a branch: their content by their names. Those of a sibling begin with its name. */
export type Files = Readonly<Record<string, string>>;

/** A folder with these files, gone after the test. */
export function folderWith(files: Files): string {
  const folder = mkdtempSync(join(tmpdir(), "gapproof-ready-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const [name, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true });
    writeFileSync(join(folder, name), content);
  }
  return folder;
}

const patterns = [{ pattern: String.raw`"(?<key>[A-Z_]+)":\s*"(?<value>[^"]*)"` }];

/** Reads files as a branch would be: `auth.*` and `frontend.*` are the siblings', all others the backend's. */
export function branchOf(files: Files, contract: Contract = defaultContract): Branch {
  const specs = Object.keys(files).map(
    (file): SourceSpec => ({ file, ...(file.endsWith(".py") ? { patterns } : {}) }),
  );
  const of = (service: string) => specs.filter(({ file }) => file.startsWith(`${service}.`));
  const [auth, frontend] = [of("auth"), of("frontend")];
  const expected = specs.filter((spec) => !auth.includes(spec) && !frontend.includes(spec));
  return readBranch(contract, {
    config: { expected, siblings: { auth, frontend } },
    folder: folderWith(files),
    env: {},
  });
}

/** What one rule says of files: each violation as `key: because`. */
export function toldBy(
  rule: ReadinessRule,
  files: Files,
  question: Partial<ReadinessQuestion> = {},
): readonly string[] {
  const contract = question.contract ?? defaultContract;
  const found = violationsOf(rule, branchOf(files, contract), { contract, ...question });
  return found.map(({ key, because }) => (key === undefined ? because : `${key}: ${because}`));
}

/** What one rule could not look at. */
export function unseenBy(
  rule: ReadinessRule,
  files: Files,
  question: Partial<ReadinessQuestion> = {},
): { readonly isLooked: boolean; readonly unseen: readonly string[] } {
  const contract = question.contract ?? defaultContract;
  const { isLooked, unseen } = lookBy(rule, branchOf(files, contract), { contract, ...question });
  return { isLooked, unseen };
}

/** The default contract with other settings. */
export function contractWith(settings: Partial<NonNullable<Contract["settings"]>>): Contract {
  const { settings: own } = defaultContract;
  return { ...defaultContract, settings: own && { ...own, ...settings } };
}

/** Settings that all rules bear, as a file of variables. */
const healthy: Readonly<Record<string, string>> = {
  ENVIRONMENT: "staging",
  WEBSOCKET_CONNECTION_TIMEOUT: "360",
  WEBSOCKET_HEARTBEAT_INTERVAL: "15",
  WEBSOCKET_HEARTBEAT_TIMEOUT: "45",
  WEBSOCKET_CLEANUP_INTERVAL: "120",
  WEBSOCKET_CONNECT_TIMEOUT: "10",
  WEBSOCKET_HANDSHAKE_TIMEOUT: "15",
  WEBSOCKET_PING_TIMEOUT: "5",
  WEBSOCKET_CLOSE_TIMEOUT: "10",
  BACKEND_MEMORY: "4Gi",
  BACKEND_CPU: "4",
};

/** A file of variables; `undefined` takes one of the healthy ones away. */
export function variables(
  changed: Readonly<Record<string, string | undefined>> = {},
  before = healthy,
): string {
  return Object.entries({ ...before, ...changed })
    .flatMap(([key, value]) => (value === undefined ? [] : [`${key}=${value}\n`]))
    .join("");
}

/** A pod with all variables of a map that lies elsewhere. */
export function fromMap(kind = "configMapRef"): string {
  return `apiVersion: v1
kind: Pod
metadata: {name: service}
spec:
  containers:
  - image: service:1
    envFrom: [{${kind}: {name: shared}}]
`;
}

/** A Cloud Run service. */
export function cloudRun(
  env: Readonly<Record<string, string>> = {},
  { spec = "", annotations = "", image = "eu.gcr.io/team/backend:1.2" } = {},
): string {
  const list = Object.entries(env).map(
    ([name, value]) => `        - name: ${name}\n          value: ${JSON.stringify(value)}\n`,
  );
  return `apiVersion: serving.knative.dev/v1
kind: Service
metadata:
  name: backend
spec:
  template:
    metadata:
      annotations: {${annotations}}
    spec:
      ${spec}
      containers:
      - image: ${image}
        env:${list.length === 0 ? " []" : ""}
${list.join("")}`;
}
