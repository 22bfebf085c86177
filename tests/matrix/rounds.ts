import { join } from "node:path";
import { Writable } from "node:stream";
import type { Reporter, TestCase, TestModule, TestSuite, Vitest } from "vitest/node";
import { type Ending, endingOf } from "./ending.ts";
import { readExpected } from "./expected.ts";
import { ProgressLine } from "./progress-line.ts";
import { type Sabotage, sabotaged } from "./sabotage.ts";
import type { Encounter } from "./share.ts";
import { sharesOf } from "./shares.ts";
import { wantedOf } from "./wanted.ts";

export interface RoundsOptions {
  readonly seed: number;
  /** Processes, each with its own share of the encounters. */
  readonly workers: number;
  /** Checks that may be under way at once in each of them. @default as many as it has time for */
  readonly atOnce?: number;
  /** Deeds to be done to check files before they are read. */
  readonly sabotages?: readonly Sabotage[];
}

const root = join(import.meta.dirname, "../..");
const recording = join(import.meta.dirname, "recording.ts");
/** Longer than the whole run: a check ends by its own deadline, and waits long to be admitted. */
const outerTimeoutMs = 900_000;
/**
 * Rounds of checks against backends with quirks, in one Vitest.
 *
 * One module imports every check file once per process and round and declares the checks anew for each
 * encounter: that is what makes tens of thousands of them a matter of minutes.
 */
export class Rounds implements AsyncDisposable {
  readonly #options: RoundsOptions;
  readonly #vitest: Vitest;
  readonly #scribe: Scribe;

  private constructor(options: RoundsOptions, vitest: Vitest, scribe: Scribe) {
    this.#options = options;
    this.#vitest = vitest;
    this.#scribe = scribe;
  }

  static async open(options: RoundsOptions): Promise<Rounds> {
    const { createVitest } = await import("vitest/node");
    const scribe = new Scribe();
    const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
    const vitest = await createVitest(
      "test",
      {
        ...{ config: false, root, watch: false, cache: false, passWithNoTests: true },
        reporters: [scribe],
        projects: Array.from({ length: options.workers }, (_, index) => project(index, options)),
      },
      { logLevel: "error", server: { watch: null } },
      { stdout: sink, stderr: sink },
    );
    return new Rounds(options, vitest, scribe);
  }

  /** @throws Error when something goes wrong outside of every check, or one of them does not end */
  async play(encounters: readonly Encounter[]): Promise<readonly Ending[]> {
    const wanted = encounters.filter(({ checks }) => checks?.length !== 0);
    if (wanted.length === 0) return [];
    const { seed, workers, atOnce } = this.#options;
    const busy = sharesOf(wanted, workers).filter(({ length }) => length > 0);
    for (const [index, own] of busy.entries()) {
      this.#vitest.projects[index]?.provide("gapproofShare", { seed, atOnce, encounters: own });
    }
    this.#scribe.begin();
    try {
      const specifications = await this.#vitest.globTestSpecifications();
      const names = new Set(busy.map((_, index) => nameOf(index)));
      await this.#vitest.runTestSpecifications(
        specifications.filter(({ project: { name } }) => names.has(name)),
      );
    } finally {
      this.#scribe.progress.end();
    }
    const { endings } = this.#scribe;
    const problems = [...this.#scribe.problems, ...unended(wanted, endings)];
    if (problems.length > 0) throw new Error(`the matrix did not run:\n${problems.join("\n")}`);
    return endings;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#vitest.close();
  }
}

/** Plays one round. */
export async function playOnce(
  options: RoundsOptions,
  encounters: readonly Encounter[],
): Promise<readonly Ending[]> {
  await using rounds = await Rounds.open(options);
  return await rounds.play(encounters);
}

/** What was asked for and did not come: without a word, it would be good news. */
function unended(encounters: readonly Encounter[], endings: readonly Ending[]): readonly string[] {
  const ended = new Set(endings.map(({ quirk, check }) => `${quirk}: ${check}`));
  const checks = Object.keys(readExpected());
  return encounters.flatMap((encounter) =>
    wantedOf(encounter, checks, (check) => check)
      .map((check) => `${encounter.id}: ${check}`)
      .filter((pair) => !ended.has(pair))
      .map((pair) => `${pair} did not end, or is no check`),
  );
}

/** Writes down what comes of a round. */
class Scribe implements Reporter {
  endings: Ending[] = [];
  problems: string[] = [];
  progress: ProgressLine = new ProgressLine();
  #total: number | undefined;

  begin(): void {
    this.endings = [];
    this.problems = [];
    this.progress = new ProgressLine();
    this.#total = undefined;
  }

  onTestModuleCollected({ children }: TestModule): void {
    this.#total = (this.#total ?? 0) + [...children.allTests()].length;
  }

  onTestCaseResult(test: TestCase): void {
    const ending = endingOf(test);
    if (ending !== undefined) this.endings.push(ending);
    this.progress.step(this.#total);
  }

  /** What its backend says as it is stopped. */
  onTestSuiteResult(suite: TestSuite): void {
    this.problems.push(
      ...suite.errors().map(({ message, stack }) => `${suite.name}: ${stack ?? message}`),
    );
  }

  onTestModuleEnd(module: TestModule): void {
    this.problems.push(...module.errors().map(({ message, stack }) => stack ?? message));
  }

  onTestRunEnd(...[, errors]: Parameters<NonNullable<Reporter["onTestRunEnd"]>>): void {
    this.problems.push(...errors.map(({ message, stack }) => stack ?? message));
  }
}

function nameOf(index: number): string {
  return `share-${index}`;
}

function project(index: number, { workers, sabotages = [] }: RoundsOptions) {
  return {
    root,
    envDir: false as const,
    plugins: [recordingPlugin(), sabotagePlugin(sabotages)],
    test: {
      name: nameOf(index),
      include: ["tests/matrix/share.test.ts"],
      ...{ pool: "forks" as const, isolate: false, maxWorkers: workers, maxConcurrency: 10_000 },
      // What thousands of checks let go of is young; collecting it early takes a tenth of the time there is.
      execArgv: ["--max-semi-space-size=64"],
      expect: { requireAssertions: true },
      ...{ testTimeout: outerTimeoutMs, hookTimeout: outerTimeoutMs },
      provide: { gapproofTags: false },
    },
  };
}

/** Check files get a `test` that writes them down. */
function recordingPlugin() {
  const isPhase = /tests\/(?:deployment-validation|golden-path-recovery|staging-e2e)\//;
  return {
    name: "gapproof-recording",
    enforce: "pre" as const,
    resolveId(id: string, importer: string | undefined) {
      if (!id.endsWith("src/fixtures/test.ts") || !isPhase.test(importer ?? "")) return undefined;
      return recording;
    },
  };
}

function sabotagePlugin(sabotages: readonly Sabotage[]) {
  return {
    name: "gapproof-sabotage",
    enforce: "pre" as const,
    transform(code: string, id: string) {
      const own = sabotages.filter(({ file }) => id.endsWith(`tests/${file}`));
      return own.length === 0 ? undefined : own.reduce(sabotaged, code);
    },
  };
}
