import { join } from "node:path";
import { Writable } from "node:stream";
import type { Reporter, TestCase, TestModule } from "vitest/node";
import { type Ending, endingOf } from "./ending.ts";
import type { Share } from "./share.ts";

export interface ShareRun {
  readonly seed: number;
  readonly quirks: Share["quirks"];
  /** Threads, each with its own share of the quirks. */
  readonly workers: number;
  readonly onEnding?: (ending: Ending) => void;
}

const root = join(import.meta.dirname, "../..");
const recording = join(import.meta.dirname, "recording.ts");
/** Longer than any check takes: one ends by its own deadline. */
const outerTimeoutMs = 120_000;

/**
 * Runs checks against quirks in one Vitest.
 *
 * One module imports every check file once per thread and declares the checks anew for each quirk: that
 * is what makes tens of thousands of them a matter of minutes.
 *
 * @throws Error when something goes wrong outside of every check
 */
export async function runShares(request: ShareRun): Promise<readonly Ending[]> {
  const { createVitest } = await import("vitest/node");
  const endings: Ending[] = [];
  const problems: string[] = [];
  const reporter: Reporter = {
    onTestCaseResult(test: TestCase) {
      const ending = endingOf(test);
      endings.push(ending);
      request.onEnding?.(ending);
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
      ...{ config: false, root, watch: false, cache: false, reporters: [reporter] },
      projects: shares(request).map((share, index) => project(share, index, request.workers)),
    },
    { logLevel: "error", server: { watch: null } },
    { stdout: sink, stderr: sink },
  );
  try {
    await vitest.runTestSpecifications(await vitest.globTestSpecifications());
  } finally {
    await vitest.close();
  }
  if (problems.length > 0) throw new Error(`the matrix did not run:\n${problems.join("\n")}`);
  return endings;
}

function shares({ quirks, seed, workers }: ShareRun): Share[] {
  return Array.from({ length: workers }, (_, worker) => ({
    seed,
    quirks: quirks.filter((_quirk, index) => index % workers === worker),
  })).filter((share) => share.quirks.length > 0);
}

function project(share: Share, index: number, workers: number) {
  return {
    root,
    envDir: false as const,
    plugins: [recordingPlugin()],
    test: {
      name: `share-${index}`,
      include: ["tests/matrix/share.test.ts"],
      ...{ pool: "threads" as const, isolate: false, maxWorkers: workers, maxConcurrency: 10_000 },
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
