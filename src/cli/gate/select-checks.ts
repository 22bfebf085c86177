import type { TestCase, TestModule, TestSpecification, Vitest } from "vitest/node";
import { ConfigurationError } from "../../ground/errors.ts";
import { checkId } from "../../harness/report/check-outcome.ts";
import { isTagged, refuseFilter, testsIn } from "./tags-filter.ts";

/** The checks a filter left, ready to run. */
export interface Selection {
  readonly specifications: readonly TestSpecification[];
  /** Vitest ids. */
  readonly ids: ReadonlySet<string>;
}

/** What was asked for, when it is not everything. */
export interface CheckFilter {
  /** Id, part of id or title, or regular expression. */
  readonly pattern?: string | undefined;
  /** Expression over tags in Vitest's syntax; the same that Vitest was made with. */
  readonly tagsFilter?: string | undefined;
  /** Ids of the only ones that are wanted; those that nobody has are left out without a word. */
  readonly only?: ReadonlySet<string> | undefined;
}

/**
 * Reads the check files without running a check, and keeps what matches every filter there is.
 *
 * Vitest's own name filter knows titles only; people also ask for a check by its id.
 *
 * @throws {@link ConfigurationError} naming the filter that leaves nothing or that nobody can read
 */
export async function selectChecks(vitest: Vitest, filter: CheckFilter): Promise<Selection> {
  const chosen = await collectChecks(vitest, filter);
  const byModule = groupByModule(chosen);
  return {
    specifications: [...byModule].map(([module, tests]) => module.toTestSpecification(tests)),
    ids: new Set(chosen.map(({ id }) => id)),
  };
}

/**
 * The checks the files declare and the filters leave, without running one.
 *
 * @throws {@link ConfigurationError} naming the filter that leaves nothing or that nobody can read
 */
export async function collectChecks(
  vitest: Vitest,
  { pattern, tagsFilter, only }: CheckFilter,
): Promise<readonly TestCase[]> {
  const { testModules, unhandledErrors } = await vitest.collect();
  const all = testsIn(testModules);
  if (tagsFilter !== undefined) refuseFilter(tagsFilter, { tests: all, errors: unhandledErrors });
  const tagged = tagsFilter === undefined ? all : all.filter(isTagged);
  const wanted = only === undefined ? tagged : tagged.filter((test) => only.has(checkId(test)));
  return pattern === undefined ? wanted : matchingChecks(wanted, pattern);
}

function matchingChecks(tests: readonly TestCase[], pattern: string): readonly TestCase[] {
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
