import { type Provision, provision } from "../../fixtures/provision.ts";
import { systemClock } from "../../ground/clock.ts";
import { GapproofError } from "../../ground/errors.ts";
import type { ExitCode } from "../../ground/exit-code.ts";
import type { CensusPlace } from "../../harness/drift/census/take-census.ts";
import type { AskedTarget } from "../../harness/drift/drift-report.ts";
import { newRunId } from "../../harness/report/run-id.ts";
import type { Settings } from "../../harness/settings/settings.ts";
import type { Target } from "../../harness/target/target.ts";
import { Wire } from "../../harness/wire/wire.ts";
import { subjectOf } from "../diagnose/subject-of.ts";
import type { Io } from "../io.ts";
import { WaitPrinter } from "../wait-printer.ts";

/** There is no deployment to ask, or it does not answer. */
export class NothingDeployed extends GapproofError {
  override readonly name: string = "NothingDeployed";
  readonly code: string = "GAPPROOF_NO_DEPLOYMENT";
  readonly exitCode: ExitCode = 4;
}

/** A deployment that answers, and the wire to it. */
export class Deployment implements AsyncDisposable {
  readonly place: CensusPlace;
  readonly #provision: Provision;

  private constructor(found: Provision, signal: AbortSignal) {
    const { contract, http, ws, services, remote, credentials } = subjectOf(found.provided);
    const limits = contract.limits[remote ? "remote" : "local"];
    this.#provision = found;
    const wire = new Wire({
      ...{ contract, limits, clock: systemClock, wsUrl: ws, testHeaders: false, signal },
      ...{ remote, credentials, urls: { http, ...services }, budgetMs: undefined },
      ...{ checkId: "drift", namespace: found.provided.runId },
    });
    this.place = { contract, wire, ws, limits, clock: systemClock };
  }

  /**
   * @param io - `interrupted` ends the search; a wait, where the settings have one, is told on standard error
   * @throws {@link NothingDeployed} naming all that was tried
   */
  static async open(settings: Settings, io: Io): Promise<Deployment> {
    const signal = io.interrupted;
    const printer = new WaitPrinter(io);
    const found = await provision({
      ...{ settings, runId: newRunId(new Date()), signal },
      onWaiting: (waiting) => printer.show(waiting),
    }).finally(() => printer.end());
    if (found.state === "ready") return new Deployment(found, signal);
    const advice = found.advice.map((line) => `  - ${line}`);
    const text = [`There is no deployment to ask: ${found.reason}`, ...advice].join("\n");
    throw new NothingDeployed(text);
  }

  get target(): Provision["target"] {
    return this.#provision.target;
  }

  /** Which backend this is, and for which one it stands in. */
  get asked(): AskedTarget {
    const { http, source, fallback, identity, trail } = this.target;
    const lost = fallback ? lostOf(trail) : undefined;
    return {
      ...{ http, source, fallback },
      ...(lost === undefined ? {} : { lost }),
      ...(identity?.reference === true ? { reference: true } : {}),
    };
  }

  /** The embedded backend with shortened waits. */
  get isScaled(): boolean {
    return this.#provision.provided.scale !== 1;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.place.wire.close(new Error("the deployment was asked"));
    await this.#provision[Symbol.asyncDispose]();
  }
}

/** What was declared first of all that was not there. */
function lostOf(trail: Target["trail"]): string | undefined {
  const lost = trail.find(
    ({ declared, state }) => declared && state !== "chosen" && state !== "passed-over",
  );
  if (lost === undefined) return undefined;
  const name = lost.variable ?? lost.source;
  return lost.url === undefined ? name : `${name} (${lost.url})`;
}
