import { isAsExpected } from "../../harness/drift/drift-report.ts";
import type { RolloutOutcome } from "../../harness/gate/verdict-evidence.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import { type Counting, countRevisions } from "../drift/count-revisions.ts";
import { Deployment, NothingDeployed } from "../drift/deployment.ts";
import type { Io } from "../io.ts";

/** What is waited for, and how long. */
export interface RolloutQuestion extends Omit<Counting, "untilMs"> {
  /** Milliseconds. */
  readonly waitMs: number;
}

/**
 * Waits until the expected revision answers every fresh connection. Comes before anything is tested: what a target
 * is like while it is being replaced says nothing about either build.
 */
export async function awaitRevision(
  settings: Settings,
  { waitMs, ...counting }: RolloutQuestion,
  io: Io,
): Promise<RolloutOutcome> {
  const startMs = performance.now();
  const waitReadyMs = Math.max(settings.waitReadyMs ?? 0, waitMs);
  try {
    await using deployment = await Deployment.open({ ...settings, waitReadyMs }, io);
    const untilMs = deployment.place.clock.now() + waitMs - (performance.now() - startMs);
    const census = await countRevisions(deployment, { ...counting, untilMs }, io);
    const seconds = Math.round((census.waited?.ms ?? 0) / 1_000);
    const because = `after ${seconds} s: ${census.because}`;
    if (isAsExpected(census)) return { state: "complete", because };
    return { state: census.state === "nobody" ? "nobody" : "incomplete", because };
  } catch (error) {
    if (!(error instanceof NothingDeployed)) throw error;
    return { state: "nobody", because: error.message };
  }
}
