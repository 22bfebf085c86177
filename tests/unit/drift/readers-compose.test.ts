// biome-ignore-all lint/suspicious/noTemplateCurlyInString: it is how compose writes variables
import { describe, expect, test } from "vitest";
import { composed, shown } from "./read.ts";

type Texts = Record<string, string>;

function backend(text: string, variables: Texts = {}, files: Texts = {}): Record<string, string> {
  const found = composed(text, variables, files).find(({ name }) => name === "backend");
  const all = Object.entries(shown(found?.settings ?? []));
  return Object.fromEntries(all.map(([key, value]) => [key, value.replace(/ @\d+$/, "")]));
}

function environment(body: string): string {
  return `services:\n  backend:\n    environment:\n      ${body}\n`;
}

describe("a compose service that extends another", () => {
  test("has its settings, too, and its own before them", () => {
    const text = `
services:
  base:
    image: base
    mem_limit: 1g
    env_file: base.env
    environment: { A: base, B: base, C: base }
  backend:
    extends: { service: base }
    image: own
    env_file: [own.env]
    environment: [B=own]
`;
    const files = { "base.env": "A=file\nX=base\nY=base\n", "own.env": "C=file\nY=own\n" };
    expect(backend(text, {}, files)).toEqual({
      ...{ A: "base", B: "own", C: "base", X: "base", Y: "own" },
      ...{ image: "own", memory: "1Gi" },
    });
  });

  test("may find it in another file, whose files of variables lie beside it", () => {
    const files = {
      "shared/base.yaml":
        "services: {base: {extends: deeper, env_file: v.env}, deeper: {environment: {D: deep}}}",
      "shared/v.env": "V=1\n",
    };
    const text = "services: {backend: {extends: {file: shared/base.yaml, service: base}}}";
    expect(backend(text, {}, files)).toEqual({ D: "deep", V: "1" });
  });

  test("may take away or replace what it inherits", () => {
    const base = "  base: {environment: {A: 1, B: 2}}\n";
    const one = `services:\n${base}  backend: {extends: base, environment: {A: !reset null, C: 3}}`;
    expect(backend(one)).toEqual({ B: "2", C: "3" });
    const all = `services:\n${base}  backend: {extends: base, environment: !override {C: 3}}`;
    expect(backend(all)).toEqual({ C: "3" });
  });

  test.each([
    ["{backend: {extends: backend}}", "must not extend itself"],
    ["{backend: {extends: a}, a: {extends: backend}}", "must not extend itself"],
    ["{backend: {extends: gone}}", "must name a service that is there"],
    ["{backend: {extends: {file: gone.yaml, service: a}}}", "must name a file that exists"],
    ["{backend: {extends: {file: gone.yaml}}}", "must name the service it extends"],
  ])("is refused for %s", (services, rule) => {
    expect(() => backend(`\nservices: ${services}\n`)).toThrow(`compose.yaml, line 2, ${rule}`);
  });
});

describe("variables of a compose service", () => {
  test("come from fragments, by merge keys, the first of a list before the others", () => {
    const text = `
x-one: &one { A: one, B: one }
x-two: &two { B: two, C: two }
services:
  backend:
    environment:
      <<: [*one, *two]
      A: own
`;
    expect(backend(text)).toEqual({ A: "own", B: "one", C: "two" });
  });

  test("may come with the whole service from an anchor", () => {
    const text = "x-d: &d {image: i, environment: {A: 1}}\nservices: {backend: {<<: *d, scale: 2}}";
    expect(backend(text)).toEqual({ A: "1", image: "i", min_instances: "2" });
  });

  test.each([
    ["A: ${GONE:-b}", "b"],
    ["A: ${GONE:-${ALSO:-c}}", "c"],
    ["A: ${SET:+c}", "c"],
    ["A: ${GONE:+c}", ""],
    ["A: $${SET}", "${SET}"],
    ["A: ${BLANK-b}", ""],
    ["A: ${BLANK:-b}", "b"],
    ["A: ${GONE?say so}", "unknown: needs GONE: say so"],
    ["A: ${GONE?${JWT_SECRET}}", "unknown: needs GONE, which is not set"],
    ["A: true", "true"],
    ["A: 12345678901234567890", "12345678901234567890"],
    ["- A=${SET}=x", "1=x"],
    ["- A", "unknown: whoever starts compose sets A"],
    ["- SET", undefined],
  ])("are filled in: %s", (body, value) => {
    const variables = { SET: "1", BLANK: "", JWT_SECRET: "words nobody may see" };
    expect(backend(environment(body), variables).A).toBe(value);
  });

  test.each([
    ["A: ${B", "must close the variables in it"],
    [`A: ${"${B:-".repeat(300)}`, "must close the variables in it"],
    ["A: !vault x", "must have no tag"],
    ["A: [1]", "must have a text as value of A"],
    ["- [1]", "must have NAME=value in environment"],
  ])("are refused with their line: %s", (body, rule) => {
    expect(() => backend(environment(body))).toThrow(`compose.yaml, line 4, ${rule}`);
  });
});

describe("files of variables of a compose service", () => {
  const files = { "a.env": "A=1\nB=\"${A}2\"\nC='${A}'\nD=${OUT}\n", "b.env": "A='9'\n" };

  test.each([
    ["a.env", { A: "1", B: "12", C: "${A}", D: "out" }],
    ["[a.env, b.env]", { A: "9", B: "12", C: "${A}", D: "out" }],
    ["[{ path: b.env }, { path: gone.env, required: false }]", { A: "9" }],
    ["[{ path: b.env, format: raw }]", { A: "'9'" }],
    ["${OUT:+b.env}", { A: "9" }],
  ])("are read as %s", (said, settings) => {
    const text = `services: {backend: {env_file: ${said}}}`.replace("${OUT:+b.env}", '"$&"');
    expect(backend(text, { OUT: "out" }, files)).toEqual(settings);
  });

  test.each([
    ["gone.env", "must name files that exist"],
    ["[{ path: b.env, format: toml }]", "must have raw as format"],
    ["[{ required: false }]", "must have the name of a file"],
    ['"${A"', "must close the variables in it"],
  ])("are refused as %s", (said, rule) => {
    const text = `\nservices: {backend: {env_file: ${said}}}`;
    expect(() => backend(text, {}, files)).toThrow(`compose.yaml, line 2, ${rule}`);
  });

  test("are refused with their own line where a variable in them is not closed", () => {
    const text = "services: {backend: {env_file: c.env}}";
    expect(() => backend(text, {}, { "c.env": "A=1\nB=${A\n" })).toThrow("c.env, line 2, must");
  });
});

describe("the machine beneath a compose service", () => {
  test("is read whatever its profiles, in compose's own measure of memory", () => {
    const text = `
services:
  backend:
    profiles: [staging]
    deploy:
      replicas: 3
      resources: { limits: { memory: "\${MEMORY:-512m}", cpus: "0.50" } }
`;
    expect(backend(text)).toEqual({ memory: "512Mi", cpu: "0.50", min_instances: "3" });
  });
});
