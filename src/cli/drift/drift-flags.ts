import { parseDuration } from "../../ground/duration.ts";
import { ConfigurationError } from "../../ground/errors.ts";
import { isAddress } from "../../harness/drift/deployed/fetched-source.ts";
import { sampleToSee } from "../../harness/gate/rates/binomial.ts";
import type { DeployedSpec, SourceSpec } from "../../harness/settings/drift-config.ts";
import type { SettingsFlags } from "../../harness/settings/load-settings.ts";

/** What a command line asks of `gapproof drift`, as it was typed. */
export interface DriftFlags {
  readonly url?: string | undefined;
  readonly expected?: readonly string[];
  readonly deployed?: readonly string[];
  readonly service?: string;
  /** `true` where no name was given. */
  readonly expectRevision?: string | true;
  readonly connections?: string;
  /** A duration such as `10m`. */
  readonly wait?: string;
  /** A duration such as `20s`. @default "35s": two heartbeats of the default contract. */
  readonly maxWait?: string;
  /** Whether what nobody publishes is measured. */
  readonly observe?: boolean;
  readonly json?: boolean;
  readonly quiet?: boolean;
}

/** @throws {@link ConfigurationError} naming the options that contradict one another */
export function refuseContradictions(flags: DriftFlags, target: SettingsFlags): void {
  const { url, deployed, expectRevision, maxWait, observe } = flags;
  refuseLonely(flags);
  const isGiven = {
    "[url]": url !== undefined,
    "--target": target.target !== undefined,
    "--expect-revision": expectRevision !== undefined,
    "--max-wait": maxWait !== undefined,
  } as const;
  if (isGiven["[url]"] && isGiven["--target"]) both("[url]", "--target");
  if (isGiven["--max-wait"] && observe === false) both("--max-wait", "--no-observe");
  if (deployed === undefined) return;
  for (const [option, given] of Object.entries(isGiven)) if (given) both("--deployed", option);
}

/** What means nothing where no revision is counted. */
function refuseLonely({ expectRevision, connections, wait }: DriftFlags): void {
  if (expectRevision !== undefined) return;
  if (connections !== undefined) lonely("--connections", "counts those of a census");
  if (wait !== undefined) lonely("--wait", "waits until one revision answers everything");
}

function both(one: string, other: string): never {
  throw new ConfigurationError(one, `cannot go together with ${other}`);
}

function lonely(option: string, why: string): never {
  throw new ConfigurationError(option, `${why}: give --expect-revision`);
}

/** They meet a build that answers a tenth, with 95 % certainty. */
const usualConnections = sampleToSee(0.1, 0.95);

const mostConnections = 1_000;

/** Fresh connections over each way. @throws {@link ConfigurationError} */
export function connectionsOf({ connections: text }: DriftFlags): number {
  if (text === undefined) return usualConnections;
  const count = Number(text);
  if (/^\d+$/.test(text) && count >= 1 && count <= mostConnections) return count;
  const rule = `must be a whole number from 1 to ${mostConnections}`;
  throw new ConfigurationError("--connections", rule, { received: text });
}

/** How long a rollout may take. Milliseconds. @throws {@link ConfigurationError} */
export function waitOf({ wait }: DriftFlags): number | undefined {
  return wait === undefined ? undefined : parseDuration(wait, "--wait");
}

/** How long is measured at most. Milliseconds. @throws {@link ConfigurationError} */
export function maxWaitOf({ maxWait = "35s" }: DriftFlags): number {
  return parseDuration(maxWait, "--max-wait");
}

/**
 * The files and addresses of a side: those of the command line, else those of the configuration. `--service` is
 * the service of all that name none.
 *
 * @throws {@link ConfigurationError} for an address where only files are read
 */
export function specsOf<Spec extends SourceSpec | DeployedSpec>(
  { service, ...flags }: DriftFlags,
  side: "expected" | "deployed",
  configured: readonly Spec[],
): readonly (Spec | SourceSpec)[] {
  const address =
    side === "expected" ? flags.expected?.find((file) => isAddress({ file })) : undefined;
  if (address !== undefined) {
    const rule = "takes every word behind it for a file: write the URL before it";
    throw new ConfigurationError("--expected", rule, { received: address });
  }
  const specs: readonly (Spec | SourceSpec)[] =
    flags[side]?.map((file) => ({ file })) ?? configured;
  if (service === undefined) return specs;
  return specs.map((spec) => ({ ...spec, service: spec.service ?? service }));
}
