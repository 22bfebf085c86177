import type { Command } from "commander";
import type { SettingsFlags } from "../harness/settings/load-settings.ts";

/** Adds the options every command that talks to a backend shares. */
export function addTargetOptions(command: Command): Command {
  return command
    .option("--target <url|source>", "backend to use: a URL, or embedded, docker, staging, default")
    .option("--ws-url <url>", "WebSocket URL, when it cannot be derived from the backend's")
    .option("--env <name>", "environment; decides which <ENV>_… variables are read")
    .option("--env-file <file>", "file of variables under the real environment (default: .env)")
    .option("--no-env-file", "read no file of variables")
    .option("-c, --config <file>", "config file (default: gapproof.config.{ts,mts,js,mjs,json})")
    .option("--strict", "never fall back to another target, as under CI")
    .option("--allow-fallback", "test another target when the declared one is down; never a pass")
    .option(
      "--wait-ready <time>",
      "wait up to this long for a backend that is not up yet, e.g. 30s",
    )
    .option("--allow-production", "permit a target that looks like production");
}

/** The shared options as given; options nobody gave are absent. */
export function targetFlags(command: Command): SettingsFlags {
  const { envFile, ...flags } = command.opts<
    Omit<SettingsFlags, "envFile"> & { envFile?: string | boolean }
  >();
  // Commander's default for a negatable option is `true`: nobody said anything.
  return { ...flags, ...(envFile === undefined || envFile === true ? {} : { envFile }) };
}
