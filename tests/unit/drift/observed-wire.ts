import type { Contract } from "../../../src/contract/contract.ts";
import { defaultContract } from "../../../src/contract/default.ts";
import type { Backend } from "../../../src/fixtures/backend/index.ts";
import { systemClock } from "../../../src/ground/clock.ts";
import type { Secret } from "../../../src/ground/secret.ts";
import type { CensusPlace } from "../../../src/harness/drift/census/take-census.ts";
import {
  type Observed,
  type ObserveOptions,
  observe,
} from "../../../src/harness/drift/deployed/observed/observe.ts";
import type { SettingValue } from "../../../src/harness/drift/setting.ts";
import { Wire } from "../../../src/harness/wire/wire.ts";

/** The key of each measurement in the default contract. */
export const keys = {
  heartbeatInterval: "websocket_heartbeat_interval",
  idleTimeout: "websocket_connection_timeout",
  handshakeTimeout: "websocket_handshake_timeout",
  maxMessageSize: "websocket_max_message_size",
} as const;

export interface Circumstances {
  readonly contract?: Contract;
  readonly secret?: Secret;
  readonly signal?: AbortSignal;
}

type Where = Pick<Backend, "url" | "wsUrl"> & Partial<Pick<Backend, "secret">>;

/** Does something on the wire of a server, and takes the wire down. */
export async function onWire<T>(
  { url, wsUrl, ...at }: Where,
  act: (place: CensusPlace) => Promise<T>,
  { contract = defaultContract, secret = at.secret, signal }: Circumstances = {},
): Promise<T> {
  const limits = contract.limits.local;
  const wire = new Wire({
    ...{ contract, limits, clock: systemClock, wsUrl, signal },
    ...{ testHeaders: false, remote: false, budgetMs: undefined },
    ...{ urls: { http: url }, checkId: "observed", namespace: "observed" },
    credentials: { environment: "development", ...(secret && { jwtSecret: secret }) },
  });
  try {
    return await act({ contract, wire, ws: wsUrl, limits, clock: systemClock });
  } finally {
    await wire.close(new Error("the measurement is over"));
  }
}

export function observed(
  where: Where,
  options: ObserveOptions,
  circumstances?: Circumstances,
): Promise<Observed> {
  return onWire(where, (place) => observe(place, options), circumstances);
}

/** The only value that was measured. */
export function onlyValue({ source, unmeasured }: Observed): SettingValue {
  const [setting, ...others] = source.settings;
  if (setting !== undefined && others.length === 0) return setting.value;
  throw new Error(`${source.settings.length} values: ${JSON.stringify(unmeasured)}`);
}

export function text(said: string): SettingValue {
  return { kind: "text", text: said };
}
