import { describe, expect, test } from "vitest";
import { containerSettings } from "../../../src/harness/drift/deployed/container-settings.ts";
import { readSource } from "../../../src/harness/drift/read-source.ts";
import { readManifest } from "../../../src/harness/drift/readers/manifest.ts";
import { folderWith } from "./planted.ts";
import { composed, shown, source } from "./read.ts";

function read(text: string, names = ["backend"]) {
  const surroundings = { lookup: () => undefined, open: () => undefined };
  return readManifest(source("all.yaml", text), { names, isNamed: false }, surroundings);
}

function manifest(text: string, names?: string[]): Record<string, string> {
  const all = Object.entries(shown(read(text, names).settings));
  return Object.fromEntries(all.map(([key, value]) => [key, value.replace(/ @\d+$/, "")]));
}

function pod(containers: string, metadata = "name: backend"): string {
  return `kind: Deployment\nmetadata: {${metadata}}\nspec: {template: {spec: {containers: ${containers}}}}\n---\n`;
}

describe("the container that serves", () => {
  test.each([
    ["its own name", "[{name: proxy, image: p, ports: [{}]}, {name: backend, image: b}]"],
    ["no port of its own", "[{name: cloud-sql-proxy, image: p}, {name: backend, image: b}]"],
    ["a word of its name", "[{name: job, image: j}, {name: netra-backend, image: b}]"],
    ["no helper's name", "[{name: istio-proxy, image: p, ports: [{}]}, {name: app, image: b}]"],
    ["no helper's image", "[{name: a, image: 'r/otel-collector:1'}, {name: c, image: b}]"],
    ["the only port", "[{name: one, image: a}, {name: two, image: b, ports: [{}]}]"],
    ["nothing beside it", "[{name: envoy, image: b}]"],
  ])("is known by %s", (_, containers) => {
    expect(manifest(pod(containers)).image).toBe("b");
  });

  test("is known by the contract's names, whatever the workload is called", () => {
    const text = pod("[{name: web, image: w, ports: [{}]}, {name: api, image: b}]", "name: shop");
    expect(manifest(text, ["backend", "api"]).image).toBe("b");
  });

  test("is refused where nobody can tell, and only then", () => {
    const unclear = pod("[{name: one}, {name: two}]");
    expect(() => manifest(unclear)).toThrow(
      /all.yaml, line 3, must have one container that is called as its service.*"one, two"/,
    );
    const other = pod("[{name: one}, {name: two}]", "name: worker");
    expect(manifest(other + pod("[{image: b}]")).image).toBe("b");
  });
});

describe("a limit of the platform", () => {
  const env = "env: [{name: MEMORY, value: buffer}, {name: CONCURRENCY, value: '8'}]";
  const limits = "resources: {limits: {memory: 4Gi}}";

  test("stands before a variable of the same name", () => {
    expect(manifest(pod(`[{${limits}, ${env}}]`))).toEqual({ memory: "4Gi", CONCURRENCY: "8" });
    const run = `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: backend}\nspec: {template: {spec: {containerConcurrency: 80, containers: [{${limits}, ${env}}]}}}\n`;
    expect(manifest(run)).toEqual({ memory: "4Gi", concurrency: "80" });
  });

  test("does so in compose, and in what an engine tells", () => {
    const text =
      "services: {backend: {mem_limit: 1g, scale: 2, environment: {MEMORY: b, MIN_INSTANCES: 9}}}";
    expect(shown(composed(text)[0]?.settings ?? [])).toEqual({
      ...{ memory: "1Gi @1", min_instances: "2 @1" },
    });
    const json = { Config: { Env: ["MEMORY=buffer"] }, HostConfig: { Memory: 1024 } };
    expect(shown(containerSettings(json, "c") ?? [])).toEqual({ memory: "1024 @-" });
  });
});

describe("two workloads of one name", () => {
  const both =
    pod("[{image: s}]", "name: backend, namespace: staging") +
    pod("[{image: p}]", "name: backend, namespace: production");

  test("are refused by their namespaces, and told apart by them", () => {
    expect(() => manifest(both)).toThrow(
      'must hold one service called backend, got "staging/backend, production/backend"',
    );
    expect(manifest(both, ["production/backend"]).image).toBe("p");
  });

  test("are one where the other is its job", () => {
    const job = "kind: Job\nmetadata: {name: backend}\nspec: {}\n---\n";
    expect(manifest(job + pod("[{image: b}]")).image).toBe("b");
  });

  test("have the maps of their own namespaces", () => {
    const map = (namespace: string) =>
      `kind: ConfigMap\nmetadata: {name: c, namespace: ${namespace}}\ndata: {A: ${namespace}}\n---\n`;
    const env = "[{envFrom: [{configMapRef: {name: c}}]}]";
    const text = map("staging") + map("production");
    const deployed = pod(env, "name: backend, namespace: staging");
    expect(manifest(text + deployed)).toEqual({ A: "staging" });
    expect(read(text + pod(env)).unseen).toEqual(["ConfigMap c"]);
    expect(manifest(map("staging") + pod(env))).toEqual({ A: "staging" });
  });
});

describe("a workload whose variables come from a map that is not there", () => {
  const text = (optional: string) =>
    pod(
      `[{envFrom: [{configMapRef: {name: gone${optional}}}, {secretRef: {name: far${optional}}}]}]`,
    );

  test("does not tell all it has, unless the map need not be there", () => {
    const folder = folderWith({ "a.yaml": text(""), "b.yaml": text(", optional: true") });
    const reading = { folder, env: {}, names: ["backend"] };
    expect(readSource({ file: "a.yaml" }, reading)).toEqual({
      ...{ name: "a.yaml", platform: "kubernetes", settings: [], isComplete: false },
      unseen: ["ConfigMap gone", "Secret far"],
    });
    expect(readSource({ file: "b.yaml" }, reading)).toMatchObject({ isComplete: true });
  });
});
