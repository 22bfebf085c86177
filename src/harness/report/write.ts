import { randomBytes } from "node:crypto";
import { lstat, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { ConfigurationError } from "../../ground/errors.ts";
import { redactDeep } from "../../ground/redact.ts";
import { renderJunit } from "./junit.ts";
import type { Report } from "./report.ts";

/** What any version of a report has; enough to know one of ours. */
const anyReport = z.looseObject({
  schemaVersion: z.number(),
  run: z.looseObject({ id: z.string() }),
  verdict: z.string(),
});

/**
 * Refuses a folder that holds anything but an earlier report, because a report replaces its folder
 * as a whole. Asked before a run, so that a long run does not end without a place for its report.
 *
 * @throws {@link ConfigurationError} when it may not be replaced
 */
export async function checkReportFolder(folder: string): Promise<void> {
  const path = resolve(folder);
  const found = await lstat(path).catch(() => undefined);
  if (found === undefined) return;
  const rule = "must be a new or empty folder, or one that holds an earlier report";
  if (!found.isDirectory())
    throw new ConfigurationError("--report-dir", rule, { received: folder });
  if ((await readdir(path)).length === 0 || (await holdsReport(path))) return;
  throw new ConfigurationError("--report-dir", rule, { received: folder });
}

async function holdsReport(path: string): Promise<boolean> {
  try {
    return anyReport.safeParse(JSON.parse(await readFile(join(path, "report.json"), "utf8")))
      .success;
  } catch {
    return false;
  }
}

/**
 * Writes `report.json` and `junit.xml` into the folder, replacing an older report as a whole.
 *
 * Both are written into a folder beside it first and renamed when whole, so that nobody ever reads
 * half a report. Replacing takes two renames; between them the older report is still there, under
 * the name it was moved to.
 *
 * @returns path of the `report.json`
 */
export async function writeReport(report: Report, folder: string): Promise<string> {
  const path = resolve(folder);
  await checkReportFolder(path);
  // Not `mkdtemp`: its folders are closed to everybody else, such as the one who uploads artefacts.
  const draft = join(dirname(path), `.${basename(path)}-${randomBytes(4).toString("hex")}`);
  await mkdir(draft, { recursive: true });
  try {
    const clean = redactDeep(report);
    await writeFile(join(draft, "report.json"), `${JSON.stringify(clean, undefined, 2)}\n`);
    await writeFile(join(draft, "junit.xml"), renderJunit(clean));
    await replace(path, draft);
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
  return join(path, "report.json");
}

async function replace(path: string, draft: string): Promise<void> {
  const older = `${draft}-older`;
  const hadOlder = await rename(path, older).then(
    () => true,
    () => false,
  );
  try {
    await rename(draft, path);
  } catch (error) {
    if (hadOlder) await rename(older, path);
    throw error;
  }
  await rm(older, { recursive: true, force: true });
}
