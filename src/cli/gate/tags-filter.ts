import type { TestCase, TestModule } from "vitest/node";
import { ConfigurationError } from "../../ground/errors.ts";
import { tags } from "../../harness/gate/tags.ts";

/** What Vitest made of a filter on tags. */
interface Filtered {
  readonly tests: readonly TestCase[];
  readonly errors: readonly unknown[];
}

const option = "--tags-filter";

/** Every check in these files, in order. */
export function testsIn(modules: readonly TestModule[]): readonly TestCase[] {
  return modules.flatMap((module) => [...module.children.allTests()]);
}

/** Vitest marks what its filter does not match as skipped. */
export function isTagged({ options }: TestCase): boolean {
  return options.mode !== "skip";
}

/**
 * Refuses a filter that leaves nothing, or that nobody can read: Vitest calls that an error of the run.
 *
 * @throws {@link ConfigurationError} naming the filter, and the tags there are
 */
export function refuseFilter(filter: string, { tests, errors }: Filtered): void {
  const unread = errors.map(messageOf).find((message) => /\btags?\b/.test(message));
  if (unread !== undefined) {
    const known = tags.map(({ name }) => name).join(", ");
    const why = unread.split(/\.? Available tags|\n/, 1)[0] ?? unread;
    const rule = `must be an expression over tags (${known}): ${why}`;
    throw new ConfigurationError(option, rule, { received: filter });
  }
  if (tests.some(isTagged)) return;
  throw new ConfigurationError(option, "must match the tags of a check", { received: filter });
}

/** What comes from a worker is no Error any more, only looks like one. */
function messageOf(error: unknown): string {
  return typeof error === "object" && error !== null && "message" in error
    ? String(error.message)
    : "";
}
