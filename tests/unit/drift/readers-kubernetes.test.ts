import { describe, expect, test } from "vitest";
import { readManifest } from "../../../src/harness/drift/readers/manifest.ts";
import { shown, source } from "./read.ts";

function manifest(text: string, file = "all.yaml"): Record<string, string> {
  const wanted = { names: ["backend"], isNamed: false };
  const surroundings = { lookup: () => undefined, open: () => undefined };
  const { settings } = readManifest(source(file, text), wanted, surroundings);
  const all = Object.entries(shown(settings));
  return Object.fromEntries(all.map(([key, value]) => [key, value.replace(/ @\d+$/, "")]));
}

function pod(containers: string, more = ""): string {
  return `kind: Deployment\nmetadata: {name: backend}\nspec: {replicas: 2, template: {metadata: {labels: {app: backend}}, spec: {${more}containers: ${containers}}}}\n---\n`;
}

describe("variables of a pod", () => {
  test("come from maps and secrets of the same file, and its own stand before them", () => {
    const text = `
kind: List
items:
  - kind: ConfigMap
    metadata: { name: c }
    data: { A: map, B: map }
  - kind: Secret
    metadata: { name: s }
    data: { PIN: ${Buffer.from("4711").toString("base64")} }
---
${pod("[{envFrom: [{configMapRef: {name: c}}, {prefix: P_, secretRef: {name: s}}, {configMapRef: {name: gone}}], env: [{name: B, value: own}]}]")}`;
    expect(manifest(text)).toEqual({
      ...{ A: "map", B: "own", min_instances: "2" },
      P_PIN: expect.stringMatching(/^secret #/),
    });
  });

  test("are read as they are written, and say where they are kept", () => {
    const env = `[{name: A, value: 1.10}, {name: B, value: true}, {name: C, value: "$(A)/$(GONE)/$$(A)"},
      {name: D, valueFrom: {fieldRef: {fieldPath: metadata.name}}},
      {name: E, valueFrom: {resourceFieldRef: {resource: limits.memory}}},
      {name: F, valueFrom: {secretKeyRef: {name: s, key: k}}}]`;
    expect(manifest(pod(`[{env: ${env}}]`))).toEqual({
      ...{ A: "1.10", B: "true", C: "1.10/$(GONE)/$(A)", min_instances: "2" },
      D: "→ fieldRef metadata.name",
      E: "→ resourceFieldRef limits.memory",
      F: "→ secretKeyRef s/k",
    });
  });

  test("are those of the container that serves, whatever stands beside it", () => {
    const text = pod(
      "[{name: proxy, image: p, ports: [{containerPort: 1}]}, {name: job, image: j}, {name: backend, image: b, ports: [{containerPort: 2}]}]",
      "initContainers: [{image: i, ports: [{containerPort: 3}]}], ",
    );
    expect(manifest(text).image).toBe("b");
    expect(manifest(pod("[{image: one}, {image: two, ports: [{}]}]")).image).toBe("two");
  });
});

describe("what stands around a workload", () => {
  const scaler = (name: string) =>
    `kind: HorizontalPodAutoscaler\nspec: {scaleTargetRef: {kind: Deployment, name: ${name}}, minReplicas: 3, maxReplicas: 9}\n---\n`;

  test("overrules its replicas when it scales it, and it alone", () => {
    const scaled = manifest(pod("[{image: i}]") + scaler("backend"));
    expect(scaled).toMatchObject({ min_instances: "3", max_instances: "9" });
    const other = manifest(pod("[{image: i}]") + scaler("auth"));
    expect(other).toEqual({ image: "i", min_instances: "2" });
  });

  const service = (name: string, config: string) =>
    `kind: Service\napiVersion: v1\nmetadata: {name: ${name}-svc, annotations: {cloud.google.com/backend-config: '{"default": "${config}"}'}}\nspec: {selector: {app: ${name}}}\n---\n`;
  const config = (name: string, seconds: number) =>
    `kind: BackendConfig\nmetadata: {name: ${name}}\nspec: {timeoutSec: ${seconds}}\n---\n`;
  const ingress = (name: string, seconds: number) =>
    `kind: Ingress\nmetadata: {annotations: {nginx.ingress.kubernetes.io/proxy-read-timeout: "${seconds}"}}\nspec: {rules: [{http: {paths: [{backend: {service: {name: ${name}-svc}}}]}}]}\n---\n`;
  const auth = pod("[{image: a}]").replaceAll("backend", "auth");

  test("cuts its connections when a service leads from there to it", () => {
    const all = pod("[{image: i}]") + auth + service("backend", "b") + service("auth", "a");
    expect(manifest(all + config("a", 30) + config("b", 600)).ingress_timeout).toBe("600");
    expect(manifest(all + ingress("auth", 30) + ingress("backend", 700)).ingress_timeout).toBe(
      "700",
    );
    expect(manifest(all + config("a", 30))).not.toHaveProperty("ingress_timeout");
    expect(manifest(all + config("b", 90) + ingress("backend", 700)).ingress_timeout).toBe("90");
  });
});

describe("what describe tells of Cloud Run", () => {
  const first = (traffic: string) =>
    `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: backend}\nspec: {template: {spec: {timeoutSeconds: 600, containers: [{image: i}]}}}\nstatus:\n  latestReadyRevisionName: r2\n  traffic: ${traffic}\n`;

  test("holds where all traffic goes to the revision it describes", () => {
    for (const traffic of [
      "[{latestRevision: true, percent: 100}]",
      "[{revisionName: r2, percent: 100}, {revisionName: r1, tag: old}]",
    ])
      expect(manifest(first(traffic))).toEqual({
        ...{ request_timeout: "600", image: "i", revision: "r2" },
      });
  });

  test("is refused where another revision answers, too", () => {
    const split = "[{revisionName: r2, percent: 90}, {revisionName: r1, percent: 10}]";
    expect(() => manifest(first(split))).toThrow(
      /line 7, must send all its traffic.* r1 gets 10 %/,
    );
    const second = {
      ...{ name: "backend", latestReadyRevision: "p/revisions/r2" },
      template: { containers: [{ image: "i" }] },
      trafficStatuses: [{ revision: "r1", percent: 100 }],
    };
    expect(() => manifest(JSON.stringify(second))).toThrow("r1 gets 100 %");
  });

  test("is refused where the newest revision never became ready", () => {
    const failed = first("[{latestRevision: true, revisionName: r2, percent: 100}]").replace(
      "status:\n",
      "status:\n  latestCreatedRevisionName: r3\n",
    );
    expect(() => manifest(failed)).toThrow(
      "all.yaml, line 6, must describe a revision that is ready: r3 is not, so r2 answers",
    );
    expect(manifest(failed.replace("r3", "r2")).revision).toBe("r2");
    const second = {
      ...{ name: "backend", latestCreatedRevision: "p/revisions/r1" },
      template: { containers: [{ image: "i" }] },
    };
    expect(() => manifest(JSON.stringify(second))).toThrow("r1 is not");
  });

  test("is refused where its traffic is to go to another revision", () => {
    const pinned = (name: string) =>
      `apiVersion: serving.knative.dev/v1\nkind: Service\nmetadata: {name: backend}\nspec:\n  template: {metadata: {name: r2}, spec: {containers: [{image: i}]}}\n  traffic: [{revisionName: ${name}, percent: 100}]\n`;
    expect(() => manifest(pinned("r1"))).toThrow(/line 6, must send all its traffic.* r1 gets/);
    expect(manifest(pinned("r2"))).toEqual({ image: "i" });
    const second = {
      ...{ name: "backend", traffic: [{ revision: "r1", percent: 100 }] },
      ...{ latestCreatedRevision: "p/r2", latestReadyRevision: "p/r2" },
      template: { containers: [{ image: "i" }] },
    };
    expect(() => manifest(JSON.stringify(second))).toThrow("r1 gets 100 %");
    const other = first("[{revisionName: r1, percent: 100}]").replace("backend", "worker");
    expect(manifest(other + pod("[{image: b}]").replace(/^/, "---\n")).image).toBe("b");
  });

  test("names secrets alike in both interfaces", () => {
    const env = [
      {
        name: "A",
        valueSource: { secretKeyRef: { secret: "projects/p/secrets/s", version: "3" } },
      },
    ];
    const second = { name: "backend", template: { containers: [{ env }] } };
    expect(manifest(JSON.stringify([second]), "list.json")).toEqual({ A: "→ secretKeyRef s/3" });
  });

  test("may be a revision", () => {
    const text =
      "apiVersion: serving.knative.dev/v1\nkind: Revision\nmetadata: {name: backend-7}\nspec: {timeoutSeconds: 9, containers: [{image: i}]}\n";
    expect(manifest(text)).toEqual({ request_timeout: "9", revision: "backend-7", image: "i" });
  });
});

describe("what is not to be deployed as it stands", () => {
  test.each([
    ['a: 1\nb: "{{ .Values.timeout }}"\n', "all.yaml, line 2, must be rendered first"],
    ["a: 1\n{{- if .Values.on }}\n{{- end }}\n", "helm template CHART"],
    ["a: {{ name }}\n", "all.yaml, line 1, must be YAML: A key must be a text (where this is the"],
    ["apiVersion: x\nkind: Kustomization\n", "all.yaml, line 2, must be rendered first"],
    ["include: [other.yaml]\n", "all.yaml, line 1, must hold the service itself"],
    ["services: {web: {}}\ninclude: [o.yaml]\n", "all.yaml, line 2, must hold the service itself"],
  ])("is refused with what to do: %j", (text, message) => {
    expect(() => manifest(text)).toThrow(message);
  });

  test("is no template for a comment or for braces in a text", () => {
    const text = `# {{ .Values.x }}\n${pod('[{env: [{name: A, value: "{{name}} and {{ user }}"}]}]')}`;
    expect(manifest(text).A).toBe("{{name}} and {{ user }}");
  });
});
