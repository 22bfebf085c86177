import { provision } from "../../fixtures/provision.ts";
import { systemClock } from "../../ground/clock.ts";
import { explain, GapproofError } from "../../ground/errors.ts";
import type { ExitCode } from "../../ground/exit-code.ts";
import { containerSource } from "../../harness/drift/deployed/container-source.ts";
import { publishedSettings } from "../../harness/drift/deployed/published.ts";
import type { SettingSource } from "../../harness/drift/setting-set.ts";
import { newRunId } from "../../harness/report/run-id.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import { HttpFailure } from "../../harness/wire/http/http-failure.ts";
import { Wire } from "../../harness/wire/wire.ts";

/** There is no deployment to ask, or it does not answer. */
export class NothingDeployed extends GapproofError {
  override readonly name: string = "NothingDeployed";
  readonly code: string = "GAPPROOF_NO_DEPLOYMENT";
  readonly exitCode: ExitCode = 4;
}

/**
 * What the target says of its settings: what it publishes, and what its container's engine tells, which
 * stands before that.
 *
 * @throws {@link NothingDeployed} naming all that was tried
 */
export async function deployedSources(
  settings: Settings,
  signal: AbortSignal,
): Promise<readonly SettingSource[]> {
  const runId = newRunId(new Date());
  const found = await provision({ settings, runId, signal });
  if (found.state === "blocked") {
    const advice = found.advice.map((line) => `  - ${line}`);
    throw new NothingDeployed(
      [`There is no deployment to ask: ${found.reason}`, ...advice].join("\n"),
    );
  }
  await using ready = found;
  const { target, contract, credentials, scale } = ready.provided;
  const wire = new Wire({
    ...{ contract, clock: systemClock, wsUrl: target.ws, testHeaders: false, signal },
    ...{ remote: target.remote, budgetMs: undefined, checkId: "drift", namespace: runId },
    limits: contract.limits[target.remote ? "remote" : "local"],
    urls: { http: target.http, ...target.services },
    credentials: { environment: credentials.environment },
  });
  try {
    const published = await publishedSettings(contract, { wire, isScaled: scale !== 1 });
    const container =
      target.container === undefined ? [] : [await containerSource(target.container)];
    return [...published, ...container];
  } catch (error) {
    if (!(error instanceof HttpFailure)) throw error;
    throw new NothingDeployed(`${target.http} does not say what it runs with: ${explain(error)}`, {
      cause: error,
    });
  } finally {
    await wire.close(new Error("the deployment was asked"));
  }
}
