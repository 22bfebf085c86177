import { readFile, stat } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { ConfigurationError, explain } from "../../ground/errors.ts";
import type { Report } from "./report.ts";
import { reportSchema } from "./schema.ts";

/** What every version of a report has: enough to tell one of ours from another file. */
const anyReport = z.looseObject({
  schemaVersion: z.number(),
  run: z.looseObject({ id: z.string(), versions: z.record(z.string(), z.string()).optional() }),
  verdict: z.string(),
});

/** Version that is read; {@link reportSchema} describes it. */
const ownVersion = 1;

/**
 * Reads the report of an earlier run.
 *
 * @param subject - the option or argument that named it, for errors
 * @param path - a `report.json`, whatever it is called, or the folder it lies in
 * @param cwd - where a relative path begins
 * @throws {@link ConfigurationError} when it is not there, is no report, or one that this version cannot read
 */
export async function readReport(subject: string, path: string, cwd: string): Promise<Report> {
  if (path.trim() === "")
    throw new ConfigurationError(subject, "must name a report", { received: path });
  const text = await textOf(subject, path, cwd);
  const value = jsonOf(text, subject, path);
  refuseStranger(value, subject, path);
  const parsed = reportSchema.safeParse(value);
  if (parsed.success) return parsed.data;
  const rule = `must be a report of version ${ownVersion} as this gapproof writes it${writer(value)}, and is not: ${flaws(parsed.error)}`;
  throw new ConfigurationError(subject, rule, { received: path, cause: parsed.error });
}

/** Whatever is no folder is read, so that a pipe will do. */
async function textOf(subject: string, path: string, cwd: string): Promise<string> {
  const place = resolve(cwd, path);
  try {
    const isFolder = (await stat(place)).isDirectory();
    return await readFile(isFolder ? join(place, "report.json") : place, "utf8");
  } catch (cause) {
    throw refusal(subject, "must name a report.json, or a folder that holds one", { path, cause });
  }
}

function jsonOf(text: string, subject: string, path: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw refusal(subject, "must be JSON", { path, cause });
  }
}

function refusal(
  subject: string,
  rule: string,
  { path, cause }: { readonly path: string; readonly cause: unknown },
): ConfigurationError {
  return new ConfigurationError(subject, `${rule}: ${explain(cause)}`, { received: path, cause });
}

function refuseStranger(value: unknown, subject: string, received: string): void {
  const known = anyReport.safeParse(value);
  if (!known.success) {
    const rule = "must be the report of a run, as `gapproof gate` writes it";
    throw new ConfigurationError(subject, rule, { received });
  }
  const { schemaVersion } = known.data;
  if (schemaVersion === ownVersion) return;
  const advice = schemaVersion > ownVersion ? "; a newer gapproof reads it" : "";
  const rule = `must be a report of version ${ownVersion}, and is of version ${schemaVersion}${writer(value)}${advice}`;
  throw new ConfigurationError(subject, rule, { received });
}

function writer(value: unknown): string {
  const version = anyReport.safeParse(value).data?.run.versions?.gapproof;
  return version === undefined ? "" : ` (gapproof ${version} wrote it)`;
}

const mostFlaws = 3;

function flaws({ issues }: z.ZodError): string {
  const shown = issues
    .slice(0, mostFlaws)
    .map(({ path, message }) => (path.length === 0 ? message : `${path.join(".")}: ${message}`));
  const more = issues.length - shown.length;
  return more > 0 ? `${shown.join("; ")}; and ${more} more` : shown.join("; ");
}
