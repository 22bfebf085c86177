import { statSync } from "node:fs";
import { resolve } from "node:path";
import { dayOf } from "../../ground/day.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import { type Branch, readBranch } from "../../harness/drift/branch.ts";
import { readWorkflows } from "../../harness/drift/readiness/jobs.ts";
import { readMarkers } from "../../harness/drift/readiness/read-markers.ts";
import { readyJson, readyReport } from "../../harness/drift/readiness/ready-report.ts";
import { kindOf } from "../../harness/drift/source-kind.ts";
import { renderReady } from "../../harness/report/ready-text.ts";
import { type DriftConfig, noDrift, type SourceSpec } from "../../harness/settings/drift-config.ts";
import { loadSettings } from "../../harness/settings/load-settings.ts";
import type { Io } from "../io.ts";

export interface ReadyFlags {
  readonly expected?: readonly string[];
  readonly auth?: readonly string[];
  readonly frontend?: readonly string[];
  readonly service?: string;
  readonly workflow?: readonly string[];
  readonly env?: string;
  readonly config?: string;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** Width where there is no terminal: logs scroll. */
const logWidth = 120;

/** Judges the branch by its files, and says what came of it. */
export async function runReady(flags: ReadyFlags, io: Io): Promise<void> {
  refuseMissing(flags, io.cwd);
  if (flags.env?.trim() === "")
    throw new ConfigurationError("--env", "must name an environment, such as staging");
  const { config, env: environment } = flags;
  const { contract, drift = noDrift } = await loadSettings({
    ...{ cwd: io.cwd, env: io.env },
    // A .env of whoever asks is no file of the branch, unless it is named as one.
    flags: { envFile: false, ...(config === undefined ? {} : { config }) },
  });
  const files = filesOf(flags, drift);
  refuseNothing(files);
  const branch: Branch = readBranch(contract, { config: files, folder: io.cwd, env: io.env });
  refuseStranger(flags, files, branch);
  const report = readyReport(branch, {
    ...{ contract, environment, known: drift.known },
    today: dayOf(new Date()),
    markers: readMarkers(contract, io.cwd),
    workflows: readWorkflows(files.workflows, io.cwd),
  });
  const { color, columns: width = logWidth } = io;
  const text = renderReady(report, { color, width, kept: flags.quiet !== true });
  io.out(flags.json === true ? readyJson(report) : text);
  io.exit(report.ready ? 0 : 1);
}

type Files = Pick<DriftConfig, "expected" | "siblings" | "workflows">;

/** The files of the command line, and where it names none, those of the configuration. */
function filesOf(flags: ReadyFlags, drift: DriftConfig): Files {
  const { service, expected, auth, frontend, workflow } = flags;
  const specs = expected?.map((file): SourceSpec => ({ file })) ?? drift.expected;
  return {
    // A file of the configuration may name its service itself.
    expected: specs.map((spec) => (service === undefined ? spec : { service, ...spec })),
    siblings: {
      auth: auth?.map((file) => ({ file })) ?? drift.siblings.auth,
      frontend: frontend?.map((file) => ({ file })) ?? drift.siblings.frontend,
    },
    workflows: workflow === undefined ? drift.workflows : [...workflow],
  };
}

/** @throws {@link ConfigurationError} when there is nothing to judge */
function refuseNothing({ expected, siblings: { auth, frontend } }: Files): void {
  if (expected.length + auth.length + frontend.length > 0) return;
  throw new ConfigurationError(
    "--expected",
    "must name what the branch deploys, or drift.expected in gapproof.config",
  );
}

/**
 * A service nobody holds is a slip of whoever typed it, and no finding about the branch.
 *
 * @throws {@link ConfigurationError} when none of the backend's manifests has a service of that name
 */
function refuseStranger({ service }: ReadyFlags, { expected }: Files, branch: Branch): void {
  if (service === undefined) return;
  const asked = expected.filter((spec) => spec.service === service && kindOf(spec) === "manifest");
  const lacks = `must hold one service called ${service}`;
  const isHeld = asked.some(
    ({ file }) =>
      !branch.unreadable.some((one) => one.file === file && one.because.includes(lacks)),
  );
  if (isHeld) return;
  const rule = "must name a service that a manifest of --expected or drift.expected holds";
  throw new ConfigurationError("--service", rule, { received: service });
}

/**
 * A file that the configuration names and that is not there is a finding about the branch; one that the
 * command line names is a slip of whoever typed it.
 *
 * @throws {@link ConfigurationError} naming the option and the file
 */
function refuseMissing(flags: ReadyFlags, cwd: string): void {
  for (const option of ["expected", "auth", "frontend", "workflow"] as const) {
    for (const file of flags[option] ?? []) {
      const found = statSync(resolve(cwd, file), { throwIfNoEntry: false });
      if (found?.isFile() === true) continue;
      throw new ConfigurationError(`--${option}`, "must name files that exist", { received: file });
    }
  }
}
