import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Quirk } from "../../../src/fixtures/faults/fault.ts";
import { faults } from "../../../src/fixtures/faults/index.ts";
import { unusual } from "../../../src/fixtures/faults/unusual.ts";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { fastChecks as shipped } from "../../../src/harness/gate/fast-checks.ts";
import { measureCosts, readCosts, writeCosts } from "../costs.ts";
import { meet } from "../encounters.ts";
import { readExpected } from "../expected.ts";
import { fastChecks } from "../fast.ts";
import { expectedFindings, fastFindings, findings } from "../findings.ts";
import { rewriteList } from "../list-file.ts";
import { composeMatrix, type Matrix, type MatrixRun } from "../matrix.ts";
import { renderMatrix } from "../matrix-text.ts";
import { sound, together } from "../quirks.ts";
import { Rounds } from "../rounds.ts";
import { broadOf, readSeen, writeSeen } from "../seen.ts";
import type { Encounter } from "../share.ts";
import { matches, type RunOptions } from "./options.ts";

/** Runs all checks against all faults, or what the filters leave of both; says what is wrong. */
export async function runMatrix(options: RunOptions): Promise<readonly string[]> {
  const { seed, workers, update, reportDir } = options;
  const isWhole = options.faults === undefined && options.checks === undefined;
  const chosen = faults.filter(({ id }) => matches(id, options.faults));
  const rest = isWhole ? unusual : unusual.filter(({ id }) => matches(id, options.faults ?? []));
  const expected = readExpected();
  refuseNothing("--faults", "fault", chosen.length + rest.length);
  refuseNothing(
    "--checks",
    "check",
    Object.keys(expected).filter((id) => matches(id, options.checks)).length,
  );
  const known = readSeen();
  // What is recorded is to be seen in full.
  const broad = broadOf(update || options.exhaustive ? {} : known, Object.keys(expected).length);
  const start = performance.now();
  await using rounds = await Rounds.open({ seed, workers });
  const endings = await meet({
    ...{ rounds, expected, faults: chosen, like: options.checks },
    sound:
      options.exhaustive || !isWhole ? each([...sound, ...rest]) : [...each(sound), ...together],
    ...{ seen: known, broad },
    ...{ costs: readCosts(), fast: shipped },
    exhaustive: options.exhaustive || !isWhole,
  });
  const durationMs = Math.round(performance.now() - start);
  const run = { seed, durationMs, faults: chosen, endings, expected, broad };
  const isNew = update && isWhole;
  const matrix = isNew
    ? await renewed(run)
    : composeMatrix({ ...run, fast: shipped, costs: readCosts() });
  await write(matrix, reportDir);
  process.stdout.write(renderMatrix(matrix, options.verbose ? endings : undefined));
  if (!isWhole) return [...findings({ ...matrix, toothless: [] })];
  const ids = matrix.checks.map(({ id }) => id);
  return [...findings(matrix), ...fastFindings(matrix), ...expectedFindings(expected, faults, ids)];
}

/** A filter that leaves nothing would pass everything. */
function refuseNothing(option: string, what: string, left: number): void {
  if (left > 0) return;
  throw new ConfigurationError(option, `must match the id of a ${what}`, {
    received: "none of them",
  });
}

function each(quirks: readonly Quirk[]): Encounter[] {
  return quirks.map(({ id }) => ({ id, quirks: [id] }));
}

/** Records what this run saw, and chooses the fast checks anew. */
async function renewed(run: Omit<MatrixRun, "fast" | "costs">): Promise<Matrix> {
  const costs = await measureCosts(run.seed);
  const { faults: kills } = composeMatrix({ ...run, fast: [], costs });
  const fast = fastChecks(kills, (check) => costs[check] ?? 0);
  await writeCosts(costs);
  await rewriteList("src/harness/gate/fast-checks.ts", fast);
  await writeSeen(kills);
  return composeMatrix({ ...run, fast, costs });
}

async function write(matrix: Matrix, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "matrix.json"), `${JSON.stringify(matrix, undefined, 2)}\n`);
  await writeFile(join(folder, "matrix.md"), renderMatrix(matrix));
}
