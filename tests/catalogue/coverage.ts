import { readdirSync, readFileSync } from "node:fs";
import { join, relative } from "node:path";
import { rows } from "./rows.ts";
import { excused, planned } from "./standing.ts";

/** A check as `gapproof gate --list --json` tells it. */
export interface ListedCheck {
  readonly id: string;
  readonly title: string;
  readonly rows: readonly string[];
  readonly phase: string;
  readonly journey: string;
  readonly capabilities: readonly string[];
  readonly needs: readonly string[];
  readonly tags: readonly string[];
}

/** A test of gapproof itself that names the rows it proves. */
export interface Proof {
  readonly file: string;
  readonly title: string;
  readonly rows: readonly string[];
}

/** What is known of one row. */
export interface RowCoverage {
  readonly id: string;
  readonly checks: readonly string[];
  readonly proofs: readonly Proof[];
  readonly planned?: string;
  readonly excused?: string;
}

const proving = /(["'`])((?:\\.|(?!\1)[^\\])*)\1,\s*proves\(([^)]*)\)/g;

/** Every `proves(…)` in the sources of a test file: the title before it, the rows in it. */
export function proofsIn(file: string, source: string): Proof[] {
  return [...source.matchAll(proving)].map(([, , title = "", args = ""]) => ({
    file,
    title,
    rows: [...args.matchAll(/"([A-Z]\d\d)"/g)].map(([, row = ""]) => row),
  }));
}

/** The proofs in all test files under the folders. */
export function proofsUnder(root: string, folders: readonly string[]): Proof[] {
  return folders.flatMap((folder) =>
    readdirSync(join(root, folder), { recursive: true, encoding: "utf8" })
      .filter((name) => name.endsWith(".test.ts"))
      .sort()
      .flatMap((name) => {
        const file = join(root, folder, name);
        return proofsIn(relative(root, file), readFileSync(file, "utf8"));
      }),
  );
}

export function coverage(checks: readonly ListedCheck[], proofs: readonly Proof[]): RowCoverage[] {
  return rows.map(({ id }) => {
    const awaited = Object.entries(planned).find(([, ids]) => ids.includes(id))?.[0];
    return {
      id,
      // Vitest collects files in no particular order.
      checks: checks
        .filter((check) => check.rows.includes(id))
        .map((check) => check.id)
        .toSorted(),
      proofs: proofs.filter((proof) => proof.rows.includes(id)),
      ...(awaited === undefined ? {} : { planned: awaited }),
      ...(excused[id] === undefined ? {} : { excused: excused[id] }),
    };
  });
}

/** What is wrong with the catalogue: rows nobody stands for, and names of rows that do not exist. */
export function complaints(
  covered: readonly RowCoverage[],
  named: readonly { readonly rows: readonly string[]; readonly title: string }[],
): string[] {
  const known = new Set(rows.map(({ id }) => id));
  const standing = [...Object.values(planned).flat(), ...Object.keys(excused)];
  return [
    ...covered.filter((row) => waysOf(row) === 0).map(({ id }) => `${id}: nobody covers it`),
    ...covered
      .filter((row) => waysOf(row) > 1)
      .map(({ id }) => `${id}: covered, planned and excused exclude each other`),
    ...named.flatMap(({ rows: ids, title }) =>
      ids.filter((id) => !known.has(id)).map((id) => `"${title}" names ${id}, which is no row`),
    ),
    ...standing
      .filter((id) => !known.has(id))
      .map((id) => `${id} is planned or excused, and no row`),
  ];
}

function waysOf({ checks, proofs, planned: awaited, excused: reason }: RowCoverage): number {
  return [checks.length + proofs.length > 0, awaited, reason].filter(
    (way) => way !== undefined && way !== false,
  ).length;
}
