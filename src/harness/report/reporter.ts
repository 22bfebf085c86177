import type { SerializedError } from "vitest";
import type { Reporter, TestCase, TestModule, TestSpecification, TestSuite } from "vitest/node";
import { redact } from "../../ground/redact.ts";
import { type Phase, phases } from "../gate/check.ts";
import type { CheckResult } from "../gate/check-result.ts";
import type { RunEnd } from "../gate/verdict.ts";
import { checkId, checkOutcome, errorText, otherJourney } from "./check-outcome.ts";
import { PhaseTally } from "./phase-tally.ts";
import { PreconditionFile } from "./precondition-file.ts";
import type { ProgressEvent } from "./progress.ts";

export interface GateReporterOptions {
  /** Folder of the run's own state, where later phases look for lost preconditions. */
  readonly stateDir: string;
  readonly onProgress?: (event: ProgressEvent) => void;
}

/** How a run was ended from outside, and what was known of its checks at that moment. */
export interface Stop {
  readonly end: Exclude<RunEnd, "finished">;
  /** Vitest ids of checks that were running. */
  readonly running: ReadonlySet<string>;
  /** Vitest ids of checks that had ended, though their results may still be on their way. */
  readonly ended: ReadonlySet<string>;
}

/** What a run left behind. */
export interface RunRecord {
  readonly checks: readonly CheckResult[];
  readonly unhandledErrors: readonly string[];
  readonly warnings: readonly string[];
}

/** Names said in one warning. */
const mostNames = 5;

/** Collects the results of checks while Vitest runs, and tells later phases what was lost. */
export class GateReporter implements Reporter {
  readonly #say: (event: ProgressEvent) => void;
  readonly #preconditions: PreconditionFile;
  readonly #tests = new Map<string, TestCase>();
  readonly #results = new Map<string, CheckResult>();
  readonly #tallies = new Map<Phase, PhaseTally>();
  #unhandled: readonly string[] = [];
  #stop: Stop | undefined;
  #isSelected: (test: TestCase) => boolean = () => true;

  constructor(options: GateReporterOptions) {
    this.#say = options.onProgress ?? (() => undefined);
    this.#preconditions = new PreconditionFile(options.stateDir);
  }

  /** Leaves every other test out. */
  select(isSelected: (test: TestCase) => boolean): void {
    this.#isSelected = isSelected;
  }

  onTestRunStart(specifications: readonly TestSpecification[]): void {
    for (const { project } of specifications) this.#tally(project.name).expectFile();
  }

  onTestModuleQueued(module: TestModule): void {
    const tally = this.#tally(module.project.name);
    if (tally.begin()) this.#say({ kind: "phase-started", progress: tally.progress() });
  }

