import { mkdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, inject, test } from "vitest";
import { Command } from "./command.ts";

const root = join(import.meta.dirname, "../..");
const readme = readFileSync(join(root, "README.md"), "utf8");

/** Makes `gapproof` importable in a folder, as after an installation, from the code built for these tests. */
function install(folder: string): void {
  const built = join(dirname(inject("cli")), "../..");
  const installed = join(folder, "node_modules/gapproof");
  mkdirSync(installed, { recursive: true });
  symlinkSync(built, join(installed, "dist"));
  writeFileSync(join(installed, "package.json"), readFileSync(join(root, "package.json")));
}

test("shows a config file that loads and decides the target", async () => {
  const config = /```ts\n\/\/ gapproof\.config\.ts\n([\s\S]*?)```/.exec(readme)?.[1] ?? "";
  using resolve = new Command(["resolve", "--no-probe", "--json"], {}, (cwd) => {
    install(cwd);
    writeFileSync(join(cwd, "gapproof.config.ts"), config);
  });
  const { code, stdout, stderr } = await resolve.finished;
  expect(code, stderr).toBe(0);
  expect(JSON.parse(stdout)).toMatchObject({ http: "http://127.0.0.1:8000", source: "explicit" });
});

test("names only scripts that exist", () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(Object.keys(scripts)).toContain(name);
});

test("names only commands the program has", async () => {
  using help = new Command(["--help"]);
  const { stdout } = await help.finished;
  const named = [...readme.matchAll(/^\| `gapproof (\w+)`/gm)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
});
