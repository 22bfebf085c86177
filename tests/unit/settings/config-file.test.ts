import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { loadConfigFile } from "../../../src/harness/settings/config-file.ts";
import { loadSettings } from "../../../src/harness/settings/load-settings.ts";

let cwd: string;
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), "gapproof-config-"));
});
afterEach(() => rmSync(cwd, { recursive: true }));

function write(name: string, text: string): string {
  const file = join(cwd, name);
  writeFileSync(file, text);
  return file;
}

describe("loadConfigFile", () => {
  test("is content without a file", async () => {
    expect(await loadConfigFile(cwd)).toEqual({ config: {}, file: undefined });
  });

  test("loads TypeScript on a Node that cannot", async () => {
    const file = write(
      "gapproof.config.ts",
      'const url: string = "http://127.0.0.1:9999";\nexport default { url } satisfies object;\n',
    );
    expect(await loadConfigFile(cwd)).toEqual({ config: { url: "http://127.0.0.1:9999" }, file });
  });

  test("decides how long a promise may take, where no flag does", async () => {
    write("gapproof.config.json", '{"maxWait": "2m"}');
    const settings = { cwd, env: {} };
    expect(await loadSettings({ ...settings, flags: {} })).toMatchObject({ maxWaitMs: 120_000 });
    const flagged = await loadSettings({ ...settings, flags: { maxWait: "5s" } });
    expect(flagged.maxWaitMs).toBe(5000);
  });

  test("prefers the named file over the one lying about", async () => {
    write("gapproof.config.json", '{"strict": true}');
    write("other.json", '{"strict": false}');
    expect((await loadConfigFile(cwd, "other.json")).config).toEqual({ strict: false });
  });

  test.for([
    [
      "a named file that is missing",
      undefined,
      /--config must name a file that exists, got ".*absent\.ts"/,
    ],
    ["a file that does not parse", "export default {", /broken\.ts does not load: /],
    [
      "an unknown key",
      "export default { bakend: 1 }",
      /broken\.ts breaks a rule at its default export: Unrecognized key: "bakend"/,
    ],
    [
      "a value of the wrong kind",
      "export default { scale: 7 }",
      /broken\.ts breaks a rule at scale: /,
    ],
    [
      "a scale no timer could keep",
      "export default { scale: 1e-9 }",
      /broken\.ts breaks a rule at scale: /,
    ],
    [
      "a duration that is none",
      'export default { maxWait: "long" }',
      /broken\.ts breaks a rule at maxWait: must be a duration such as 90s/,
    ],
    [
      "a URL that is none",
      'export default { url: "localhost:80" }',
      /broken\.ts breaks a rule at url: /,
    ],
  ] as const)("refuses %s, naming it", async ([, text, message]) => {
    if (text !== undefined) write("broken.ts", text);
    const named = text === undefined ? "absent.ts" : "broken.ts";
    await expect(loadConfigFile(cwd, named)).rejects.toThrow(message);
  });
});
