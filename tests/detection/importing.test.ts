import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { proves } from "../catalogue/proves.ts";
import { Command } from "./command.ts";

/** Loaded into every thread of a program: writes down each connection it begins, and in which thread. */
const witness = `
import { appendFileSync } from "node:fs";
import { subscribe } from "node:diagnostics_channel";
import { isMainThread } from "node:worker_threads";
const file = new URL("connections", import.meta.url);
subscribe("net.client.socket", () => appendFileSync(file, isMainThread ? "main\\n" : "worker\\n"));
`;

/** What a run of the gate connected to, a line per connection. */
async function connectionsOf(args: readonly string[]) {
  using gate = new Command(
    ["gate", "--json", ...args],
    { NODE_OPTIONS: "--import ./witness.mjs" },
    (cwd) => {
      writeFileSync(join(cwd, "witness.mjs"), witness);
    },
  );
  const { code, stdout, stderr } = await gate.finished;
  expect(code, stderr).toBe(0);
  const file = join(gate.cwd, "connections");
  return { stdout, connections: existsSync(file) ? readFileSync(file, "utf8") : "" };
}

describe("importing the checks", () => {
  test("connects to nobody", proves("H49"), async () => {
    const { stdout, connections } = await connectionsOf(["--list"]);
    expect(JSON.parse(stdout).length).toBeGreaterThan(20);
    expect(connections).toBe("");
  });

  test("would be noticed if it did: a check's own connections are", async () => {
    const some = ["--project", "golden-path-recovery", "-t", "websocket.answers-ping"];
    const one = ["--target", "embedded", ...some];
    const { connections } = await connectionsOf(one);
    expect(connections).toContain("worker");
  });
});
