import { request } from "undici";
import { defaultContract } from "../src/contract/default.ts";
import { startBackend } from "../src/fixtures/backend/index.ts";
import { systemClock } from "../src/ground/clock.ts";
import { judgeCensus } from "../src/harness/drift/census/judge-census.ts";
import { type CensusPlace, takeCensus } from "../src/harness/drift/census/take-census.ts";
import { Wire } from "../src/harness/wire/wire.ts";
import { median } from "./median.ts";

export interface CensusFigures {
  readonly rounds: number;
  /** Fresh connections over each way. */
  readonly connections: number;
  readonly censusMs: number;
  /** As many plain health calls over HTTP, one after the other on one connection. */
  readonly callsMs: number;
  /** Census over calls. */
  readonly ratio: number;
}

export interface CensusBench {
  readonly rounds: number;
  readonly connections: number;
}

/** A census of both ways against plain health calls, in alternating rounds on loopback. */
export async function censusAgainstCalls({
  rounds,
  connections,
}: CensusBench): Promise<CensusFigures> {
  await using backend = await startBackend({ requestsPerMinute: 1_000_000 });
  const limits = defaultContract.limits.local;
  const wire = new Wire({
    ...{ contract: defaultContract, limits, clock: systemClock, wsUrl: backend.wsUrl },
    ...{ testHeaders: false, signal: undefined, remote: false, budgetMs: undefined },
    ...{ urls: { http: backend.url }, checkId: "bench", namespace: "bench" },
    credentials: { environment: "development", jwtSecret: backend.secret },
  });
  const place: CensusPlace = {
    ...{ contract: defaultContract, wire, ws: backend.wsUrl, limits, clock: systemClock },
  };
  const census = async (): Promise<void> => {
    const { http, ws, state } = judgeCensus(await takeCensus(place, { connections }));
    if (http.failed + ws.failed > 0) throw new Error(`a census on loopback ended as ${state}`);
  };
  const calls = async (): Promise<void> => {
    for (let done = 0; done < connections; done++) {
      const { statusCode, body } = await request(`${backend.url}/health`);
      if (statusCode !== 200) throw new Error(`a health call was answered with ${statusCode}`);
      await body.dump();
    }
  };
  try {
    // One round each that does not count: the first pays for the compiler.
    await census();
    await calls();
    const pairs: (readonly [number, number])[] = [];
    for (let round = 0; round < rounds; round++)
      pairs.push([await wall(census), await wall(calls)]);
    return {
      ...{ rounds, connections },
      censusMs: median(pairs.map(([counted]) => counted)),
      callsMs: median(pairs.map(([, called]) => called)),
      ratio: median(pairs.map(([counted, called]) => counted / called)),
    };
  } finally {
    await wire.close(new Error("the census is over"));
  }
}

async function wall(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
