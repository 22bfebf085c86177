import { readings } from "../../src/contract/readings.ts";
import type { Secret } from "../../src/ground/secret.ts";
import type { TestContext } from "../../src/harness/context.ts";
import type { Answer } from "../../src/harness/wire/http/operation.ts";

/** Tries a token on every one of those doors. */
export async function tried(context: TestContext, token: Secret): Promise<readonly Answer[]> {
  const names = readings(context.contract);
  return await Promise.all(names.map((name) => context.call(name, {}, { token })));
}
