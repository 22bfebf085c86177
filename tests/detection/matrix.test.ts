import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { faults } from "../../src/fixtures/faults/index.ts";
import { readExpected } from "../matrix/expected.ts";

const root = join(import.meta.dirname, "../..");

/** The matrix as people run it; resolves with what it printed, rejects with all of it. */
async function matrix(...args: string[]): Promise<string> {
  const jiti = join(root, "node_modules/jiti/lib/jiti-cli.mjs");
  const program = [jiti, "tests/matrix/main.ts", ...args];
  const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: root });
  return stdout;
}

test("every check dies of a fault, every fault kills a check, and none dies of nothing", async () => {
  const checks = Object.keys(readExpected()).length;
  const counts = `of ${faults.length} faults and ${checks} checks, ${checks} of these by a fault that was seen to spare most, in `;
  expect(await matrix("subset")).toContain(counts);
});

test("at least twenty checks that die of their faults do not, or give it away, with their teeth taken out", async () => {
  const lines = (await matrix("sabotage")).trimEnd().split("\n");
  expect(lines.length).toBeGreaterThanOrEqual(20);
  const told = / (?:fails where nothing is wrong|no longer dies of|breaks a rule of the suite) /;
  expect(lines.filter((line) => !told.test(line))).toEqual([]);
});

test.for<[string, string[], string]>([
  [
    "a fault that is none",
    ["--faults", "agent.,typo"],
    '--faults must name parts of ids that there are, got "typo".',
  ],
  [
    "a check that is none",
    ["--checks", "typo,events."],
    '--checks must name parts of ids that there are, got "typo".',
  ],
  [
    "a seed that is no number",
    ["--seed", "x", "subset"],
    "--seed <n>' argument 'x' is invalid. It must be a whole number from 1 on.",
  ],
  [
    "no workers",
    ["--workers", "0", "subset"],
    "--workers <n>' argument '0' is invalid. It must be a whole number from 1 to 32.",
  ],
  ["an army of workers", ["--workers", "100000"], "It must be a whole number from 1 to 32."],
  [
    "to record a part",
    ["--update", "--faults", "agent."],
    "--update must stand without --faults and --checks.",
  ],
  [
    "what a command leaves unheeded",
    ["subset", "--faults", "agent."],
    "--faults must stand without subset.",
  ],
  ["to record a subset", ["--update", "subset"], "--update must stand without subset."],
])("the matrix refuses %s, with usage's exit code and one line", async ([, args, message]) => {
  const refusal = await matrix(...args).catch((error: unknown) => error);
  expect(refusal).toMatchObject({ code: 2, stderr: expect.stringContaining(message) });
  expect(String(Object(refusal).stderr)).not.toMatch(/^ +at /m);
});
