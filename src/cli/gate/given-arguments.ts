import type { SettingsFlags } from "../../harness/settings/load-settings.ts";

/** Options with a value that change what a check sees, as a person writes them. */
const valued = {
  config: "--config",
  env: "--env",
  envFile: "--env-file",
  wsUrl: "--ws-url",
  scale: "--scale",
  maxWait: "--max-wait",
  seed: "--seed",
  expectRevision: "--expect-revision",
} as const satisfies Partial<Record<keyof SettingsFlags, string>>;

/**
 * What was said on a command line besides the target, as arguments that say it again. A permission, such
 * as that to test production, is not handed on: it is given anew each time.
 */
export function givenArguments(flags: SettingsFlags): readonly string[] {
  const pairs = Object.entries(valued).flatMap(([name, option]) => {
    const value = flags[name as keyof typeof valued];
    return typeof value === "string" ? [option, value] : [];
  });
  return [
    ...pairs,
    ...(flags.envFile === false ? ["--no-env-file"] : []),
    ...(flags.testHeaders === true ? ["--test-headers"] : []),
  ];
}
