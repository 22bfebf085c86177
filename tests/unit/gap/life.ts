import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";
import { followGaps } from "../../../src/cli/gap/follow-gaps.ts";
import type { GatePlan } from "../../../src/cli/gate/gate-plan.ts";
import { runGate } from "../../../src/cli/gate/gate-run.ts";
import type { Contract } from "../../../src/contract/contract.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import type { Backend } from "../../../src/fixtures/backend/index.ts";
import { faults, startFaulty } from "../../../src/fixtures/faults/index.ts";
import { provision } from "../../../src/fixtures/provision.ts";
import { systemClock } from "../../../src/ground/clock.ts";
import { phases } from "../../../src/harness/gate/check.ts";
import type { GapMode } from "../../../src/harness/gate/gaps/gap-facts.ts";
import { type GapEvent, readLedger } from "../../../src/harness/gate/gaps/ledger.ts";
import type { OwnedGap } from "../../../src/harness/gate/gaps/reported-gap.ts";
import type { Report } from "../../../src/harness/report/report.ts";
import { reportSchema } from "../../../src/harness/report/schema.ts";
import { loadSettings } from "../../../src/harness/settings/load-settings.ts";
import { RecordingIo } from "../cli/recording-io.ts";

/** The reference backend, with faults, as of a revision. */
export async function deployed(ids: readonly string[], revision = "r1"): Promise<Backend> {
  const broken = faults.filter(({ id }) => ids.includes(id));
  const backend = await startFaulty(broken, { revision });
  onTestFinished(() => backend.stop());
  return backend;
}

/** What a team follows: one gap, from run to run, on whatever is deployed at the time. */
export class GapLife {
  readonly folder: string = mkdtempSync(join(tmpdir(), "gapproof-life-"));
  readonly #gap: OwnedGap;
  readonly #contract: Contract;

  constructor(gap: Pick<OwnedGap, "id" | "cause"> & Partial<OwnedGap>, contract = defaultContract) {
    const declared = { owner: "realtime", since: "2026-11-01", minConfidence: 0.5, times: 1 };
    this.#gap = { ...declared, ...gap };
    this.#contract = contract;
    onTestFinished(() => rmSync(this.folder, { recursive: true }));
  }

  /** Runs the checks of handshakes only: what a gap comes to does not depend on how many others there are. */
  async run(
    mode: GapMode,
    url: string,
    more: Pick<GatePlan, "branch"> & { readonly preflight?: boolean } = {},
  ): Promise<Report> {
    const { branch, preflight = true } = more;
    const loaded = await loadSettings({
      ...{ cwd: this.folder, env: {} },
      flags: { envFile: false, target: url, seed: "7" },
    });
    const settings = { ...loaded, contract: this.#contract, gaps: [this.#gap] };
    const following = { mode, settings, flags: {} };
    return await followGaps(following, new RecordingIo(), async (question) => {
      const report = await runGate({
        ...{ settings, files, provision, clock: systemClock },
        options: { ...options, preflight },
        plan: { mode, gaps: question, branch },
        interrupted: new AbortController().signal,
      });
      return reportSchema.parse(JSON.parse(JSON.stringify(report)));
    });
  }

  /** What is on record. */
  get ledger(): readonly GapEvent[] {
    return readLedger(readFileSync(join(this.folder, "gapproof-ledger.jsonl"), "utf8"));
  }
}

const files = {
  root: join(import.meta.dirname, "../../.."),
  globs: {
    "deployment-validation": [
      "tests/deployment-validation/identity.test.ts",
      "tests/deployment-validation/handshake.test.ts",
    ],
  },
};

const options = {
  ...{ phases, pattern: undefined, isFiltered: false, retry: 0, maxDurationMs: 120_000 },
  diagnose: true,
};
