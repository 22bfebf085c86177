import type { ExpectStatic, TestOptions } from "vitest";
import type { TestContext } from "../../src/harness/context.ts";

export { type CheckOptions, check } from "../../src/fixtures/check.ts";
export type { TestContext } from "../../src/fixtures/test.ts";

type Body = (world: { readonly context: TestContext; readonly expect: ExpectStatic }) => unknown;

/** A check as its file declares it. */
export interface RecordedCheck {
  readonly title: string;
  readonly options: TestOptions;
  readonly body: Body;
}

/** Every check that was declared, in order. */
export const recorded: RecordedCheck[] = [];

/**
 * Takes the place of the fixtures' `test` in check files: it writes checks down instead of running them,
 * so that each can be run against one faulty backend after the other.
 */
export function test(title: string, options: TestOptions, body: Body): void {
  recorded.push({ title, options, body });
}
