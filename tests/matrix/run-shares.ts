import { appendFileSync } from "node:fs";
import { join } from "node:path";
import { Writable } from "node:stream";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { type Ending, endingOf } from "./ending.ts";
import type { ProgressLine } from "./progress-line.ts";
import { type Sabotage, sabotaged } from "./sabotage.ts";
import type { Encounter, Share } from "./share.ts";

export interface ShareRun {
  readonly seed: number;
  readonly encounters: readonly Encounter[];
  /** Threads, each with its own share of the encounters. */
  readonly workers: number;
  readonly progress: ProgressLine;
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
 * Runs checks against backends with quirks in one Vitest.
 *
 * One module imports every check file once per thread and declares the checks anew for each encounter: that
 * is what makes tens of thousands of them a matter of minutes.
 *
 * @throws Error when something goes wrong outside of every check
 */
export async function runShares(request: ShareRun): Promise<readonly Ending[]> {
  if (request.encounters.every(({ checks }) => checks?.length === 0)) return [];
  const { createVitest } = await import("vitest/node");
  const endings: Ending[] = [];
  const problems: string[] = [];
  let total: number | undefined;
  const reporter: Reporter = {
    onTestModuleCollected({ children }: TestModule) {
      total = (total ?? 0) + [...children.allTests()].length;
    },
    onTestCaseResult(test: TestCase) {
      const ending = endingOf(test);
      endings.push(ending);
      if (process.env.GP_TRACE)
        appendFileSync(
          process.env.GP_TRACE,
          `${Date.now()} ${ending.state} ${Math.round(ending.durationMs)} ${ending.check} ${ending.quirk.slice(0, 100)}\n`,
        );
      request.progress.step(total);
    },
    onTestModuleEnd(module: TestModule) {
      problems.push(...module.errors().map(({ message, stack }) => stack ?? message));
    },
    onTestRunEnd(_, errors) {
      problems.push(...errors.map(({ message, stack }) => stack ?? message));
    },
  };
  const sink = new Writable({ write: (_chunk, _encoding, done) => done() });
  const vitest = await createVitest(
    "test",
    {
      ...{
        config: false,
        root,
        watch: false,
        cache: false,
        passWithNoTests: true,
        reporters: [reporter],
      },
      projects: shares(request).map((share, index) => project(share, index, request)),
    },
    { logLevel: "error", server: { watch: null } },
    { stdout: sink, stderr: sink },
  );
  try {
    await vitest.runTestSpecifications(await vitest.globTestSpecifications());
  } finally {
    request.progress.end();
    await vitest.close();
  }
  if (problems.length > 0) throw new Error(`the matrix did not run:\n${problems.join("\n")}`);
  return endings;
}

function shares({ encounters, seed, workers, atOnce }: ShareRun): Share[] {
  return Array.from({ length: workers }, (_, worker) => ({
    ...{ seed, atOnce },
    encounters: encounters.filter((_, index) => index % workers === worker),
  })).filter((share) => share.encounters.length > 0);
}

function project(share: Share, index: number, { workers, sabotages = [] }: ShareRun) {
  return {
    root,
    envDir: false as const,
    plugins: [recordingPlugin(), sabotagePlugin(sabotages)],
    test: {
      name: `share-${index}`,
      include: ["tests/matrix/share.test.ts"],
      ...{ pool: "forks" as const, isolate: false, maxWorkers: workers, maxConcurrency: 10_000 },
      expect: { requireAssertions: true },
      ...{ testTimeout: outerTimeoutMs, hookTimeout: outerTimeoutMs },
      provide: { gapproofShare: share, gapproofTags: false },
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
