import { ConfigurationError } from "../../ground/errors.ts";
import type { Report } from "../../harness/report/report.ts";
import { loadSettings, type SettingsFlags } from "../../harness/settings/load-settings.ts";
import { walk } from "../gate/gate-action.ts";
import type { GateOptions } from "../gate/gate-options.ts";
import { givenArguments } from "../gate/given-arguments.ts";
import type { Io } from "../io.ts";
import { branchBuild } from "./branch-build.ts";
import { followGaps } from "./follow-gaps.ts";
import type { GapFlags } from "./gap-options.ts";

/** What a command line asks of `gapproof prove`, as it was typed. */
interface ProveFlags extends GapFlags {
  /** A target, or a report. */
  readonly branch?: string;
}

/** What to prove, and how. */
export interface Proof {
  readonly flags: ProveFlags;
  readonly target: SettingsFlags;
  readonly options: GateOptions;
}

/** Shows before a deployment that the declared gaps are there, each for its declared cause. */
export async function prove({ flags, target, options }: Proof, io: Io): Promise<Report> {
  const settings = await loadSettings({ cwd: io.cwd, env: io.env, flags: target });
  const { gaps = [] } = settings;
  if (gaps.length === 0) {
    const rule =
      "must declare what is to be proven: in the configuration's `gaps`, or the contract's";
    throw new ConfigurationError("gaps", rule);
  }
  const { branch: named } = flags;
  const branch =
    named === undefined
      ? undefined
      : await branchBuild({ named, flags: target, options, settings }, io);
  return await followGaps({ mode: "prove", settings, flags }, io, async (question) =>
    walk(
      {
        ...{ settings, options, given: givenArguments(target) },
        plan: { mode: "prove", gaps: question, branch },
      },
      io,
    ),
  );
}
