import { readFile, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { z } from "zod";
import { ConfigurationError, explain } from "../../ground/errors.ts";
import { redactDeep } from "../../ground/redact.ts";
import type { Comparison } from "../../harness/report/comparison/comparison.ts";
import { checkReportFolder } from "../../harness/report/write.ts";

/** Any version of a comparison; enough to know one of ours. */
const anyComparison = z.looseObject({
  schemaVersion: z.number(),
  kind: z.literal("comparison"),
});

/**
 * Where a loop keeps what it found: `before` and `after`, each a report's folder of its own, and `comparison.json`
 * beside them. A report replaces its folder as a whole, so none may lie in the folder around them.
 */
export class LoopFolder {
  readonly before: string;
  readonly after: string;
  readonly comparison: string;
  readonly #received: string;
  readonly #path: string;

  /** @param received - folder, as it was given */
  constructor(received: string, cwd: string) {
    this.#received = received;
    this.#path = resolve(cwd, received);
    this.before = join(this.#path, "before");
    this.after = join(this.#path, "after");
    this.comparison = join(this.#path, "comparison.json");
  }

  /** @throws {@link ConfigurationError} when something else than an earlier loop's would be replaced */
  async check(): Promise<void> {
    const report = await this.#read(join(this.#path, "report.json"));
    if (report !== undefined)
      this.#refuse("must not hold a report itself: the next one there would replace the loop's");
    const earlier = await this.#read(this.comparison);
    if (earlier !== undefined && !isComparison(earlier))
      this.#refuse("must hold no comparison.json but that of an earlier loop");
    await checkReportFolder(this.before);
    await checkReportFolder(this.after);
  }

  /** Takes away what an earlier loop found after its deployment: it does not belong to this one's report before. */
  async forgetEarlier(): Promise<void> {
    await rm(this.comparison, { force: true });
    await rm(this.after, { recursive: true, force: true });
  }

  /** @returns what went wrong, in words */
  async write(comparison: Comparison): Promise<string | undefined> {
    try {
      await writeFile(this.comparison, comparisonText(comparison));
      return undefined;
    } catch (error) {
      return `--report-dir ${this.#received}: the comparison could not be written: ${explain(error)}`;
    }
  }

  async #read(file: string): Promise<string | undefined> {
    try {
      return await readFile(file, "utf8");
    } catch (cause) {
      const isAbsent = cause instanceof Error && "code" in cause && cause.code === "ENOENT";
      return isAbsent ? undefined : this.#refuse(`must be a folder of files: ${explain(cause)}`);
    }
  }

  #refuse(rule: string): never {
    throw new ConfigurationError("--report-dir", rule, { received: this.#received });
  }
}

/** A comparison for programs, without secrets. */
export function comparisonText(comparison: Comparison): string {
  return `${JSON.stringify(redactDeep(comparison), undefined, 2)}\n`;
}

function isComparison(text: string): boolean {
  try {
    return anyComparison.safeParse(JSON.parse(text)).success;
  } catch {
    return false;
  }
}
