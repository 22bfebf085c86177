import type { Contract } from "../../../../contract/contract.ts";
import { KeyRules } from "../../../../contract/keys/key-rules.ts";
import { readQuantity } from "../../../../contract/keys/quantity.ts";
import { explain, GapproofError } from "../../../../ground/errors.ts";
import type { CensusPlace } from "../../census/take-census.ts";
import { type Setting, showValue } from "../../setting.ts";
import type { SettingSource } from "../../setting-set.ts";
import { handshakeTimeout } from "./handshake-timeout.ts";
import { heartbeatInterval } from "./heartbeat-interval.ts";
import { idleTimeout } from "./idle-timeout.ts";
import type { Bounds, Measurement } from "./measurement.ts";
import { messageSize } from "./message-size.ts";

/** What can be measured, and the key of each. What has none is not measured. */
export type ObservedKeys = NonNullable<Contract["settings"]>["observed"];

export interface ObserveOptions {
  /** What to measure: the contract's `settings.observed`, or fewer of them. */
  readonly keys: ObservedKeys;
  /** Longest each of them listens. They do so at the same time. Milliseconds. */
  readonly maxWaitMs: number;
  /**
   * Size of messages the branch wants allowed: what the search begins at. Twice of it is where it ends,
   * and 16 MiB in any case.
   *
   * @default what the contract expects of the key, else its `websocket.tooLarge`, else 1 MiB
   */
  readonly expectedBytes?: number;
  /** Told when a measurement begins and when it is over. */
  readonly onStep?: (step: ObserveStep) => void;
}

interface ObserveStep {
  readonly key: string;
  /** In words: `listening for heartbeats`, `≈ 15.0 s (measured)`. */
  readonly text: string;
}

/** A key of which nothing was measured, and why. */
interface Unmeasured {
  readonly key: string;
  /** `no heartbeat in 30.0 s: a longer --max-wait waits for it` */
  readonly because: string;
}

export interface Observed {
  /** Never complete. To come first of all sources: what a deployment says of itself stands before it. */
  readonly source: SettingSource;
  readonly unmeasured: readonly Unmeasured[];
}

/** What a measured setting is from, where others name a file. */
const measuredName = "measured on the wire";

/**
 * Measures, each on connections of its own and all at once, the settings that show in how a server behaves.
 * Sessions are opened, are silent or send the contract's ping, and are gone. Whom to open them as is the wire's
 * business: where it has no token and no secret, it registers an account, and that stays on the target. What cannot
 * be measured is said, not thrown.
 *
 *     observe(place: CensusPlace, options: ObserveOptions): Promise<Observed>
 *
 * @throws the reason of the wire's signal when it is called off
 */
export async function observe(place: CensusPlace, options: ObserveOptions): Promise<Observed> {
  const { keys, maxWaitMs, onStep } = options;
  const asked = measures.flatMap((measure) => {
    const key = keys[measure.what];
    return key === undefined ? [] : [{ ...measure, key }];
  });
  const bounds: Bounds = { maxWaitMs, expectedBytes: bytesWanted(place.contract, options) };
  const found = await Promise.all(
    asked.map(async ({ key, begins, run }) => {
      onStep?.({ key, text: begins });
      const measurement = await said(run(place, bounds));
      place.wire.signal.throwIfAborted();
      onStep?.({ key, text: tell(measurement) });
      return { key, measurement };
    }),
  );
  const settings = found.flatMap(({ key, measurement }): readonly Setting[] =>
    measurement.kind === "measured"
      ? [{ key, value: measurement, from: { file: measuredName } }]
      : [],
  );
  return {
    source: { name: measuredName, settings, isComplete: false },
    unmeasured: found.flatMap(({ key, measurement }) =>
      measurement.kind === "measured" ? [] : [{ key, because: measurement.because }],
    ),
  };
}

interface Measure {
  readonly what: keyof ObservedKeys;
  /** What is being done, in words. */
  readonly begins: string;
  readonly run: (place: CensusPlace, bounds: Bounds) => Promise<Measurement>;
}

const measures: readonly Measure[] = [
  {
    ...{ what: "heartbeatInterval", run: heartbeatInterval },
    begins: "listening for heartbeats",
  },
  {
    ...{ what: "idleTimeout", run: idleTimeout },
    begins: "silent until the server hangs up",
  },
  {
    ...{ what: "handshakeTimeout", run: handshakeTimeout },
    begins: "half a request sent, until the server hangs up",
  },
  {
    ...{ what: "maxMessageSize", run: messageSize },
    begins: "pings of growing size, until one is refused",
  },
];

/** Nobody to open a session with is a reason like any other. */
async function said(measuring: Promise<Measurement>): Promise<Measurement> {
  try {
    return await measuring;
  } catch (error) {
    if (!(error instanceof GapproofError)) throw error;
    return { kind: "unmeasurable", because: explain(error) };
  }
}

function tell(measurement: Measurement): string {
  return measurement.kind === "measured" ? showValue(measurement) : measurement.because;
}

const usualBytes = 1_048_576;

function bytesWanted(contract: Contract, { keys, expectedBytes }: ObserveOptions): number {
  if (expectedBytes !== undefined) return expectedBytes;
  const rules = new KeyRules(contract);
  const name = keys.maxMessageSize && rules.of(keys.maxMessageSize).name;
  const [, text = ""] =
    Object.entries(contract.settings?.expected ?? {}).find(
      ([key]) => rules.of(key).name === name,
    ) ?? [];
  const expected = readQuantity(text, { kind: "bytes" });
  return typeof expected === "number"
    ? expected
    : (contract.websocket.tooLarge?.bytes ?? usualBytes);
}
