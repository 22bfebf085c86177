import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const root = join(import.meta.dirname, "../..");

/** The matrix as people run it; resolves with what it printed, rejects with all of it. */
async function matrix(...args: string[]): Promise<string> {
  const jiti = join(root, "node_modules/jiti/lib/jiti-cli.mjs");
  const program = [jiti, "tests/matrix/main.ts", ...args];
  const { stdout } = await promisify(execFile)(process.execPath, program, { cwd: root });
  return stdout;
}

test("every check dies of a fault, every fault kills a check, and none dies of nothing", async () => {
  expect(await matrix("subset")).toMatch(
    /^\d+ kills of \d+ faults and \d+ checks, \d+ of these by a fault that was seen to spare most, in /,
  );
});

test("at least twenty checks that die of their faults do not, or give it away, with their teeth taken out", async () => {
  const lines = (await matrix("sabotage")).trimEnd().split("\n");
  expect(lines.length).toBeGreaterThanOrEqual(20);
  const told = / (?:fails where nothing is wrong|no longer dies of|breaks a rule of the suite) /;
  expect(lines.filter((line) => !told.test(line))).toEqual([]);
});

test.for(["--faults", "--checks"])("the matrix refuses %s that match nothing", async (option) => {
  await expect(matrix(option, "no-such-thing")).rejects.toThrow(
    new RegExp(`${option} must match the id of a`),
  );
});

test.for([
  ["--seed", "x"],
  ["--workers", "-1"],
  ["--workers", "0"],
] as const)("the matrix refuses %s %s, naming the option", async ([option, value]) => {
  await expect(matrix(option, value, "subset")).rejects.toThrow(
    new RegExp(
      `${option} <n>' argument '${value}' is invalid. It must be a whole number from 1 on.`,
    ),
  );
});
