import { readFileSync } from "node:fs";
import { resolve } from "node:path";
import { readQuantity } from "../../../contract/keys/quantity.ts";
import { ConfigurationError } from "../../../ground/errors.ts";
import { isMap, type Path, YamlDocument } from "../../target/compose/yaml-document.ts";
import { type Unreadable, unreadableBy } from "../branch.ts";
import { textIn } from "../readers/source-text.ts";
import type { Origin } from "../setting.ts";

/** A job of a workflow that runs the gate. */
export interface Job {
  readonly name: string;
  /** Where its limit stands, or the job where it has none. */
  readonly from: Origin;
  /** The shorter limit of job and step; `undefined` where it is computed. Milliseconds. */
  readonly limitMs: number | undefined;
  /** What says so: `timeout-minutes: 10`, or the platform's own default. */
  readonly because: string;
  /** `--max-duration`, where the step says it. Milliseconds. */
  readonly suiteMs?: number;
}

/** What the workflows of a branch say of the gate. */
export interface Workflows {
  readonly files: readonly string[];
  readonly jobs: readonly Job[];
  readonly unreadable: readonly Unreadable[];
}

/**
 * GitHub's own limit of a job that has none.
 *
 * @see https://docs.github.com/en/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idtimeout-minutes
 */
const defaultMinutes = 360;

/** Reads workflows. What cannot be read is told as a value: the others still count. */
export function readWorkflows(files: readonly string[], folder: string): Workflows {
  const unreadable: Unreadable[] = [];
  const jobs = files.flatMap((file) => {
    try {
      return documentsOf(file, folder).flatMap(jobsOf);
    } catch (error) {
      if (!(error instanceof ConfigurationError)) throw error;
      unreadable.push(unreadableBy(error, file));
      return [];
    }
  });
  return { files, jobs, unreadable };
}

/** @throws {@link ConfigurationError} naming the file, and the line where there is one */
function documentsOf(file: string, folder: string): readonly YamlDocument[] {
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(resolve(folder, file));
  } catch (cause) {
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(file, "must be a file that can be read", { cause });
  }
  return YamlDocument.readAll(textIn(file, bytes));
}

function jobsOf(document: YamlDocument): readonly Job[] {
  return Object.keys(document.mapAt(["jobs"])).flatMap((name) => {
    const path = ["jobs", name];
    return document
      .listAt([...path, "steps"])
      .flatMap((step, at) => (runsGate(step) ? [jobAt(document, path, at)] : []));
  });
}

function runsGate(step: unknown): boolean {
  if (!isMap(step)) return false;
  const { run, uses } = step;
  const isRun =
    typeof run === "string" && /\bgapproof(@\S+)?\s+gate\b|\bnpm run gate\b/.test(spokenIn(run));
  return isRun || (typeof uses === "string" && /\bgapproof\b/.test(uses));
}

/** A script without its comments. */
function spokenIn(run: string): string {
  return run.replaceAll(/(^|\s)#.*$/gm, "$1");
}

function jobAt(document: YamlDocument, job: Path, step: number): Job {
  const name = String(job.at(-1));
  const stepPath = [...job, "steps", step];
  const limits = [job, stepPath].map((path) => limitAt(document, [...path, "timeout-minutes"]));
  const said = limits.filter((limit) => limit !== undefined);
  const suite = suiteIn(spokenIn(document.textAt([...stepPath, "run"]) ?? ""));
  const given = suite === undefined ? {} : { suiteMs: suite };
  // One that is computed cannot make the other any longer.
  const [least] = said.toSorted(
    (one, other) =>
      (one.limitMs ?? Number.POSITIVE_INFINITY) - (other.limitMs ?? Number.POSITIVE_INFINITY),
  );
  if (least !== undefined) return { name, ...least, ...given };
  const because = `GitHub's default of ${defaultMinutes} minutes`;
  const limitMs = defaultMinutes * 60_000;
  return { name, from: document.originOf(job), limitMs, because, ...given };
}

function limitAt(document: YamlDocument, path: Path): Omit<Job, "name"> | undefined {
  const text = document.textAt(path);
  if (text === undefined) return undefined;
  const minutes = Number(text);
  return {
    from: document.originOf(path),
    limitMs: text.trim() === "" || Number.isNaN(minutes) ? undefined : minutes * 60_000,
    because: `timeout-minutes: ${text}`,
  };
}

/** The run's own limit, where a step gives one. */
function suiteIn(run: string): number | undefined {
  const [, text] = /--max-duration[=\s]+["']?([\w.]+)/.exec(run) ?? [];
  if (text === undefined) return undefined;
  const ms = readQuantity(text, { kind: "duration" });
  return typeof ms === "number" ? ms : undefined;
}
