import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Contract } from "../../src/contract/contract.ts";
import { defaultContract } from "../../src/contract/default.ts";
import type { Quirk } from "../../src/fixtures/faults/fault.ts";
import { startFaulty } from "../../src/fixtures/faults/index.ts";
import type { ProvidedRun } from "../../src/fixtures/provided-run.ts";
import { Secret } from "../../src/ground/secret.ts";

/** Long promises are kept this much faster. */
const scale = 0.01;

/** A backend with its quirks, and the run that checks are given to test it. */
export interface Stage extends AsyncDisposable {
  readonly run: ProvidedRun;
}

/** The default contract with deadlines short enough to be met hundreds of times, and less load. */
const contract: Contract = {
  ...defaultContract,
  limits: {
    ...defaultContract.limits,
    local: {
      ...defaultContract.limits.local,
      ...{ connectMs: 2_000, handshakeMs: 2_000, welcomeMs: 2_000, httpMs: 2_000, replyMs: 2_000 },
      ...{ firstEventMs: 2_000, gapMs: 2_000, completionMs: 4_000 },
    },
  },
};

export async function setStage(quirk: Quirk, seed: number): Promise<Stage> {
  const bypassKey = new Secret(randomBytes(24).toString("base64url"));
  const stateDir = await mkdtemp(join(tmpdir(), "gapproof-matrix-"));
  const backend = await startFaulty([quirk], {
    ...{ seed, bypassKey, heartbeatMs: 15_000 * scale, idleMs: 360_000 * scale },
  });
  return {
    run: {
      ...{ runId: `matrix-${quirk.id.replaceAll(".", "-")}`, seed, scale, contract, stateDir },
      target: {
        ...{
          http: backend.url,
          ws: backend.wsUrl,
          source: "embedded",
          services: { auth: backend.url },
        },
        ...{ trail: [], remote: false, warnings: [], fallback: false },
      },
      credentials: {
        environment: "development",
        jwtSecret: backend.secret.reveal(),
        bypassKey: bypassKey.reveal(),
      },
      testHeaders: false,
    },
    async [Symbol.asyncDispose]() {
      await backend.stop();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
