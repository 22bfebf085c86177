import { parseDuration } from "../../ground/duration.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import { expectedRevision } from "../drift/expected-revision.ts";
import type { GapFlags } from "../gap/gap-options.ts";
import type { Io } from "../io.ts";

/** What a command line asks of `gapproof loop`, as it was typed. */
export interface LoopFlags extends GapFlags {
  /** Command that deploys, for the shell. */
  readonly deploy: string;
  /** A duration. @default "30m" */
  readonly deployTimeout: string;
  /** `true` where no name was given. */
  readonly expectRevision?: string | true;
  /** A duration. @default "10m", where a revision is expected */
  readonly wait?: string;
  /** The branch's own build: a target, or a report. */
  readonly branch?: string;
}

/** What was asked for, after its rules were checked. */
export interface LoopPlan {
  readonly command: string;
  readonly timeoutMs: number;
  /** What has to take over after the deployment; absent where nobody says. */
  readonly rollout?: { readonly expectRevision: string | true; readonly wait: string };
}

/** How long a revision may take to take over, where nobody says. */
const usualWait = "10m";

/**
 * Reads the options. What is wrong with any of them has to be known before something is deployed, also with those
 * that count only afterwards.
 *
 * @throws {@link ConfigurationError} naming the option, the rule and the value
 */
export async function planOf(flags: LoopFlags, io: Pick<Io, "env" | "cwd">): Promise<LoopPlan> {
  const { deploy, deployTimeout, expectRevision, wait } = flags;
  if (deploy.trim() === "")
    throw new ConfigurationError("--deploy", "must be a command to run", { received: deploy });
  const plan = { command: deploy, timeoutMs: parseDuration(deployTimeout, "--deploy-timeout") };
  if (wait !== undefined) parseDuration(wait, "--wait");
  if (expectRevision === undefined) {
    if (wait === undefined) return plan;
    const rule = "waits for a revision: give --expect-revision";
    throw new ConfigurationError("--wait", rule, { received: wait });
  }
  // Which commit it is without a name is asked afterwards: deploying may be what makes it.
  if (expectRevision !== true) await expectedRevision(expectRevision, io);
  return { ...plan, rollout: { expectRevision, wait: wait ?? usualWait } };
}
