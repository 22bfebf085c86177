import { randomBytes } from "node:crypto";
import {
  access,
  chmod,
  constants,
  readFile,
  realpath,
  rename,
  rm,
  stat,
  writeFile,
} from "node:fs/promises";
import { dirname } from "node:path";
import { ConfigurationError, explain } from "../ground/errors.ts";

/** A file of lines that runs add to, each for those that come after it. */
export class KeptFile {
  readonly path: string;
  readonly #option: string;

  /** @param option - what a person says to name it, for errors */
  constructor(path: string, option: string) {
    this.path = path;
    this.#option = option;
  }

  /**
   * What it holds; nothing where there is no file yet.
   *
   * @throws {@link ConfigurationError} when it cannot be read
   */
  async read(): Promise<string> {
    try {
      return await readFile(this.path, "utf8");
    } catch (cause) {
      if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return "";
      throw this.#unusable("read", cause);
    }
  }

  /**
   * Asked before a run, so that a long one does not end without a place for its line.
   *
   * @throws {@link ConfigurationError} when a line could not be written
   */
  async checkWritable(): Promise<void> {
    try {
      // A line is written beside the file first.
      await access(dirname(await this.#place()), constants.W_OK);
    } catch (cause) {
      throw this.#unusable("written", cause);
    }
  }

  /**
   * Changes what it holds. It is read again: another run may have added a line meanwhile. Whoever reads it at the
   * same time reads all of the old file or all of the new one; of two that write in the same instant, one line may be
   * lost. Who may read and write it stays as it was.
   *
   * @throws {@link ConfigurationError} when it cannot be read or written
   */
  async change(change: (text: string) => string): Promise<void> {
    const text = change(await this.read());
    const place = await this.#place();
    const draft = `${place}.${randomBytes(4).toString("hex")}.draft`;
    try {
      await this.#draft(draft, { text, mode: await modeOf(place) });
      await rename(draft, place);
    } catch (cause) {
      throw this.#unusable("written", cause);
    } finally {
      await rm(draft, { force: true }).catch(() => undefined);
    }
  }

  async #draft(
    path: string,
    { text, mode }: { readonly text: string; readonly mode: number | undefined },
  ): Promise<void> {
    if (mode === undefined) return await writeFile(path, text);
    // Nobody may read what was private, not even for the instant before it gets its mode.
    await writeFile(path, text, { mode: mode & 0o600 });
    await chmod(path, mode);
  }

  /** Where a link leads: renaming would put a file in its place, and nobody would find the lines there. */
  async #place(): Promise<string> {
    try {
      return await realpath(this.path);
    } catch {
      return this.path;
    }
  }

  #unusable(how: "read" | "written", cause: unknown): ConfigurationError {
    const rule = `must be a file that can be ${how}: ${explain(cause)}`;
    return new ConfigurationError(this.#option, rule, { received: this.path, cause });
  }
}

/** Who may do what with a file; nothing where there is none yet. */
async function modeOf(path: string): Promise<number | undefined> {
  try {
    return (await stat(path)).mode & 0o777;
  } catch (cause) {
    if (cause instanceof Error && "code" in cause && cause.code === "ENOENT") return undefined;
    throw cause;
  }
}
