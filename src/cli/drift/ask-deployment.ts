import type { KeyRules } from "../../contract/keys/key-rules.ts";
import {
  type AskedTarget,
  type CensusTold,
  isAsExpected,
} from "../../harness/drift/drift-report.ts";
import { SettingSet, type SettingSource } from "../../harness/drift/setting-set.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import type { Io } from "../io.ts";
import { type Counting, countRevisions } from "./count-revisions.ts";
import { deployedSources } from "./deployed-sources.ts";
import { Deployment, NothingDeployed } from "./deployment.ts";
import { measuredSource } from "./measured-source.ts";

/** What is asked of a deployment. */
export interface Question {
  readonly settings: Settings;
  readonly expected: SettingSet;
  readonly rules: KeyRules;
  /** Counts which revision answers. */
  readonly counting?: Omit<Counting, "untilMs"> | undefined;
  /** How long the expected revision may take to come. Milliseconds. */
  readonly waitMs?: number | undefined;
  /** How long is measured what nobody publishes. Milliseconds; absent where it is not measured. */
  readonly measureMs?: number | undefined;
}

/** What a deployment said. */
export interface Told {
  readonly sources: readonly SettingSource[];
  readonly census?: CensusTold;
  /** Absent where no backend was asked. */
  readonly target?: AskedTarget;
  /** Keys that were to be measured and could not be, and why. */
  readonly unmeasured: readonly { readonly key: string; readonly because: string }[];
}

/**
 * Asks a deployment which revision answers, and what it runs with; what it does not say is measured.
 *
 * @throws NothingDeployed when it does not answer
 */
export async function askDeployment(question: Question, io: Io): Promise<Told> {
  const { settings, counting, waitMs = 0 } = question;
  const startMs = performance.now();
  const waitReadyMs = Math.max(settings.waitReadyMs ?? 0, waitMs);
  await using deployment = await Deployment.open(
    waitReadyMs === 0 ? settings : { ...settings, waitReadyMs },
    io,
  );
  const searchedMs = performance.now() - startMs;
  const untilMs = deployment.place.clock.now() + waitMs - searchedMs;
  const { asked: target } = deployment;
  if (waitMs > 0 && counting !== undefined) {
    const census = await countRevisions(deployment, { ...counting, untilMs }, io);
    const said = isAsExpected(census)
      ? await saidBy(deployment, question, io)
      : { sources: await saidNow(deployment), unmeasured: [] };
    return { ...said, census, target };
  }
  const said = { ...(await saidBy(deployment, question, io)), target };
  if (counting === undefined) return said;
  return { ...said, census: await countRevisions(deployment, counting, io) };
}

/** What it says, and, weaker than that, what is measured. */
async function saidBy(
  deployment: Deployment,
  { expected, rules, measureMs: maxWaitMs }: Question,
  io: Io,
): Promise<Told> {
  const sources = await deployedSources(deployment);
  if (maxWaitMs === undefined) return { sources, unmeasured: [] };
  const published = new SettingSet(sources, rules);
  const measured = await measuredSource(deployment, { expected, published, rules, maxWaitMs }, io);
  if (measured === undefined) return { sources, unmeasured: [] };
  const { source, unmeasured } = measured;
  return { sources: [source, ...sources], unmeasured };
}

/** After a wait in vain: nothing, where it does not even answer. */
async function saidNow(deployment: Deployment): Promise<readonly SettingSource[]> {
  try {
    return await deployedSources(deployment);
  } catch (error) {
    if (error instanceof NothingDeployed) return [];
    throw error;
  }
}
