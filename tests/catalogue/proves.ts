import type { TestOptions } from "vitest";

/**
 * Names the rows of the catalogue that a test of gapproof itself proves: rows about the harness, the
 * gate and our own suite, which no running backend can show.
 *
 * ```ts
 * test("an explicit URL beats a Docker port", proves("H01", "H17"), async () => { … });
 * ```
 *
 * `docs/catalogue.md` is generated from these calls and from the checks' declarations.
 */
export function proves(row: string, ...more: readonly string[]): TestOptions {
  return { meta: { rows: [row, ...more] } };
}

declare module "vitest" {
  interface TaskMeta {
    rows?: readonly string[];
  }
}
