import type { DriftConfig } from "../settings/drift-config.ts";

/** Files of a branch as plain data: whoever needs them reads them, so that no secret travels. */
export interface BranchFiles {
  readonly config: Pick<DriftConfig, "expected" | "siblings" | "known">;
  /** Folder the files are relative to. */
  readonly folder: string;
}
