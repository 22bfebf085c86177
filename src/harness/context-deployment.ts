import { dayOf } from "../ground/day.ts";
import type { ContextFindings } from "./context-findings.ts";
import type { ContextOptions } from "./context-options.ts";
import { type Branch, readBranch } from "./drift/branch.ts";
import type { BranchFiles } from "./drift/branch-files.ts";
import { type CensusVerdict, judgeCensus } from "./drift/census/judge-census.ts";
import { type CensusPlace, takeCensus } from "./drift/census/take-census.ts";
import { compare } from "./drift/compare.ts";
import { settingsThatRun } from "./drift/deployed/sources.ts";
import type { DriftReport } from "./drift/drift-report.ts";
import { planOf } from "./drift/expected.ts";
import { knownOf } from "./drift/known.ts";
import { violationsOf } from "./drift/readiness/judge-readiness.ts";
import type { ReadinessRule, Violation } from "./drift/readiness/violation.ts";
import { SettingSet } from "./drift/setting-set.ts";
import { sampleToSee } from "./gate/rates/binomial.ts";
import { noDrift } from "./settings/drift-config.ts";
import type { TargetContainer } from "./target/target.ts";

/** Share of stale answers that a census must not miss, and how sure it is to meet it. */
const [staleShare, certainty] = [0.1, 0.95];

/** Is what answers what the branch deploys? Asked for one check; what was found out is kept for the report. */
export class ContextDeployment {
  readonly #place: CensusPlace;
  readonly #files: BranchFiles;
  readonly #expectedRevision: string | undefined;
  readonly #isScaled: boolean;
  readonly #container: TargetContainer | undefined;
  readonly #findings: ContextFindings;
  #branch: Branch | undefined;

  constructor(
    place: CensusPlace,
    {
      branch,
      expectedRevision,
      scale = 1,
      target,
    }: Pick<ContextOptions, "branch" | "expectedRevision" | "scale" | "target">,
    findings: ContextFindings,
  ) {
    this.#place = place;
    this.#files = branch ?? { folder: ".", config: noDrift };
    this.#expectedRevision = expectedRevision;
    // An embedded backend with shortened waits tells those it runs with, beside the settings it stands for.
    this.#isScaled = scale !== 1;
    this.#container = target.container;
    this.#findings = findings;
  }

  /** The branch's files, read once. Where none is named, none is there. */
  get branch(): Branch {
    const { config, folder } = this.#files;
    this.#branch ??= readBranch(this.#place.contract, { config, folder, env: process.env });
    return this.#branch;
  }

  /** Whether drift of a key is known and borne for now. */
  bears(key: string): boolean {
    const { rules } = this.branch;
    const bearing = { rules, known: this.#files.config.known, today: this.#today };
    return knownOf(rules.of(key).name, bearing)?.isExpired === false;
  }

  /** What of the branch breaks these rules. */
  violations(...rules: readonly ReadinessRule[]): readonly Violation[] {
    const { contract } = this.#place;
    const question = { contract, known: this.#files.config.known, today: this.#today };
    return rules.flatMap((rule) => violationsOf(rule, this.branch, question));
  }

  /**
   * Settings of the branch held against those the deployment publishes.
   *
   * @throws HttpFailure when it does not answer, and EngineFailure when its container's engine does not
   */
  async drift(): Promise<DriftReport> {
    const place = this.#place;
    const { rules, services } = this.branch;
    const sources = [...(services.backend?.sources ?? []), planOf(place.contract)];
    const running = await settingsThatRun({
      ...{ contract: place.contract, wire: place.wire },
      ...{ isScaled: this.#isScaled, container: this.#container },
    });
    const sides = {
      expected: new SettingSet(sources, rules),
      deployed: new SettingSet(running, rules),
    };
    const report: DriftReport = {
      ...compare(sides, { rules, known: this.#files.config.known, today: this.#today }),
      expectedFrom: sources.map(({ name }) => name),
      deployedFrom: running.map(({ name }) => name),
    };
    this.#findings.exhibit("drift", report);
    return report;
  }

  /**
   * Who answers fresh connections, over HTTP and WebSocket: as many as meet one stale answer in ten with 95 %
   * certainty.
   *
   * @throws UserUnavailable when nobody can be had to open a WebSocket with
   */
  async census(): Promise<CensusVerdict> {
    const expected = this.#expectedRevision;
    const members = await takeCensus(this.#place, {
      connections: sampleToSee(staleShare, certainty),
    });
    const verdict = judgeCensus(members, { expected, certainty });
    this.#findings.exhibit("census", verdict);
    return verdict;
  }

  get #today(): string {
    return dayOf(this.#place.clock.date());
  }
}
