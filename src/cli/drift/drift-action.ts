import { ConfigurationError } from "../../ground/errors.ts";
import { compare } from "../../harness/drift/compare.ts";
import { type DriftReport, driftExitCode, driftJson } from "../../harness/drift/drift-report.ts";
import { expectedSources } from "../../harness/drift/expected.ts";
import { KeyRules } from "../../harness/drift/key-rules.ts";
import { type Reading, readSource } from "../../harness/drift/read-source.ts";
import { SettingSet, type SettingSource } from "../../harness/drift/setting-set.ts";
import { renderDrift } from "../../harness/report/drift-text.ts";
import { noDrift, type SourceSpec } from "../../harness/settings/drift-config.ts";
import { loadSettings, type SettingsFlags } from "../../harness/settings/load-settings.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import type { Io } from "../io.ts";
import { deployedSources, NothingDeployed } from "./deployed-sources.ts";

export interface DriftFlags {
  readonly url?: string | undefined;
  readonly expected?: readonly string[];
  readonly deployed?: readonly string[];
  readonly service?: string;
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
  try {
    const report = await driftOf(settings, flags, io);
    const { color, columns: width = logWidth } = io;
    const text = renderDrift(report, { color, width, equal: flags.quiet !== true });
    io.out(flags.json === true ? driftJson(report) : text);
    io.exit(driftExitCode(report));
  } catch (error) {
    if (!(error instanceof NothingDeployed)) throw error;
    io.err(`${error.message}\n`);
    io.exit(error.exitCode);
  }
}

function refuseContradictions(flags: DriftFlags, target: SettingsFlags): void {
  const both = (one: string, other: string): never => {
    throw new ConfigurationError(one, `cannot go together with ${other}`);
  };
  if (flags.url !== undefined && target.target !== undefined) both("[url]", "--target");
  if (flags.deployed === undefined) return;
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
  const files = specsOf(flags, "deployed") ?? (flags.url === undefined ? drift.deployed : []);
  const running: readonly SettingSource[] =
    files.length > 0
      ? files.map((spec) => readSource(spec, reading))
      : await deployedSources(settings, io.interrupted);
  const [expected, deployed] = [new SettingSet(branch, rules), new SettingSet(running, rules)];
  const today = new Date().toISOString().slice(0, 10);
  return {
    ...compare({ expected, deployed }, { rules, known: drift.known, today }),
    expectedFrom: branch.map(({ name }) => name),
    deployedFrom: running.map(({ name }) => name),
  };
}

function specsOf(
  { service, ...flags }: DriftFlags,
  side: "expected" | "deployed",
): readonly SourceSpec[] | undefined {
  return flags[side]?.map((file) => ({ file, ...(service === undefined ? {} : { service }) }));
}
