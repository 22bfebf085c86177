import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { writeReport } from "../../../src/harness/report/write.ts";
import { failedCheck, sampleReport } from "./sample.ts";

const older = sampleReport({ checks: [failedCheck] });
const newer = sampleReport();

let parent: string;

beforeEach(() => {
  parent = mkdtempSync(join(tmpdir(), "gapproof-test-"));
});

afterEach(() => {
  rmSync(parent, { recursive: true, force: true });
});

function verdictIn(folder: string): unknown {
  return JSON.parse(readFileSync(join(folder, "report.json"), "utf8")).verdict;
}

/**
 * Takes the draft away the moment it is whole, as a cleaner of temporary files might: what is left
 * for the writer to do are the two renames, and the second finds nothing.
 */
class Cleaner implements Disposable {
  readonly #next: NodeJS.Immediate[] = [];
  hasCleaned = false;

  constructor() {
    this.#look();
  }

  #look(): void {
    // Between any two steps of the writer: each step is a turn of the event loop, and so is this.
    this.#next[0] = setImmediate(() => {
      const whole = readdirSync(parent)
        .filter((name) => name.startsWith(".") && !name.endsWith("-older"))
        .find((name) => isWritten(join(parent, name, "junit.xml")));
      if (whole === undefined) return this.#look();
      rmSync(join(parent, whole), { recursive: true });
      this.hasCleaned = true;
    });
  }

  [Symbol.dispose](): void {
    for (const immediate of this.#next) clearImmediate(immediate);
  }
}

function isWritten(file: string): boolean {
  return existsSync(file) && statSync(file).size > 0;
}

describe("replacing an older report", () => {
  test("puts it back when the new one vanishes half-way, and says why", async () => {
    const folder = join(parent, "gapproof-report");
    await writeReport(older, folder);
    const before = readFileSync(join(folder, "report.json"), "utf8");
    using cleaner = new Cleaner();
    await expect(writeReport(newer, folder)).rejects.toThrow("ENOENT");
    expect(cleaner.hasCleaned).toBe(true);
    expect(readFileSync(join(folder, "report.json"), "utf8")).toBe(before);
    expect(readdirSync(folder).sort()).toEqual(["junit.xml", "report.json"]);
    expect(readdirSync(parent)).toEqual(["gapproof-report"]);
  });

  describe("in a folder that cannot be moved", () => {
    // Its own name is allowed and so is a draft's; the one it would be moved to is too long. A mounted
    // folder is the usual case, and nothing a test may make everywhere.
    const name = "r".repeat(242);

    test("replaces file by file", async () => {
      const folder = join(parent, name);
      await writeReport(older, folder);
      await writeReport(newer, folder);
      expect(verdictIn(folder)).toBe("pass");
      expect(readFileSync(join(folder, "junit.xml"), "utf8")).toContain('failures="0"');
      expect(readdirSync(folder).sort()).toEqual(["junit.xml", "report.json"]);
      expect(readdirSync(parent)).toEqual([name]);
    });

    test("keeps the older one when something is in the way", async () => {
      const folder = join(parent, name);
      await writeReport(older, folder);
      const before = readFileSync(join(folder, "report.json"), "utf8");
      for (const file of ["report.json", "junit.xml"]) {
        mkdirSync(join(folder, `.${file}.arriving`));
      }
      await expect(writeReport(newer, folder)).rejects.toThrow(/EISDIR|EEXIST|EPERM|ERR_FS/);
      expect(readFileSync(join(folder, "report.json"), "utf8")).toBe(before);
      expect(readdirSync(parent)).toEqual([name]);
    });
  });
});
