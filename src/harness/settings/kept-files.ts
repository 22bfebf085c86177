import { dirname, resolve } from "node:path";
import type { LoadedConfig } from "./config-file.ts";
import type { Settings } from "./settings.ts";

/** Where gaps are followed unless the config says otherwise. */
const defaultLedger = "gapproof-ledger.jsonl";

/**
 * Files that outlive a run, as absolute paths. They are kept in git beside the config file that names them, so they
 * are relative to its folder; without one, to the folder gapproof runs in.
 */
export function keptFiles(
  { config, file }: LoadedConfig,
  cwd: string,
): Required<Pick<Settings, "ledger">> & Pick<Settings, "history"> {
  const folder = file === undefined ? cwd : dirname(file);
  return {
    ledger: resolve(folder, config.ledger ?? defaultLedger),
    ...(config.history !== undefined && { history: resolve(folder, config.history) }),
  };
}
