import { extname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { type Phase, phases } from "../../harness/gate/check.ts";

/** Where the check files of each phase are. */
export interface PhaseFiles {
  /** Folder the globs are relative to. */
  readonly root: string;
  readonly globs: Readonly<Partial<Record<Phase, readonly string[]>>>;
}

/**
 * The check files that belong to this very copy of gapproof: beside the running program, compiled in
 * a package and a clone, TypeScript when the sources run as they are.
 */
export function ownPhaseFiles(): PhaseFiles {
  const here = fileURLToPath(import.meta.url);
  const pattern = `*.test${extname(here)}`;
  return {
    root: join(here, "../../../.."),
    globs: Object.fromEntries(phases.map((phase) => [phase, [`tests/${phase}/**/${pattern}`]])),
  };
}
