import type { Provision, ProvisionOptions } from "../../fixtures/provision.ts";
import type { Clock } from "../../ground/clock.ts";
import type { Night } from "../../harness/gate/history/night.ts";
import type { Trial } from "../../harness/gate/rates/trial.ts";
import type { Sighting } from "../../harness/report/compose.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import type { BlockedResolution } from "../../harness/target/blocked.ts";
import type { Waiting } from "../../harness/target/wait-record.ts";
import type { Standing } from "../../harness/watch/course.ts";
import type { WatchPlan } from "../../harness/watch/watch-plan.ts";

/** A watch, and the world around it. */
export interface WatchRun {
  readonly settings: Settings;
  readonly plan: WatchPlan;
  /** Of what is not watched, and why. */
  readonly warnings: readonly string[];
  readonly maxDurationMs: number;
  readonly diagnose: boolean;
  /** Earlier nights; absent where nobody keeps a history. */
  readonly nights?: readonly Night[] | undefined;
  /** Arguments that repeat how this run looks at its target. */
  readonly given: readonly string[];
  readonly provision: (options: ProvisionOptions) => Promise<Provision | BlockedResolution>;
  readonly clock: Clock;
  readonly interrupted: AbortSignal;
  readonly onWaiting?: (waiting: Waiting) => void;
  /** Called once it is known what will be watched, or that nothing can be. */
  readonly onSighting?: (sighting: Sighting, scale: number) => void;
  readonly onTrial?: (trial: Trial, standing: readonly Standing[]) => void;
  readonly onProbe?: (title: string) => void;
}
