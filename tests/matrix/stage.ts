import { randomBytes } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { layBranch } from "../../src/fixtures/branch-folder.ts";
import type { Quirk } from "../../src/fixtures/faults/fault.ts";
import { manifestsOf, startFaulty } from "../../src/fixtures/faults/index.ts";
import { Secret } from "../../src/ground/secret.ts";
import { contract, requestsPerMinute } from "./contract.ts";
import { setDressedStage } from "./dressed.ts";
import { pace, runIdOf, type Stage, scale } from "./staged.ts";

export type { Stage } from "./staged.ts";

/** What the backend says it is unless a fault makes it say otherwise. */
const expectedRevision = "embedded";

/** A plain one, or a deployed one for what only shows on that. */
export async function setStage(quirks: readonly Quirk[], seed: number): Promise<Stage> {
  if (quirks.some(({ dress }) => dress !== undefined)) return await setDressedStage(quirks, seed);
  const bypassKey = new Secret(randomBytes(24).toString("base64url"));
  const stateDir = await mkdtemp(join(tmpdir(), "gapproof-matrix-"));
  const backend = await startFaulty(quirks, {
    ...{ seed, bypassKey, requestsPerMinute, ...pace },
  });
  return {
    run: {
      ...{ runId: runIdOf(quirks), seed, scale, contract, stateDir },
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
      branch: await layBranch(manifestsOf(quirks), stateDir),
      expectedRevision,
    },
    async [Symbol.asyncDispose]() {
      await backend.stop();
      await rm(stateDir, { recursive: true, force: true });
    },
  };
}
