import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";
import { manifestsOf } from "../../src/fixtures/faults/index.ts";
import { proves } from "../catalogue/proves.ts";
import { Command } from "./command.ts";
import { install, root } from "./installation.ts";

const readme = readFileSync(join(root, "README.md"), "utf8");

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

test("shows a config file whose branch is judged", async () => {
  const [, config = ""] = [
    ...readme.matchAll(/```ts\n\/\/ gapproof\.config\.ts\n([\s\S]*?)```/g),
  ].map(([, text = ""]) => text);
  using ready = new Command(["ready", "--json"], {}, (cwd) => {
    install(cwd);
    mkdirSync(join(cwd, "deploy"));
    for (const [file, text] of Object.entries(manifestsOf([])))
      writeFileSync(join(cwd, "deploy", file), text);
    writeFileSync(join(cwd, "gapproof.config.ts"), config);
  });
  const { code, stdout, stderr } = await ready.finished;
  expect(code, stderr).toBe(0);
  const named = JSON.parse(stdout).files.map(({ file }: { file: string }) => file);
  expect(named).toEqual(["deploy/backend.yaml", "deploy/auth.yaml", "deploy/frontend.yaml"]);
});

test("names only scripts that exist", proves("R11"), () => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const named = [...readme.matchAll(/npm run ([\w:-]+)/g)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(Object.keys(scripts)).toContain(name);
});

test("names only commands the program has", proves("R11"), async () => {
  using help = new Command(["--help"]);
  const { stdout } = await help.finished;
  const named = [...readme.matchAll(/^\| `gapproof (\w+)`/gm)].map(([, name]) => name);
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(stdout).toMatch(new RegExp(`^  ${name} `, "m"));
});
