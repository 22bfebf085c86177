import { randomBytes } from "node:crypto";
import type { Quirk } from "../../src/fixtures/faults/fault.ts";
import { startFaulty } from "../../src/fixtures/faults/index.ts";
import type { Staged } from "../../src/fixtures/faults/stage.ts";
import { Secret } from "../../src/ground/secret.ts";
import type { Subject } from "../../src/harness/diagnosis/subject.ts";
import { contract, requestsPerMinute } from "../matrix/contract.ts";
import { pace, scale } from "../matrix/staged.ts";

/** A deployment whose origin's own address is known. */
export interface DirectStage extends AsyncDisposable {
  readonly subject: Subject;
}

/** Sets a plain stage; where an edge or a network stands in front, there is a way around it. */
export async function setDirectStage(quirks: readonly Quirk[], seed: number): Promise<DirectStage> {
  const bypassKey = new Secret(randomBytes(24).toString("base64url"));
  const options = { seed, bypassKey, requestsPerMinute, ...pace };
  const backend = await startFaulty(quirks, options);
  return {
    subject: {
      ...{ contract, http: backend.url, ws: backend.wsUrl, remote: false, scale },
      services: { auth: backend.url },
      credentials: { environment: "development", jwtSecret: backend.secret, bypassKey },
      direct: insideOf(backend),
    },
    [Symbol.asyncDispose]: () => backend.stop(),
  };
}

function insideOf({ origin }: Staged): Subject["direct"] {
  return origin && { http: origin.url, ws: origin.wsUrl };
}
