import { contractHash } from "../../contract/hash.ts";
import type { Provision } from "../../fixtures/provision.ts";
import { linkAbort } from "../../ground/abort.ts";
import type { RunEnd } from "../../harness/gate/verdict.ts";
import { composeReport, type RunFacts, type Sighting } from "../../harness/report/compose.ts";
import type { Report } from "../../harness/report/report.ts";
import { newRunId } from "../../harness/report/run-id.ts";
import type { BlockedResolution } from "../../harness/target/blocked.ts";
import { detectEnvironment } from "../../harness/target/environment.ts";
import { beforeLimit } from "../gate/run-limit.ts";
import { packageVersion } from "../package-info.ts";
import { type Observed, observe } from "./observe.ts";
import type { WatchRun } from "./watch-run.ts";

/** Finds the target, walks the journeys and says how often each worked. */
export async function runWatch(watch: WatchRun): Promise<Report> {
  const { settings, clock } = watch;
  const startedAt = clock.date();
  const start = clock.now();
  const runId = newRunId(startedAt);
  const { scale, ...seen } = await watched(watch, { runId, start });
  const run: RunFacts["run"] = {
    ...{ id: runId, seed: settings.seed, startedAt: startedAt.toISOString() },
    durationMs: Math.round(clock.now() - start),
    environment: detectEnvironment(settings).name,
    scale,
    ...(watch.given.length === 0 ? {} : { given: watch.given }),
    versions: { gapproof: packageVersion(), node: process.versions.node },
  };
  const { contract, impact } = settings;
  return composeReport({
    ...{ run, mode: "watch", contract: { id: contract.id, hash: contractHash(contract) } },
    declared: { targets: contract.targets, impact },
    ...seen,
    warnings: [...watch.warnings, ...seen.warnings],
    ...{ checks: [], unhandledErrors: [] },
  });
}

interface Beginning {
  readonly runId: string;
  /** On the run's clock. Milliseconds. */
  readonly start: number;
}

type Seen = Observed & {
  readonly end: RunEnd;
  readonly sighting: Sighting;
  readonly scale: number;
};

async function watched(watch: WatchRun, { runId, start }: Beginning): Promise<Seen> {
  const { settings, clock, interrupted, maxDurationMs } = watch;
  const over = new AbortController();
  using stop = linkAbort([interrupted, over.signal]);
  const provisioning = watch.provision({
    ...{ settings, runId, signal: stop.signal },
    ...(watch.onWaiting === undefined ? {} : { onWaiting: watch.onWaiting }),
  });
  const found = await beforeLimit(provisioning, { clock, interrupted, maxDurationMs });
  const nothing = { walked: undefined, warnings: [], scale: settings.scale ?? 1 };
  if (found.end !== "finished") {
    over.abort();
    abandon(provisioning);
    return { ...nothing, end: found.end, sighting: { state: "unresolved" } };
  }
  if (found.value.state === "blocked") {
    watch.onSighting?.(found.value, nothing.scale);
    return { ...nothing, end: "finished", sighting: found.value };
  }
  await using ready = found.value;
  const sighting: Sighting = { state: "ready", target: ready.target };
  const { scale } = ready.provided;
  watch.onSighting?.(sighting, scale);
  const cancel = clock.after(Math.max(0, maxDurationMs - (clock.now() - start)), () =>
    over.abort(),
  );
  try {
    const observed = await observe(watch, { ready, signal: stop.signal });
    return { ...observed, sighting, scale };
  } finally {
    cancel();
  }
}

/** What was started for a run that is over is stopped as soon as it has started. */
function abandon(provisioning: Promise<Provision | BlockedResolution>): void {
  provisioning
    .then(async (late) => {
      if (late.state === "ready") await late[Symbol.asyncDispose]();
    })
    .catch(() => undefined);
}
