import { existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import { ConfigurationError, explain } from "../../ground/errors.ts";
import type { ResolvedConfig } from "./config.ts";

/** Names looked for in the working directory, in this order. */
const configFileNames = [
  "gapproof.config.ts",
  "gapproof.config.mts",
  "gapproof.config.js",
  "gapproof.config.mjs",
  "gapproof.config.json",
] as const;

export interface LoadedConfig {
  readonly config: ResolvedConfig;
  /** Absolute path, or `undefined` when there is no config file. */
  readonly file: string | undefined;
}

/**
 * Loads the config file: the one named, or the first of {@link configFileNames} that exists.
 *
 * @throws {@link ConfigurationError} for a named file that is missing, one that does not load, and
 * one that breaks a rule (unknown keys included), naming file, key and rule
 */
export async function loadConfigFile(cwd: string, named?: string | false): Promise<LoadedConfig> {
  if (named === false) return { config: {}, file: undefined };
  const file = named === undefined ? discover(cwd) : resolve(cwd, named);
  if (file === undefined) return { config: {}, file };
  if (!existsSync(file))
    throw new ConfigurationError("--config", "must name a file that exists", { received: file });
  // The schema and the loader are needed only when there is a file; without one, no command waits for them.
  const { configSchema } = await import("./config.ts");
  const parsed = configSchema.safeParse(await evaluate(file));
  if (parsed.success) return { config: parsed.data, file };
  const [issue] = parsed.error.issues;
  const key = issue?.path.map(String).join(".") || "its default export";
  throw new ConfigurationError(
    file,
    `breaks a rule at ${key}: ${issue?.message ?? "not a config"}`,
    {
      cause: parsed.error,
    },
  );
}

/** A config file is data; one that waits for something for ever would hang the command without a word. */
const patienceMs = 20_000;

function patienceEnds(): Promise<never> {
  return new Promise((_, reject) => {
    // Unreferenced: it must not keep alive a process whose config has loaded.
    setTimeout(() => {
      reject(new Error(`it was not done after ${patienceMs / 1000} s`));
    }, patienceMs).unref();
  });
}

function discover(cwd: string): string | undefined {
  return configFileNames.map((name) => resolve(cwd, name)).find((file) => existsSync(file));
}

async function evaluate(file: string): Promise<unknown> {
  try {
    if (file.endsWith(".json")) return JSON.parse(readFileSync(file, "utf8"));
    const { createJiti } = await import("jiti");
    const loading = createJiti(file, { moduleCache: false }).import(file, { default: true });
    return await Promise.race([loading, patienceEnds()]);
  } catch (cause) {
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError(file, `does not load: ${explain(cause)}`, { cause });
  }
}
