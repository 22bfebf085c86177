import { readdir, readFile } from "node:fs/promises";
import { join, relative } from "node:path";
import { type Phase, phases } from "../../harness/gate/check.ts";
import { type ListedCheck, listChecks } from "../gate/list-checks.ts";
import { ownPhaseFiles, type PhaseFiles } from "../gate/phase-files.ts";

/**
 * The check of this id, or else every check there is.
 *
 * To know its checks, a file has to be run: that takes seconds for all of them. Most ids stand in one
 * file as they are, so that file is asked first; an id put together while the file runs is found with
 * the rest.
 */
export async function findCheck(
  id: string,
  cwd: string,
): Promise<{ readonly check?: ListedCheck; readonly all: readonly ListedCheck[] }> {
  const files = ownPhaseFiles();
  const naming = await filesNaming(id, files);
  const first = naming === undefined ? [] : await listChecks(naming);
  const isIt = (check: ListedCheck): boolean => check.id === id;
  const all = first.some(isIt) ? first : await listChecks({ files, phases });
  const check = all.find(isIt);
  if (check === undefined) return { all };
  return { check: { ...check, file: asSeenFrom(cwd, join(files.root, check.file)) }, all };
}

interface Place {
  readonly files: PhaseFiles;
  readonly phases: readonly Phase[];
}

/** The first file in which the id stands in quotation marks. */
async function filesNaming(id: string, { root }: PhaseFiles): Promise<Place | undefined> {
  for (const phase of phases) {
    const folder = join("tests", phase);
    const names = await readdir(join(root, folder), { recursive: true });
    for (const name of names.filter((each) => /\.test\.[jt]s$/.test(each))) {
      const path = join(folder, name);
      if (!(await readFile(join(root, path), "utf8")).includes(`"${id}"`)) continue;
      return { files: { root, globs: { [phase]: [path.replaceAll("\\", "/")] } }, phases: [phase] };
    }
  }
  return undefined;
}

/** As somebody in this folder would name the file. */
function asSeenFrom(cwd: string, path: string): string {
  const near = relative(cwd, path);
  return near.startsWith("..") ? path : near;
}
