import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { Fault, Quirk } from "../../../src/fixtures/faults/fault.ts";
import { faults } from "../../../src/fixtures/faults/index.ts";
import { ConfigurationError } from "../../../src/ground/errors.ts";
import { fastChecks as shipped } from "../../../src/harness/gate/fast-checks.ts";
import { type Costs, measureCosts, readCosts, writeCosts } from "../costs.ts";
import { meet } from "../encounters.ts";
import { type Ending, isKill } from "../ending.ts";
import { type Expected, type Pair, readExpected } from "../expected.ts";
import { fastChecks } from "../fast.ts";
import { expectedFindings, fastFindings, findings, partFindings } from "../findings.ts";
import { type Grouping, readGrouping, writeGrouping } from "../grouping.ts";
import { type FaultKills, noticed } from "../kills.ts";
import { rewriteList } from "../list-file.ts";
import { killsUnderOtherSeeds } from "../luck.ts";
import { composeMatrix, type Matrix, type MatrixRun } from "../matrix.ts";
import { renderMatrix } from "../matrix-text.ts";
import { odd, sound, together } from "../quirks.ts";
import { Rounds } from "../rounds.ts";
import { withSecondLook } from "../second-look.ts";
import { broadOf, readSeen, type Seen, writeSeen } from "../seen.ts";
import type { Encounter } from "../share.ts";
import { matches, type RunOptions, refuseNothing } from "./options.ts";

/** Runs all checks against all faults, or what the filters leave of both; says what is wrong. */
export async function runMatrix(options: RunOptions): Promise<readonly string[]> {
  const isWhole = options.faults === undefined && options.checks === undefined;
  refuse(options, isWhole);
  const run = await played(options, isWhole);
  const costs = options.update ? await measureCosts(options.seed) : readCosts();
  const others = options.update ? await otherSeeds(run, options) : [];
  const fast = options.update ? chosen(run, costs, others) : shipped;
  const matrix = composeMatrix({ ...run, fast, costs });
  await write(matrix, options.reportDir);
  process.stdout.write(renderMatrix(matrix, options.verbose ? run.endings : undefined));
  if (!isWhole) return partFindings(matrix, run.expected);
  const ids = matrix.checks.map(({ id }) => id);
  const wrong = [
    ...findings(matrix),
    ...fastFindings(matrix),
    ...expectedFindings(run.expected, faults, ids),
    ...others.filter((fault) => !noticed(fault)).map(({ id }) => `no check notices fault ${id}`),
  ];
  if (!options.update) return wrong;
  // What is recorded is believed from then on.
  if (wrong.length > 0)
    return [...wrong, "nothing is recorded of a run in which something is wrong"];
  await writeCosts(costs);
  await rewriteList("src/harness/gate/fast-checks.ts", fast);
  await writeSeen(matrix.faults);
  await writeGrouping(run.grouping);
  return [];
}

function refuse({ faults: some, checks, update, exhaustive }: RunOptions, isWhole: boolean): void {
  if (update && !isWhole) {
    throw new ConfigurationError("--update", "must stand without --faults and --checks");
  }
  if (update && exhaustive) {
    throw new ConfigurationError(
      "--update",
      "must stand without --exhaustive, which groups nothing",
    );
  }
  refuseNothing(
    "--faults",
    some,
    [...faults, ...odd, ...sound].map(({ id }) => id),
  );
  refuseNothing("--checks", checks, Object.keys(readExpected()));
}

type Run = Omit<MatrixRun, "fast" | "costs"> & {
  readonly faults: readonly Fault[];
  readonly grouping: Grouping;
};

async function played(options: RunOptions, isWhole: boolean): Promise<Run> {
  const { seed, workers, update } = options;
  const some = faults.filter(({ id }) => matches(id, options.faults));
  const rest = isWhole ? odd : odd.filter(({ id }) => matches(id, options.faults ?? []));
  const expected = readExpected();
  const known = readSeen(expected);
  // What is recorded is to be seen in full.
  const broad = broadOf(update || options.exhaustive ? {} : known, Object.keys(expected).length);
  const start = performance.now();
  await using rounds = await Rounds.open({ seed, workers });
  const {
    endings: first,
    assumed,
    grouping,
  } = await meet({
    ...{ rounds, expected, faults: some, like: options.checks },
    sound:
      options.exhaustive || !isWhole ? each([...sound, ...rest]) : [...each(sound), ...together],
    ...{ seen: known, broad },
    ...{ costs: readCosts(), fast: shipped },
    exhaustive: options.exhaustive || !isWhole,
    askAll: update,
    // Found out anew, so that none outlives its reason.
    grouping: update ? undefined : readGrouping(expected),
  });
  const endings = await withSecondLook(rounds, first, [
    ...meantIn(first, expected),
    // With `--update` all of these were asked, and the fast checks are chosen anew.
    ...(isWhole && !update ? unnoticedIn(first, known) : []),
  ]);
  const durationMs = Math.round(performance.now() - start);
  return { seed, durationMs, faults: some, endings, expected, broad, assumed, grouping };
}

/** Kills that are meant to be, of those who met. */
function meantIn(endings: readonly Ending[], expected: Expected): readonly Pair[] {
  return endings
    .filter(({ quirk, check }) => expected[check]?.includes(quirk))
    .map(({ quirk, check }) => ({ fault: quirk, check }));
}

/** Of faults that none of the fast checks noticed: those of them that did before. A few are a sample of these. */
function unnoticedIn(endings: readonly Ending[], seen: Seen): readonly Pair[] {
  const fast = new Set(shipped);
  const noticed = new Set(
    endings.filter((ending) => isKill(ending) && fast.has(ending.check)).map(({ quirk }) => quirk),
  );
  return faults
    .filter(({ id }) => !noticed.has(id))
    .flatMap(({ id }) =>
      (seen[id] ?? []).filter((check) => fast.has(check)).map((check) => ({ fault: id, check })),
    );
}

function each(quirks: readonly Quirk[]): Encounter[] {
  return quirks.map(({ id }) => ({ id, quirks: [id] }));
}

/** Faults that strike by chance, under other seeds than this run's. */
async function otherSeeds(run: Run, { seed, workers }: RunOptions): Promise<readonly FaultKills[]> {
  const { faults: kills } = composeMatrix({ ...run, fast: [], costs: {} });
  await using rounds = await Rounds.open({ seed, workers });
  return await killsUnderOtherSeeds(rounds, { ...run, kills });
}

/** The fast checks, chosen anew by what this run saw and other seeds confirm. */
function chosen(run: Run, costs: Costs, others: readonly FaultKills[]): readonly string[] {
  const { faults: kills } = composeMatrix({ ...run, fast: [], costs });
  return fastChecks([...kills, ...others], (check) => costs[check] ?? 0);
}

async function write(matrix: Matrix, folder: string): Promise<void> {
  await mkdir(folder, { recursive: true });
  await writeFile(join(folder, "matrix.json"), `${JSON.stringify(matrix, undefined, 2)}\n`);
  await writeFile(join(folder, "matrix.md"), renderMatrix(matrix));
}
