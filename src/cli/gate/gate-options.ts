import type { Command } from "commander";
import { parseDuration } from "../../ground/duration.ts";
import { ConfigurationError, explain } from "../../ground/errors.ts";
import { type Phase, phases } from "../../harness/gate/check.ts";
import { addHistoryOptions } from "../history/history-options.ts";
import { collect } from "../repeatable.ts";

/** What a person asked of a gate, besides the target. */
export interface GateOptions {
  readonly phases: readonly Phase[];
  readonly pattern: string | undefined;
  /** Expression over tags, in Vitest's syntax. */
  readonly tagsFilter?: string | undefined;
  /** Whether less than everything was asked for. */
  readonly isFiltered: boolean;
  readonly retry: number;
  readonly maxDurationMs: number;
  /** Trials of each journey whose rate is promised; absent: no rate is tested. */
  readonly samples?: number | undefined;
  readonly reportDir: string;
  /** File that keeps a line of every night, or `false` for none. @default the configuration's */
  readonly history?: string | boolean | undefined;
  readonly preflight: boolean;
  /** Whether it is asked why checks failed. */
  readonly diagnose: boolean;
  readonly json: boolean;
  readonly quiet: boolean;
  readonly list: boolean;
}

interface RawOptions {
  readonly project?: readonly string[];
  readonly testNamePattern?: string;
  readonly tagsFilter?: string;
  readonly fast?: boolean;
  readonly samples?: string;
  readonly retry?: string;
  readonly maxDuration: string;
  readonly reportDir: string;
  readonly history?: string | boolean;
  readonly preflight: boolean;
  readonly diagnose?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
  readonly list?: boolean;
}

/** Which checks are run. */
export function addFilterOptions(command: Command): Command {
  return command
    .option("--project <phase>", "run this phase only; may be repeated", collect)
    .option(
      "-t, --test-name-pattern <regexp>",
      "run checks whose id or title matches this regular expression",
    )
    .option("--tags-filter <expr>", 'run checks with these tags, e.g. "p1 and not slow"')
    .option("--fast", "run the few checks that together notice every known fault")
    .option("--samples <n>", "walk each journey n times as well, and decide its rate");
}

/** How checks are run, and where is said what came of it. */
export function addRunOptions(command: Command): Command {
  return addHistoryOptions(command)
    .option("--max-duration <time>", "end the run after this long, whatever runs", "15m")
    .option(
      "--scale <factor>",
      "embedded backend only: shorten its long promises, from 0.001; 1 is full length",
    )
    .option("--max-wait <time>", "skip checks that would wait longer than this for one of them")
    .option("--seed <n>", "seed of everything random (default: a new one, printed in the report)")
    .option("--test-headers", "send the contract's headers that weaken authentication")
    .option("--report-dir <folder>", "folder of report.json and junit.xml", "gapproof-report")
    .option("--no-preflight", "do not ask who answers before the checks run")
    .option("--json", "print the report as JSON; progress goes to standard error")
    .option("--quiet", "print the verdict only");
}

export function addGateOptions(command: Command): Command {
  addFilterOptions(command)
    .option("--retry <n>", "try a failed check again; green then is flaky, not passed", "0")
    .option("--expect-revision <name>", "revision that should answer every fresh connection");
  return addRunOptions(command)
    .option("--no-diagnose", "do not probe the target for why checks failed")
    .option("--list", "list the checks and run none; needs no target");
}

/** @throws {@link ConfigurationError} naming the option at fault */
export function readGateOptions(command: Command): GateOptions {
  const raw = command.opts<RawOptions>();
  return {
    phases: readPhases(raw.project),
    pattern: readPattern(raw.testNamePattern),
    tagsFilter: readTags(raw),
    isFiltered: [raw.project, raw.testNamePattern, readTags(raw)].some(
      (given) => given !== undefined,
    ),
    retry: readRetry(raw.retry ?? "0"),
    maxDurationMs: parseDuration(raw.maxDuration, "--max-duration"),
    samples: readSamples(raw.samples),
    reportDir: raw.reportDir,
    history: raw.history,
    preflight: raw.preflight,
    diagnose: raw.diagnose ?? true,
    json: raw.json ?? false,
    quiet: raw.quiet ?? false,
    list: raw.list ?? false,
  };
}

function readPhases(names: readonly string[] | undefined): readonly Phase[] {
  if (names === undefined) return phases;
  for (const name of names) {
    if (phases.some((phase) => phase === name)) continue;
    throw new ConfigurationError("--project", `must be one of ${phases.join(", ")}`, {
      received: name,
    });
  }
  return phases.filter((phase) => names.includes(phase));
}

function readPattern(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  try {
    new RegExp(text);
    return text;
  } catch (cause) {
    const rule = `is no regular expression: ${explain(cause)}`;
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError("-t/--test-name-pattern", rule, { received: text, cause });
  }
}

/** The filter that `--fast` is. */
export const fastFilter = "fast";

/** The fast checks are a tag like any other, so both filters hold together. */
function readTags({ tagsFilter, fast = false }: RawOptions): string | undefined {
  if (!fast) return tagsFilter;
  if (tagsFilter === undefined) return fastFilter;
  // In brackets of ours, brackets that are none would mean something else.
  if (isBalanced(tagsFilter)) return `${fastFilter} and (${tagsFilter})`;
  const rule = "must close every bracket it opens";
  throw new ConfigurationError("--tags-filter", rule, { received: tagsFilter });
}

function isBalanced(filter: string): boolean {
  let depth = 0;
  for (const letter of filter) {
    if (letter === "(") depth += 1;
    if (letter === ")") depth -= 1;
    if (depth < 0) return false;
  }
  return depth === 0;
}

const mostSamples = 100_000;

function readSamples(value: string | undefined): number | undefined {
  if (value === undefined) return undefined;
  const samples = Number(value);
  if (/^\d+$/.test(value) && samples >= 1 && samples <= mostSamples) return samples;
  throw new ConfigurationError("--samples", `must be a whole number from 1 to ${mostSamples}`, {
    received: value,
  });
}

function readRetry(value: string): number {
  if (/^\d$/.test(value)) return Number(value);
  throw new ConfigurationError("--retry", "must be a whole number from 0 to 9", {
    received: value,
  });
}
