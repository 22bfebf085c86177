import { KeyRules } from "../../contract/keys/key-rules.ts";
import { dayOf } from "../../ground/day.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import { compare, type Drift } from "../../harness/drift/compare.ts";
import { type DriftReport, driftExitCode, driftJson } from "../../harness/drift/drift-report.ts";
import { expectedSources } from "../../harness/drift/expected.ts";
import { SettingSet } from "../../harness/drift/setting-set.ts";
import { renderDrift } from "../../harness/report/drift-text.ts";
import { noDrift } from "../../harness/settings/drift-config.ts";
import { loadSettings, type SettingsFlags } from "../../harness/settings/load-settings.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import type { Io } from "../io.ts";
import { askDeployment, type Question, type Told } from "./ask-deployment.ts";
import { declaredSources, readingOf } from "./declared-sources.ts";
import { deployedInConfiguration } from "./deployed-in-configuration.ts";
import {
  connectionsOf,
  type DriftFlags,
  maxWaitOf,
  refuseContradictions,
  specsOf,
  waitOf,
} from "./drift-flags.ts";
import { expectedRevision } from "./expected-revision.ts";

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

async function driftOf(settings: Settings, flags: DriftFlags, io: Io): Promise<DriftReport> {
  const { contract, drift = noDrift } = settings;
  const rules = new KeyRules(contract);
  const branch = expectedSources(
    contract,
    specsOf(flags, "expected", drift.expected),
    readingOf(contract, io),
  );
  const asks = await questionsOf(flags, io);
  if (asks.counting === undefined && branch.every((source) => source.settings.length === 0)) {
    const rule = "must name what the branch deploys, or the contract expect something";
    throw new ConfigurationError("--expected", rule);
  }
  const expected = new SettingSet(branch, rules);
  const configured = deployedInConfiguration(settings, flags, io);
  const declared = specsOf(flags, "deployed", configured);
  const { sources, unmeasured, census, target }: Told =
    declared.length > 0
      ? { sources: await declaredSources(declared, settings, io), unmeasured: [] }
      : await askDeployment({ settings, expected, rules, ...asks }, io);
  const today = dayOf(new Date());
  const deployed = new SettingSet(sources, rules);
  const found = compare({ expected, deployed }, { rules, known: drift.known, today });
  const reasons = new Map(unmeasured.map(({ key, because }) => [rules.of(key).name, because]));
  return {
    drift: found.drift.map((one) => withReason(one, reasons.get(one.key))),
    equal: found.equal,
    expectedFrom: branch.map(({ name }) => name),
    deployedFrom: sources.map(({ name }) => name),
    ...(target === undefined ? {} : { target }),
    ...(census === undefined ? {} : { census }),
  };
}

async function questionsOf(
  flags: DriftFlags,
  io: Io,
): Promise<Pick<Question, "counting" | "waitMs" | "measureMs">> {
  const connections = connectionsOf(flags);
  const maxWaitMs = maxWaitOf(flags);
  return {
    counting:
      flags.expectRevision === undefined
        ? undefined
        : { revision: await expectedRevision(flags.expectRevision, io), connections },
    waitMs: waitOf(flags),
    measureMs: flags.observe === false ? undefined : maxWaitMs,
  };
}

/** Why a key nobody publishes was not measured either. */
function withReason(one: Drift, because: string | undefined): Drift {
  if (because === undefined) return one;
  const reason = `not measured: ${because}`;
  return { ...one, note: one.note === undefined ? reason : `${one.note}; ${reason}` };
}
