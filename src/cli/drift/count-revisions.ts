import { awaitRollout } from "../../harness/drift/census/await-rollout.ts";
import { judgeCensus } from "../../harness/drift/census/judge-census.ts";
import { takeCensus } from "../../harness/drift/census/take-census.ts";
import type { CensusTold } from "../../harness/drift/drift-report.ts";
import type { Io } from "../io.ts";
import type { Deployment } from "./deployment.ts";
import type { ExpectedRevision } from "./expected-revision.ts";

/** Which revision is expected, by how many connections, and how long it may take. */
export interface Counting {
  readonly revision: ExpectedRevision;
  /** Over each way. */
  readonly connections: number;
  /** Waits for it until then, on the deployment's clock. Milliseconds; absent where it is not waited for. */
  readonly untilMs?: number | undefined;
}

/**
 * Counts which revision answers; where there is time, until it is the expected one.
 *
 * @throws UserUnavailable when nobody can be had to open a WebSocket with
 */
export async function countRevisions(
  { place }: Deployment,
  { revision: { name: expected, from }, connections, untilMs }: Counting,
  io: Io,
): Promise<CensusTold> {
  const asked = from === undefined ? {} : { expectedFrom: from };
  if (untilMs === undefined) {
    const members = await takeCensus(place, { connections });
    return { ...judgeCensus(members, { expected }), ...asked };
  }
  const startMs = place.clock.now();
  const withinMs = Math.max(0, untilMs - startMs);
  const said = from === undefined ? "" : ` (${from})`;
  io.err(`waiting up to ${Math.ceil(withinMs / 1_000)} s for ${expected}${said}\n`);
  const { verdict, isDone, isCut, waitedMs, looks } = await awaitRollout(place, {
    ...{ expected, connections, withinMs },
    onStep: (step) => io.err(`${step}\n`),
  });
  return { ...verdict, ...asked, waited: { ms: Math.round(waitedMs), looks, isDone, isCut } };
}