  onTestModuleCollected(module: TestModule): void {
    const tally = this.#tally(module.project.name);
    for (const test of module.children.allTests()) {
      if (!this.#isSelected(test)) continue;
      this.#tests.set(test.id, test);
      tally.expectCheck();
    }
  }

  onTestCaseResult(test: TestCase): void {
    if (!this.#isSelected(test) || this.#isAftermath(test)) return;
    const result = checkOutcome(test, phaseOf(test.project.name));
    this.#keep(test.id, result);
    const declaration = test.meta().gapproof?.check;
    if (declaration !== undefined) this.#preconditions.note(declaration, result);
  }

  onTestSuiteResult(suite: TestSuite): void {
    this.#keepOwnErrors(suite, suite.module, suite.fullName);
  }

  onTestModuleEnd(module: TestModule): void {
    this.#keepOwnErrors(module, module, "file");
    const tally = this.#tally(module.project.name);
    if (tally.fileEnded()) this.#say({ kind: "phase-finished", progress: tally.progress() });
  }

  onUserConsoleLog({ content }: { readonly content: string }): void {
    this.#say({ kind: "output", text: redact(content) });
  }

  onTestRunEnd(_modules: readonly TestModule[], errors: readonly SerializedError[]): void {
    for (const tally of this.#tallies.values()) {
      if (tally.close()) this.#say({ kind: "phase-finished", progress: tally.progress() });
    }
    // Tearing workers down makes errors of its own; after a stop they say nothing about the target.
    if (this.#stop === undefined) this.#unhandled = errors.map(unhandledText);
  }

  /** From here on, only what had already happened counts: an aborted check did not fail. */
  stop(stop: Stop): void {
    this.#stop = stop;
  }

  /**
   * Says that a check has begun.
   *
   * Not a hook: Vitest's own sign comes late, and for a check that hangs sometimes never, because
   * it waits in a throttle for a next event.
   */
  started(id: string): void {
    const test = this.#tests.get(id);
    if (test === undefined || this.#stop !== undefined) return;
    const progress = this.#tally(test.project.name).progress();
    this.#say({ kind: "check-started", id: checkId(test), progress });
  }

  /** Vitest ids of checks that are known, in order, and have no result. */
  pending(): readonly string[] {
    return [...this.#tests.keys()].filter((id) => !this.#results.has(id));
  }

  record(): RunRecord {
    const checks = [...this.#results.values(), ...this.#overdue()].sort(byPhaseAndId);
    return {
      checks,
      unhandledErrors: this.#unhandled,
      warnings: [...duplicates(checks), ...this.#unfinished()],
    };
  }

  /** Checks the watchdog had to end: failures, named. An interrupted check is neither good nor bad. */
  #overdue(): readonly CheckResult[] {
    if (this.#stop?.end !== "timed-out") return [];
    return [...this.#stop.running]
      .filter((id) => !this.#results.has(id))
      .flatMap((id) => this.#tests.get(id) ?? [])
      .map((test) => {
        const { skip: _, ...result } = checkOutcome(test, phaseOf(test.project.name));
        const errors = ["was still running when --max-duration ran out"];
        const n = (test.meta().gapproof?.attempts.length ?? 0) + 1;
        const attempt = { n, state: "failed" as const, durationMs: 0, errors, transcript: [] };
        return { ...result, state: "failed", attempts: [attempt] };
      });
  }

  /** What the stop cost: checks without a result, told apart by how far they had come. */
  #unfinished(): readonly string[] {
    if (this.#stop === undefined) return [];
    const { end, running, ended } = this.#stop;
    const when = end === "interrupted" ? "when the run was interrupted" : "when time ran out";
    const without = this.pending();
    const groups = [
      [`running ${when}`, end === "interrupted" ? without.filter((id) => running.has(id)) : []],
      ["ended, but the result was lost with its worker", without.filter((id) => ended.has(id))],
      [`not started ${when}`, without.filter((id) => !running.has(id) && !ended.has(id))],
    ] as const;
    return groups
      .filter(([, ids]) => ids.length > 0)
      .map(([what, ids]) => {
        const names = ids.flatMap((id) => this.#tests.get(id) ?? []).map(checkId);
        const more = names.length > mostNames ? ` and ${names.length - mostNames} more` : "";
        return `${what}: ${names.slice(0, mostNames).join(", ")}${more}`;
      });
  }

  #isAftermath(test: TestCase): boolean {
    if (this.#stop === undefined) return false;
    return test.result().state !== "passed" && !this.#stop.ended.has(test.id);
  }

  #keep(key: string, check: CheckResult): void {
    this.#results.set(key, check);
    const tally = this.#tally(check.phase);
    tally.count(check.state);
    this.#say({ kind: "check-finished", check, progress: tally.progress() });
  }

  /** A file that does not load and a hook that fails are failures too, though no check owns them (R06). */
  #keepOwnErrors(owner: TestModule | TestSuite, module: TestModule, title: string): void {
    const errors = owner.errors().map(errorText).map(redact);
    if (errors.length === 0 || this.#stop !== undefined) return;
    this.#tally(module.project.name).expectCheck();
    this.#keep(owner.id, {
      id: `${module.relativeModuleId} > ${title}`,
      rows: [],
      title: `set-up of ${title === "file" ? module.relativeModuleId : title}`,
      phase: phaseOf(module.project.name),
      journey: otherJourney,
      tags: [],
      suspects: [],
      state: "failed",
      durationMs: 0,
      attempts: [{ n: 1, state: "failed", durationMs: 0, errors, transcript: [] }],
    });
  }

  #tally(project: string): PhaseTally {
    const phase = phaseOf(project);
    const tally = this.#tallies.get(phase) ?? new PhaseTally(phase);
    this.#tallies.set(phase, tally);
    return tally;
  }
}

function phaseOf(project: string): Phase {
  const phase = phases.find((name) => name === project);
  if (phase === undefined) throw new TypeError(`"${project}" is not a phase`);
  return phase;
}

/** Checks end in any order; two reports of the same run should not differ by it. */
function byPhaseAndId(a: CheckResult, b: CheckResult): number {
  const phase = phases.indexOf(a.phase) - phases.indexOf(b.phase);
  return phase === 0 ? Number(a.id > b.id) - Number(a.id < b.id) : phase;
}

function duplicates(checks: readonly CheckResult[]): readonly string[] {
  const ids = checks.map(({ id }) => id);
  const twice = new Set(ids.filter((id, index) => ids.indexOf(id) !== index));
  return [...twice].map((id) => `check id "${id}" is used more than once`);
}

function unhandledText(error: SerializedError): string {
  const test = error.VITEST_TEST_NAME;
  const during = typeof test === "string" ? ` (during "${test}")` : "";
  return redact(`${error.name ?? "Error"}: ${errorText(error)}${during}`);
}
