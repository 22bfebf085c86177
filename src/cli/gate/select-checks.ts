import type { TestCase, TestModule, TestSpecification, Vitest } from "vitest/node";
import { ConfigurationError } from "../../ground/errors.ts";
import { checkId } from "../../harness/report/check-outcome.ts";

/** The checks a filter left, ready to run. */
export interface Selection {
  readonly specifications: readonly TestSpecification[];
  /** Vitest ids. */
  readonly ids: ReadonlySet<string>;
}

/**
 * Reads the check files without running a check, and keeps what matches the pattern.
 *
 * Vitest's own name filter knows titles only; people also ask for a check by its id.
 *
 * @throws {@link ConfigurationError} naming the filter when it leaves nothing
 */
export async function selectChecks(vitest: Vitest, pattern: string): Promise<Selection> {
  const chosen = matchingChecks(await collectChecks(vitest), pattern);
  const byModule = groupByModule(chosen);
  return {
    specifications: [...byModule].map(([module, tests]) => module.toTestSpecification(tests)),
    ids: new Set(chosen.map(({ id }) => id)),
  };
}

/** Every check the files declare, without running one. */
export async function collectChecks(vitest: Vitest): Promise<readonly TestCase[]> {
  const { testModules } = await vitest.collect();
  return testModules.flatMap((module) => [...module.children.allTests()]);
}

/** @throws {@link ConfigurationError} when nothing matches */
export function matchingChecks(tests: readonly TestCase[], pattern: string): readonly TestCase[] {
  const chosen = tests.filter((test) => matches(test, pattern));
  if (chosen.length > 0) return chosen;
  throw new ConfigurationError("-t/--test-name-pattern", "must match the id or title of a check", {
    received: pattern,
  });
}

function groupByModule(tests: readonly TestCase[]): Map<TestModule, TestCase[]> {
  const groups = new Map<TestModule, TestCase[]>();
  for (const test of tests) groups.set(test.module, [...(groups.get(test.module) ?? []), test]);
  return groups;
}

/** A pattern is an id, a part of id or title, or a regular expression on either. */
function matches(test: TestCase, pattern: string): boolean {
  const id = checkId(test);
  if (id.includes(pattern) || test.fullName.includes(pattern)) return true;
  const expression = toExpression(pattern);
  return expression !== undefined && (expression.test(id) || expression.test(test.fullName));
}

function toExpression(pattern: string): RegExp | undefined {
  try {
    return new RegExp(pattern);
  } catch {
    return undefined;
  }
}
