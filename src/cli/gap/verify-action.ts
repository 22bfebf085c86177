import { parseDuration } from "../../ground/duration.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import type { RolloutOutcome } from "../../harness/gate/verdict-evidence.ts";
import type { Report } from "../../harness/report/report.ts";
import { loadSettings, type SettingsFlags } from "../../harness/settings/load-settings.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import { connectionsOf } from "../drift/drift-flags.ts";
import { type ExpectedRevision, expectedRevision } from "../drift/expected-revision.ts";
import { walk } from "../gate/gate-action.ts";
import type { GateOptions } from "../gate/gate-options.ts";
import { givenArguments } from "../gate/given-arguments.ts";
import type { Io } from "../io.ts";
import { followGaps } from "./follow-gaps.ts";
import type { GapFlags } from "./gap-options.ts";
import { awaitRevision } from "./rollout.ts";

/** What a command line asks of `gapproof verify`, as it was typed. */
interface VerifyFlags extends GapFlags {
  /** `true` where no name was given. */
  readonly expectRevision?: string | true;
  /** A duration such as `10m`. */
  readonly wait?: string;
  readonly connections?: string;
}

/** What to verify, and how. */
export interface Verification {
  readonly flags: VerifyFlags;
  readonly target: SettingsFlags;
  readonly options: GateOptions;
  /** Called once nothing is waited for any more, before anything is tested. */
  readonly onWaited?: () => void;
}

/** Shows after a deployment that everything passes, and that the declared gaps are closed. */
export async function verify(
  { flags, target, options, onWaited }: Verification,
  io: Io,
): Promise<Report> {
  refuseLonely(flags);
  const { expectRevision } = flags;
  const revision =
    expectRevision === undefined ? undefined : await expectedRevision(expectRevision, io);
  const named = revision === undefined ? target : { ...target, expectRevision: revision.name };
  const settings = await loadSettings({ cwd: io.cwd, env: io.env, flags: named });
  return await followGaps({ mode: "verify", settings, flags }, io, async (gaps) => {
    const rollout = await rolloutOf(settings, { ...flags, revision }, io);
    onWaited?.();
    const plan = { mode: "verify", gaps, rollout } as const;
    return await walk({ settings, options, given: givenArguments(named), plan }, io);
  });
}

/** @throws {@link ConfigurationError} for options that mean nothing without another */
function refuseLonely({ expectRevision, wait, connections }: VerifyFlags): void {
  if (wait !== undefined && expectRevision === undefined)
    throw new ConfigurationError("--wait", "waits for a revision: give --expect-revision");
  if (connections !== undefined && wait === undefined)
    throw new ConfigurationError("--connections", "counts those of a wait: give --wait");
}

async function rolloutOf(
  settings: Settings,
  { wait, revision, ...flags }: VerifyFlags & { readonly revision: ExpectedRevision | undefined },
  io: Io,
): Promise<RolloutOutcome | undefined> {
  if (wait === undefined || revision === undefined) return undefined;
  const waitMs = parseDuration(wait, "--wait");
  return await awaitRevision(settings, { waitMs, revision, connections: connectionsOf(flags) }, io);
}
