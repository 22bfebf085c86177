import { randomBytes } from "node:crypto";
import { access, constants, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigurationError, explain } from "../../ground/errors.ts";
import { redactDeep } from "../../ground/redact.ts";
import { appendNight, readHistory } from "../../harness/gate/history/history.ts";
import type { Night } from "../../harness/gate/history/night.ts";

/**
 * The nights a file holds; none where there is no file yet. Asked before a run, so that a long one does not end
 * without a place for its line.
 *
 * @throws {@link ConfigurationError} for a file that cannot be read, a line that is none, and a folder that is not
 *   there or cannot be written
 */
export async function nightsIn(file: string): Promise<readonly Night[]> {
  const nights = readHistory(await textOf(file), file);
  try {
    // A line is written beside the file first.
    await access(dirname(await placeOf(file)), constants.W_OK);
  } catch (cause) {
    throw unusable(file, "written", cause);
  }
  return nights;
}

/**
 * Adds a line. The file is read again: another run may have added one meanwhile. Whoever reads it at the same time
 * reads all of the old file or all of the new one; of two that write in the same instant, one line may be lost.
 *
 * @throws {@link ConfigurationError} for a file that cannot be read or written
 */
export async function keepNight(file: string, night: Night): Promise<void> {
  const text = appendNight(await textOf(file), redactDeep(night));
  const path = await placeOf(file);
  const draft = `${path}.${randomBytes(4).toString("hex")}.draft`;
  try {
    await writeFile(draft, text);
    await rename(draft, path);
  } catch (cause) {
    throw unusable(file, "written", cause);
  } finally {
    await rm(draft, { force: true }).catch(() => undefined);
  }
}

/** Where a link leads: renaming would put a file in its place, and nobody would find the history there. */
async function placeOf(file: string): Promise<string> {
  try {
    return await realpath(file);
  } catch {
    return file;
  }
}

async function textOf(file: string): Promise<string> {
  try {
    return await readFile(file, "utf8");
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "";
    throw unusable(file, "read", cause);
  }
}

function unusable(file: string, how: "read" | "written", cause: unknown): ConfigurationError {
  const rule = `must be a file that can be ${how}: ${explain(cause)}`;
  return new ConfigurationError("--history", rule, { received: file, cause });
}
