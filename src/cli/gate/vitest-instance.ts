import { extname, join } from "node:path";
import { Writable } from "node:stream";
import { fileURLToPath } from "node:url";
import type { TestProjectInlineConfiguration } from "vitest/config";
import type { Reporter, Vitest } from "vitest/node";
import { type Phase, phases } from "../../harness/gate/check.ts";
import type { PhaseFiles } from "./phase-files.ts";

export interface InstanceOptions {
  readonly files: PhaseFiles;
  readonly phases: readonly Phase[];
  readonly retry: number;
  readonly reporters: Reporter[];
  /** What Vitest itself prints, when it prints. */
  readonly onPrint?: (text: string) => void;
}

/** Longer than any deadline of a check: a check ends by its own, named, deadline. */
const outerTimeoutMs = 150_000;

/**
 * Makes a Vitest that runs the phases as ordered groups, reads no config file, and leaves this
 * process's signals and streams alone.
 *
 * Vitest is imported here and not above, so that other commands do not pay for it.
 */
export async function createInstance(options: InstanceOptions): Promise<Vitest> {
  const { createVitest } = await import("vitest/node");
  const restoreListeners = listenersKept();
  try {
    const sink = new Writable({
      write(chunk, _encoding, done) {
        options.onPrint?.(String(chunk));
        done();
      },
    });
    return await createVitest(
      "test",
      {
        config: false,
        root: options.files.root,
        watch: false,
        cache: false,
        reporters: options.reporters,
        passWithNoTests: true,
        teardownTimeout: 2_000,
        projects: options.phases.map((phase) => project(phase, options)),
      },
      { logLevel: "silent", server: { watch: null } },
      { stdout: sink, stderr: sink },
    );
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
      // Installed, the check files lie in node_modules, where Vitest would neither look nor evaluate
      // them anew for each project.
      exclude: [],
      server: { deps: { inline: [inside(files.root), inside(ownFolder)] } },
      // Checks bring their own users and threads, so they need not wait for each other.
      sequence: { groupOrder: phases.indexOf(phase), concurrent: true },
      pool: "threads",
      isolate: false,
      retry,
      testTimeout: outerTimeoutMs,
      hookTimeout: outerTimeoutMs,
      expect: { requireAssertions: true },
      allowOnly: false,
      setupFiles: [join(ownFolder, `running-checks.setup${extname(import.meta.url)}`)],
    },
  };
}

const ownFolder = join(fileURLToPath(import.meta.url), "..");

function inside(folder: string): RegExp {
  const escaped = folder.replaceAll("\\", "/").replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`^(?:file://)?${escaped.replace(/\/?$/, "/")}(?!.*/node_modules/)`);
}

const signals = ["SIGINT", "SIGTERM", "exit", "unhandledRejection", "uncaughtException"] as const;

/** Vitest ends the process on a signal, before a report could be written: its listeners must go. */
function listenersKept(): () => void {
  const before = new Map(signals.map((name) => [name, process.rawListeners(name)]));
  return function removeNewListeners() {
    for (const name of signals) {
      for (const listener of process.rawListeners(name)) {
        if (before.get(name)?.includes(listener) === true) continue;
        process.removeListener(name, listener as (...values: unknown[]) => void);
      }
    }
  };
}
