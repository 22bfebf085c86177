import { createHash } from "node:crypto";
import { readdirSync, readFileSync, statSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, inject, test } from "vitest";
import { proves } from "../catalogue/proves.ts";
import { Command } from "./command.ts";
import { dumbServer } from "./serving.ts";

/** Every file of the installed package and what is in it. */
function contents(folder: string): Readonly<Record<string, string>> {
  const files = readdirSync(folder, { recursive: true, encoding: "utf8" })
    .map((name) => join(folder, name))
    .filter((file) => statSync(file).isFile());
  return Object.fromEntries(
    files.map((file) => [file, createHash("sha256").update(readFileSync(file)).digest("hex")]),
  );
}

test(
  "a gate that fails changes no check, no contract and no file of its own",
  proves("R21"),
  async () => {
    const installed = join(dirname(inject("cli")), "../..");
    const before = contents(installed);
    expect(Object.keys(before).some((file) => /golden-path\.test\.js$/.test(file))).toBe(true);
    await using server = await dumbServer((_, response) => response.writeHead(404).end("{}"));
    using gate = new Command(["gate", "--retry", "1", "--no-preflight", "--target", server.url]);
    const { code, stdout } = await gate.finished;
    expect(code, stdout).toBe(1);
    expect(contents(installed)).toEqual(before);
    expect(readdirSync(gate.cwd)).toEqual(["gapproof-report"]);
  },
);
