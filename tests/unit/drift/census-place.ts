import { defaultContract } from "../../../src/contract/default.ts";
import type { Backend } from "../../../src/fixtures/backend/index.ts";
import { type Clock, systemClock } from "../../../src/ground/clock.ts";
import type { CensusPlace } from "../../../src/harness/drift/census/take-census.ts";
import { Wire } from "../../../src/harness/wire/wire.ts";

export interface PlaceOptions {
  readonly clock?: Clock;
  readonly signal?: AbortSignal;
  /** Users are registered instead of being given tokens that this side signs. @default false */
  readonly registers?: boolean;
}

/** Where a census of a reference backend is taken. */
export interface Place extends CensusPlace, AsyncDisposable {}

export function placeOf(
  { url, wsUrl: ws, secret }: Pick<Backend, "url" | "wsUrl" | "secret">,
  { clock = systemClock, signal, registers = false }: PlaceOptions = {},
): Place {
  const limits = defaultContract.limits.local;
  const wire = new Wire({
    ...{ contract: defaultContract, limits, clock: systemClock, wsUrl: ws },
    ...{ testHeaders: false, signal, remote: false, budgetMs: undefined },
    ...{ urls: { http: url }, checkId: "census", namespace: "census" },
    credentials: { environment: "development", ...(registers ? {} : { jwtSecret: secret }) },
  });
  return {
    ...{ contract: defaultContract, wire, ws, limits, clock },
    [Symbol.asyncDispose]: () => wire.close(new Error("the census is over")),
  };
}
