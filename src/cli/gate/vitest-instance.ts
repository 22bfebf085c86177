import { extname, join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { TestProjectInlineConfiguration } from "vitest/config";
import type { Reporter, Vitest } from "vitest/node";
import { phaseOptions } from "../../fixtures/phase-options.ts";
import { type Phase, phases } from "../../harness/gate/check.ts";
import type { PhaseFiles } from "./phase-files.ts";

export interface InstanceOptions {
  readonly files: PhaseFiles;
  readonly phases: readonly Phase[];
  readonly retry: number;
  /** Skips what it does not match, in Vitest's own syntax. */
  readonly tagsFilter?: string | undefined;
  readonly reporters: Reporter[];
  /** What Vitest itself prints, when it prints. */
  readonly onPrint?: (text: string) => void;
}

/**
 * Makes a Vitest that runs the phases as ordered groups, reads no config file, and leaves this
 * process's signals and streams alone.
 *
 * Vitest is imported here and not above, so that other commands do not pay for it.
 */
export async function createInstance(options: InstanceOptions): Promise<Vitest> {
  const { createVitest } = await import("vitest/node");
  const { tagsFilter } = options;
  const restoreListeners = listenersKept();
  try {
    const sink = new Writable({
      write(chunk, _encoding, done) {
        options.onPrint?.(String(chunk));
        done();
      },
    });
    const vitest = await createVitest(
      "test",
      {
        config: false,
        root: options.files.root,
        watch: false,
        cache: false,
        reporters: options.reporters,
        passWithNoTests: true,
        teardownTimeout: 2_000,
        ...(tagsFilter === undefined ? {} : { tagsFilter: [tagsFilter] }),
        projects: options.phases.map((phase) => project(phase, options)),
      },
      { logLevel: "silent", server: { watch: null } },
      { stdout: sink, stderr: sink },
    );
    vitest.provide("gapproofTags", true);
    return vitest;
  } finally {
    restoreListeners();
  }
}

function project(phase: Phase, options: InstanceOptions): TestProjectInlineConfiguration {
  const { files, retry } = options;
  return {
    root: files.root,
    envDir: false,
    test: {
      name: phase,
      include: [...(files.globs[phase] ?? [])],
      exclude: [],
      server: { deps: dependencies(files) },
      ...phaseOptions(phases.indexOf(phase)),
      retry,
      allowOnly: false,
      setupFiles: [join(ownFolder, `running-checks.setup${extname(import.meta.url)}`)],
    },
  };
}

/**
 * What Vitest evaluates itself, anew for each project: the checks and the setup file, wherever they
 * lie (installed, that is node_modules). The rest of the package is compiled and Node's to load, once,
 * which is what makes a gate start quickly.
 */
function dependencies({ root }: PhaseFiles): { inline: RegExp[]; external: RegExp[] } {
  const compiled = extname(import.meta.url) === ".js";
  return {
    inline: [inside(join(root, "tests")), inside(compiled ? ownFolder : root)],
    external: compiled ? [inside(join(root, "src"))] : [],
  };
}

const ownFolder = join(fileURLToPath(import.meta.url), "..");

function inside(folder: string): RegExp {
  const escaped = folder.replaceAll("\\", "/").replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^(?:file://)?${escaped.replace(/\/?$/, "/")}(?!.*/node_modules/)`);
}

const signals: ReadonlySet<string | symbol> = new Set([
  "SIGINT",
  "SIGTERM",
  "exit",
  "unhandledRejection",
  "uncaughtException",
]);

/**
 * Vitest ends the process on a signal, before a report could be written: none of its listeners may
 * stand, not even while it is being made.
 */
function listenersKept(): () => void {
  const keepOut = (name: string | symbol, listener: (...values: unknown[]) => void): void => {
    if (!signals.has(name)) return;
    // Node tells before it adds: the removal has to wait for that, and comes before anything else.
    process.nextTick(() => process.removeListener(name, listener));
  };
  process.on("newListener", keepOut);
  return function letListenersIn() {
    process.removeListener("newListener", keepOut);
  };
}
