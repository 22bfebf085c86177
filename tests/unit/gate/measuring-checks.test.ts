import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { Contract } from "../../../src/contract/contract.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import type { ProvidedRun } from "../../../src/fixtures/provided-run.ts";
import type { CheckResult } from "../../../src/harness/gate/check-result.ts";
import { runFixtures } from "../cli/phase-runs.ts";
import { targetOf } from "../context/stage.ts";
import { type Loopback, serving } from "../target/loopback.ts";

let stateDir: string;

beforeEach(() => {
  stateDir = mkdtempSync(join(tmpdir(), "gapproof-test-"));
});

afterEach(() => {
  rmSync(stateDir, { recursive: true, force: true });
});

const root = fileURLToPath(new URL("../../../", import.meta.url));

/** What the checks of one of the package's own files find out, by id. */
async function results(
  file: string,
  server: Loopback,
  contract: Contract,
): Promise<Map<string, CheckResult>> {
  const { url } = server;
  const gapproof: ProvidedRun = {
    ...{ runId: "unit", seed: 1, scale: 1, contract, stateDir, testHeaders: false },
    target: targetOf({ url, wsUrl: url.replace("http", "ws") }),
    credentials: { environment: "test" },
  };
  const globs = { "deployment-validation": [`tests/deployment-validation/${file}`] };
  const files = { root, globs };
  const { checks } = await runFixtures(stateDir, {}, { files, provided: { gapproof } });
  return new Map(checks.map((check) => [check.id, check]));
}

const body = {
  ...{ service: "netra-ai-platform", status: "healthy", version: "1.0.0" },
  deployment: { revision: "abc123" },
};

/** Healthy on every path it does not refuse. */
function healthy(refuses: (path: string) => boolean = () => false): Promise<Loopback> {
  return serving((request, response) => {
    const status = refuses(request.url ?? "") ? 404 : 200;
    response.writeHead(status, { "content-type": "application/json" });
    response.end(JSON.stringify(body));
  });
}

const { limits } = defaultContract;
const impatient: Contract = {
  ...defaultContract,
  limits: {
    ...limits,
    local: {
      ...{ ...limits.local, coldMs: 1e-6, reachMs: 1e-6 },
      latencyMs: { ...limits.local.latencyMs, p50: 1e-6 },
    },
  },
};

test.for([
  ["latency.test.ts", "deployment.answers-first-call-in-time", "first call on a new connection"],
  ["latency.test.ts", "deployment.answers-at-once-when-warm", "warm call, median"],
  ["reach.test.ts", "deployment.accepts-connections", "TCP connect"],
] as const)(
  "%s: %s keeps its figure when it fails, and says what it is",
  async ([file, id, name]) => {
    await using server = await healthy();
    const [attempt] = (await results(file, server, impatient)).get(id)?.attempts ?? [];
    expect(attempt).toMatchObject({ state: "failed", figures: [{ name, unit: "ms" }] });
    expect(attempt?.errors[0]).toMatch(new RegExp(`^(?:AssertionError: )?${name}`));
  },
);

test("a path beside an open one that answers, too, is not declared open", async () => {
  const root = /^\/gapproof-undeclared|-gapproof-undeclared/;
  await using server = await healthy((path) => root.test(path));
  const found = await results("manners.test.ts", server, defaultContract);
  const [attempt] = found.get("deployment.serves-open-paths")?.attempts ?? [];
  expect(attempt?.errors.join()).toContain("/health/gapproof-undeclared");
});
