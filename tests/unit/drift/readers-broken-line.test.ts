import { describe, expect, test } from "vitest";
import { readSource } from "../../../src/harness/drift/read-source.ts";
import { canary, driftOf, folderWith, patterns } from "./planted.ts";

/** Files that are broken on the very line that holds the secret. */
const broken: readonly (readonly [string, string])[] = [
  ["a.env", `JWT_SECRET_KEY ${canary}\n`],
  ["b.env", `JWT_SECRET_KEY="${canary}\n`],
  ["c.env", `${canary}\n`],
  ...[
    `*${canary}`,
    `&${canary} *x`,
    `@${canary}`,
    `%${canary}`,
    `\`${canary}`,
    `"${canary}`,
    `"${canary}" ${canary}`,
    `"\\q${canary}"`,
    `'${canary}' x`,
    `[${canary}`,
    `{${canary}`,
    `a: ${canary}: b`,
    `| ${canary}`,
    `>${canary}`,
    `]${canary}`,
    `!!int ${canary}`,
    `!${canary} x`,
    `!<${canary}> x`,
    `!e!${canary} x`,
    `"x"\n%${canary}`,
    `x\n  ${canary}:: {`,
    `{? [${canary}] : x}`,
    `{${canary}: 1}`,
    `x\n    JWT_SECRET_KEY: ${canary}`,
    `a\${${canary}`,
    `\${${canary}!}`,
    `"\\u${canary}"`,
  ].map(
    (value, at) =>
      [
        `compose${at}.yaml`,
        `services:\n  backend:\n    image: x\n    environment:\n      JWT_SECRET_KEY: ${value}\n`,
      ] as const,
  ),
  ["bad.json", `{"kind": "Pod", "spec": {"containers": [{"env": "${canary}"}]}}`],
  ["worse.json", `{"kind": "Pod", "spec": {"containers": [{"env": [${canary}`],
  ["item.json", `{"kind": "Pod", "spec": {"containers": [{"env": ["${canary}"]}]}}`],
  ["map.yaml", `kind: ConfigMap\nmetadata: {name: a}\ndata: {a: [${canary}]}\n`],
  ["helm.yaml", `kind: Pod\nx: {{ .Values.x | default "${canary}" }}\n`],
  ["braces.yaml", `kind: Pod\nx: {{ ${canary} }}\n`],
  ["services.yaml", `services: ["${canary}"]\n`],
  ["service.yaml", `services: {backend: "${canary}"}\n`],
  ["environment.yaml", `services: {backend: {environment: "${canary}"}}\n`],
];

describe("a planted secret on a line that is broken", () => {
  test.each(broken)("of %s is in no message", async (file, text) => {
    const folder = folderWith({ [file]: text, "other.env": "A=1\n" });
    expect(await driftOf(folder, ["--expected", file, "--deployed", "other.env"])).not.toContain(
      canary,
    );
    try {
      const read = readSource({ file }, { folder, env: {}, names: ["backend"] });
      expect(JSON.stringify(read)).not.toContain(canary);
    } catch (error) {
      expect(`${error} ${(error as Error).stack}`).not.toContain(canary);
      expect(String(error)).toContain(file);
      expect((error as Error).name).toBe("ConfigurationError");
    }
  });

  test.each([
    `f(a${canary}=1, a${canary}=2)`,
    `def f(a${canary}, a${canary}): pass`,
    `"JWT_SECRET_KEY": "${canary}`,
    `0${canary}`,
    `x = ${canary} y`,
  ])("of a Python script is in no message: %s", async (line) => {
    const folder = folderWith({
      "deploy.py": `${line}\n`,
      "other.env": "A=1\n",
      "gapproof.config.json": JSON.stringify({
        drift: { expected: [{ file: "deploy.py", patterns }], deployed: ["other.env"] },
      }),
    });
    expect(await driftOf(folder, [])).not.toContain(canary);
  });
});
