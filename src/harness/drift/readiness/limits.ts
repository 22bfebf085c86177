import { placeOf } from "../compare.ts";
import type { Job } from "./jobs.ts";
import { type Finding, type Look, looked } from "./look.ts";
import { secondsOf } from "./measure.ts";
import { type RunLimits, usualRunLimits } from "./run-limits.ts";
import type { Subject } from "./subject.ts";

/** A limit, and what it is called. */
interface Limit {
  readonly name: string;
  readonly ms: number;
}

/**
 * A step ends before its test, a test before the suite, the suite before its job: rule `limits-ordered`.
 * Else the outer limit ends what the inner one would have explained.
 */
export function lookAtLimits({ contract, limits = usualRunLimits, workflows }: Subject): Look {
  const suite: Limit = { name: "the suite (--max-duration)", ms: limits.suiteMs };
  const inner = (["local", "remote"] as const).flatMap((kind) => {
    const of = contract.limits[kind];
    return broken([
      { name: `limits.${kind}.handshakeMs`, ms: of.handshakeMs },
      { name: `limits.${kind}.completionMs`, ms: of.completionMs },
      { name: "a test's timeout", ms: limits.testMs },
    ]);
  });
  const tests = broken([{ name: "a test's timeout", ms: limits.testMs }, suite], "max_duration");
  const jobs = workflows?.jobs ?? [];
  const found = [...inner, ...tests, ...jobs.flatMap((job) => jobFindings(job, limits))];
  return looked(found, unseenOf(workflows, jobs));
}

function unseenOf(workflows: Subject["workflows"], jobs: readonly Job[]): readonly string[] {
  if (workflows === undefined || workflows.files.length === 0)
    return ["no workflow files: whether a job outlasts the suite"];
  if (jobs.length === 0) return ["no job of the workflows runs the gate"];
  return jobs.flatMap(({ name, limitMs, because }) =>
    limitMs === undefined ? [`job ${name}: ${because} is computed`] : [],
  );
}

/** @param key - what is borne is named by it; of the contract's limits, their own names */
function broken(ascending: readonly Limit[], key?: string): readonly Finding[] {
  return ascending.slice(1).flatMap((outer, at): readonly Finding[] => {
    const inner = ascending[at];
    if (inner === undefined || inner.ms < outer.ms) return [];
    const named = key ?? inner.name;
    return [
      {
        because: `${inner.name} ${secondsOf(inner.ms)} < ${outer.name} ${secondsOf(outer.ms)} does not hold`,
        ...{ cause: "budget-inverted", severity: "critical", key: named },
        remedy: `make ${inner.name} shorter, or ${outer.name} longer`,
      },
    ];
  });
}

function jobFindings(job: Job, limits: RunLimits): readonly Finding[] {
  const { name, limitMs, because, from, suiteMs = limits.suiteMs } = job;
  if (limitMs === undefined) return [];
  const suite = { name: "the suite (--max-duration)", ms: suiteMs };
  const tests =
    job.suiteMs === undefined
      ? []
      : broken(
          [{ name: "a test's timeout", ms: limits.testMs }, suite],
          `jobs.${name}.max_duration`,
        );
  const outer = { name: `job ${name}`, ms: limitMs };
  const all = [...tests, ...broken([suite, outer], `jobs.${name}.timeout_minutes`)];
  return all.map((finding) => ({
    ...finding,
    because: `${finding.because} (${because}, ${placeOf(from)})`,
    from,
  }));
}
