import { ConfigurationError } from "../../ground/errors.ts";
import { type CensusVerdict, judgeCensus } from "../../harness/drift/census/judge-census.ts";
import { takeCensus } from "../../harness/drift/census/take-census.ts";
import { compare } from "../../harness/drift/compare.ts";
import { type DriftReport, driftExitCode, driftJson } from "../../harness/drift/drift-report.ts";
import { expectedSources } from "../../harness/drift/expected.ts";
import { KeyRules } from "../../harness/drift/key-rules.ts";
import { type Reading, readSource } from "../../harness/drift/read-source.ts";
import { SettingSet, type SettingSource } from "../../harness/drift/setting-set.ts";
import { sampleToSee } from "../../harness/gate/binomial.ts";
import { renderDrift } from "../../harness/report/drift-text.ts";
import { noDrift, type SourceSpec } from "../../harness/settings/drift-config.ts";
import { loadSettings, type SettingsFlags } from "../../harness/settings/load-settings.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import type { Io } from "../io.ts";
import { deployedSources } from "./deployed-sources.ts";
import { Deployment } from "./deployment.ts";

export interface DriftFlags {
  readonly url?: string | undefined;
  readonly expected?: readonly string[];
  readonly deployed?: readonly string[];
  readonly service?: string;
  readonly expectRevision?: string;
  readonly connections?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Width where there is no terminal: logs scroll. */
const logWidth = 120;

/** Holds the branch's settings against those that run, and says what came of it. */
export async function runDrift(flags: DriftFlags, target: SettingsFlags, io: Io): Promise<void> {
  refuseContradictions(flags, target);
  const settings = await loadSettings({
    ...{ cwd: io.cwd, env: io.env },
    flags: flags.url === undefined ? target : { ...target, target: flags.url },
  });
  const report = await driftOf(settings, flags, io);
  const { color, columns: width = logWidth } = io;
  const text = renderDrift(report, { color, width, equal: flags.quiet !== true });
  io.out(flags.json === true ? driftJson(report) : text);
  io.exit(driftExitCode(report));
}

function refuseContradictions(flags: DriftFlags, target: SettingsFlags): void {
  const both = (one: string, other: string): never => {
    throw new ConfigurationError(one, `cannot go together with ${other}`);
  };
  if (flags.url !== undefined && target.target !== undefined) both("[url]", "--target");
  if (flags.connections !== undefined && flags.expectRevision === undefined)
    throw new ConfigurationError(
      "--connections",
      "counts those of a census: give --expect-revision",
    );
  if (flags.deployed === undefined) return;
  if (flags.expectRevision !== undefined) both("--deployed", "--expect-revision");
  if (flags.url !== undefined) both("--deployed", "[url]");
  if (target.target !== undefined) both("--deployed", "--target");
}

async function driftOf(settings: Settings, flags: DriftFlags, io: Io): Promise<DriftReport> {
  const { contract, drift = noDrift } = settings;
  const rules = new KeyRules(contract);
  const reading: Reading = {
    ...{ folder: io.cwd, env: io.env },
    names: contract.services.backend.composeServices,
  };
  const branch = expectedSources(contract, specsOf(flags, "expected") ?? drift.expected, reading);
  if (branch.every((source) => source.settings.length === 0)) {
    const rule = "must name what the branch deploys, or the contract expect something";
    throw new ConfigurationError("--expected", rule);
  }
  // Whoever names a backend, or counts who answers, asks it.
  const isAsked = flags.url !== undefined || flags.expectRevision !== undefined;
  const files = specsOf(flags, "deployed") ?? (isAsked ? [] : drift.deployed);
  const [running, census] =
    files.length > 0
      ? [files.map((spec) => readSource(spec, reading)), undefined]
      : await askDeployment(settings, flags, io);
  const [expected, deployed] = [new SettingSet(branch, rules), new SettingSet(running, rules)];
  const today = new Date().toISOString().slice(0, 10);
  return {
    ...compare({ expected, deployed }, { rules, known: drift.known, today }),
    expectedFrom: branch.map(({ name }) => name),
    deployedFrom: running.map(({ name }) => name),
    ...(census === undefined ? {} : { census }),
  };
}

async function askDeployment(
  settings: Settings,
  { expectRevision: expected, connections }: DriftFlags,
  io: Io,
): Promise<readonly [readonly SettingSource[], CensusVerdict | undefined]> {
  await using deployment = await Deployment.open(settings, io.interrupted);
  const sources = await deployedSources(deployment);
  if (expected === undefined) return [sources, undefined];
  const count = connections === undefined ? usualConnections : connectionsIn(connections);
  const members = await takeCensus(deployment.place, { connections: count });
  return [sources, judgeCensus(members, { expected })];
}

/** They meet a build that answers a tenth, with 95 % certainty. */
const usualConnections = sampleToSee(0.1, 0.95);

const mostConnections = 1_000;

function connectionsIn(text: string): number {
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= mostConnections) return count;
  const rule = `must be a whole number from 1 to ${mostConnections}`;
  throw new ConfigurationError("--connections", rule, { received: text });
}

function specsOf(
  { service, ...flags }: DriftFlags,
  side: "expected" | "deployed",
): readonly SourceSpec[] | undefined {
  return flags[side]?.map((file) => ({ file, ...(service === undefined ? {} : { service }) }));
}
