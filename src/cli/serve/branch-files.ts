import { existsSync, readFileSync } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { referenceFiles } from "../../fixtures/branch-folder.ts";
import { type Fault, manifestsOf } from "../../fixtures/faults/index.ts";
import { ConfigurationError } from "../../ground/errors.ts";

export interface BranchFilesQuestion {
  readonly faults: readonly Fault[];
  /** Where they are written; absent where nobody asked for them. */
  readonly folder: string | undefined;
  readonly revision: string;
  readonly cwd: string;
}

/**
 * Writes what the reference backend would be deployed from, with the faults in it, beside a configuration
 * that names it: `gapproof ready` and `gapproof drift` in that folder read it.
 *
 * @throws {@link ConfigurationError} when a fault shows in these files alone and nobody asked for them, and
 *   for a folder that cannot be written to
 */
export async function writeBranchFiles(question: BranchFilesQuestion): Promise<void> {
  const { faults, folder, revision, cwd } = question;
  if (folder === undefined) {
    const hidden = faults.find(({ deploys }) => deploys !== undefined);
    if (hidden === undefined) return;
    const rule =
      "shows in files of the branch alone: say where they go with --branch-files <folder>";
    throw new ConfigurationError("--fault", rule, { received: hidden.id });
  }
  const files = {
    ...manifestsOf(faults, revision),
    "gapproof.config.json": `${JSON.stringify({ drift: referenceFiles }, undefined, 2)}\n`,
  };
  const path = resolve(cwd, folder);
  try {
    await mkdir(path, { recursive: true });
    for (const [file, text] of Object.entries(files)) {
      const place = join(path, file);
      refuseOther(place, text);
      await writeFile(place, text);
    }
  } catch (cause) {
    if (cause instanceof ConfigurationError) throw cause;
    // biome-ignore lint/style/useErrorCause: the cause is in the details
    throw new ConfigurationError("--branch-files", "must be a folder that can be written to", {
      received: folder,
      cause,
    });
  }
}

/** What somebody wrote there is not ours to replace. */
function refuseOther(place: string, text: string): void {
  if (!existsSync(place) || readFileSync(place, "utf8") === text) return;
  const rule = "must be a folder without files of these names: they would be replaced";
  throw new ConfigurationError("--branch-files", rule, { received: place });
}
