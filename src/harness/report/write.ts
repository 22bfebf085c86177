import { randomBytes } from "node:crypto";
import type { Stats } from "node:fs";
import { copyFile, lstat, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { z } from "zod";
import { ConfigurationError, explain } from "../../ground/errors.ts";
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
  const found = await lookAt(path, folder);
  if (found === undefined) return await checkWritable(path, folder);
  const rule = "must be a new or empty folder, or one that holds an earlier report";
  if (!found.isDirectory())
    throw new ConfigurationError("--report-dir", rule, { received: folder });
  if ((await list(path, folder)).length === 0 || (await holdsReport(path))) {
    return await checkWritable(path, folder);
  }
  throw new ConfigurationError("--report-dir", rule, { received: folder });
}

async function list(path: string, folder: string): Promise<readonly string[]> {
  try {
    return await readdir(path);
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

async function lookAt(path: string, folder: string): Promise<Stats | undefined> {
  try {
    return await lookFor(path);
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

async function lookFor(path: string): Promise<Stats | undefined> {
  try {
    return await lstat(path);
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return undefined;
    throw cause;
  }
}

/** Leaves nothing behind but, perhaps, the folders above. */
async function checkWritable(path: string, folder: string): Promise<void> {
  try {
    await rm(await openDraft(path), { recursive: true, force: true });
  } catch (cause) {
    throw unusable(folder, cause);
  }
}

function unusable(received: string, cause: unknown): ConfigurationError {
  const rule = `must be a folder that can be written: ${explain(cause)}`;
  return new ConfigurationError("--report-dir", rule, { received, cause });
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && "code" in error ? error.code : undefined;
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
  const draft = await openDraft(path);
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

/**
 * A folder to write in before anybody may read: beside the report's, or inside it where only that one
 * may be written. Not `mkdtemp`: its folders are closed to everybody else, such as the one who uploads
 * artefacts.
 */
async function openDraft(path: string): Promise<string> {
  const name = `.${basename(path)}-${randomBytes(4).toString("hex")}`;
  const beside = join(dirname(path), name);
  try {
    await makeFolder(beside);
    return beside;
  } catch (cause) {
    const inside = join(path, name);
    await mkdir(inside).catch(() => {
      throw cause;
    });
    return inside;
  }
}

/**
 * Makes a folder and the missing ones above it. Not `mkdir`'s own `recursive`: where a file system says
 * "no such folder" to every attempt, as /proc does, that never ends.
 */
async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path);
  } catch (cause) {
    const above = dirname(path);
    if (codeOf(cause) !== "ENOENT" || above === path) throw cause;
    if ((await lookFor(above)) !== undefined) throw cause;
    await makeFolder(above);
    await mkdir(path);
  }
}

async function replace(path: string, draft: string): Promise<void> {
  const older = `${draft}-older`;
  try {
    await rename(path, older);
  } catch (cause) {
    if (codeOf(cause) === "ENOENT") return await rename(draft, path);
    // A mounted folder cannot be renamed; its files can be replaced, one by one.
    return await refill(path, draft);
  }
  try {
    await rename(draft, path);
  } catch (cause) {
    await rename(older, path).catch(() => {
      throw new Error(`the older report could not be put back: it is in ${older}`, { cause });
    });
    throw cause;
  }
  await rm(older, { recursive: true, force: true });
}

/** Copies first, and renames only when every copy is there: half a new report would be none. */
async function refill(path: string, draft: string): Promise<void> {
  const names = await readdir(draft);
  const arriving = (name: string): string => join(path, `.${name}.arriving`);
  try {
    for (const name of names) await copyFile(join(draft, name), arriving(name));
    for (const name of names) await rename(arriving(name), join(path, name));
  } finally {
    await Promise.all(names.map((name) => rm(arriving(name), { recursive: true, force: true })));
  }
}
