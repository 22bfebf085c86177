import { defaultContract } from "../../../src/contract/default.ts";
import type { Backend } from "../../../src/fixtures/backend/index.ts";
import { type ContextOptions, TestContext } from "../../../src/harness/context.ts";
import type { Target } from "../../../src/harness/target/target.ts";

/** A target that is a backend started by the test. */
export function targetOf(backend: Pick<Backend, "url" | "wsUrl">): Target {
  return {
    ...{ http: backend.url, ws: backend.wsUrl, source: "embedded", services: {}, trail: [] },
    ...{ remote: false, warnings: [], fallback: false },
  };
}

/** A context on a backend, signing its tokens with the backend's own secret. */
export function contextOn(backend: Backend, change: Partial<ContextOptions> = {}): TestContext {
  return TestContext.open({
    target: targetOf(backend),
    contract: defaultContract,
    runId: "unit",
    credentials: { jwtSecret: backend.secret },
    ...change,
  });
}

/** A context on whatever is there, with nothing to open doors with. */
export function contextFor(
  backend: Pick<Backend, "url" | "wsUrl">,
  change: Partial<ContextOptions> = {},
): TestContext {
  const target = targetOf(backend);
  return TestContext.open({ target, contract: defaultContract, runId: "unit", ...change });
}
