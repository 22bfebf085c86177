import type { KeyRules } from "../../contract/keys/key-rules.ts";
import { readQuantity } from "../../contract/keys/quantity.ts";
import {
  type Observed,
  type ObservedKeys,
  observe,
} from "../../harness/drift/deployed/observed/observe.ts";
import type { SettingSet } from "../../harness/drift/setting-set.ts";
import type { Io } from "../io.ts";
import type { Deployment } from "./deployment.ts";

/** What is expected, what is known of it already, and how long the rest may take. */
export interface Measuring {
  readonly expected: SettingSet;
  readonly published: SettingSet;
  readonly rules: KeyRules;
  /** Milliseconds. */
  readonly maxWaitMs: number;
}

/** What can be measured, in words. */
const words: Readonly<Record<keyof ObservedKeys, string>> = {
  heartbeatInterval: "heartbeat interval",
  idleTimeout: "idle timeout",
  handshakeTimeout: "handshake timeout",
  maxMessageSize: "largest message",
};

const all = Object.keys(words) as readonly (keyof ObservedKeys)[];

/**
 * Measures what the branch expects, nobody publishes, and a server shows by what it does.
 *
 * @returns undefined where there is nothing to measure
 */
export async function measuredSource(
  { place, isScaled }: Deployment,
  { expected, published, rules, maxWaitMs }: Measuring,
  io: Io,
): Promise<Observed | undefined> {
  const observed = place.contract.settings?.observed ?? {};
  // Shortened waits are not those the branch sets.
  const wanted = all.filter((what) => {
    const name = nameOf(observed[what], rules);
    return !isScaled && name && expected.get(name) && !published.get(name);
  });
  if (wanted.length === 0) return undefined;
  const told = wanted.map((what) => words[what]).join(", ");
  io.err(`measuring the ${told}: up to ${maxWaitMs / 1_000}s; --no-observe leaves it out\n`);
  const bytes = bytesOf(nameOf(observed.maxMessageSize, rules), expected);
  return await observe(place, {
    keys: Object.fromEntries(wanted.map((what) => [what, observed[what]])),
    ...{ maxWaitMs, ...(bytes === undefined ? {} : { expectedBytes: bytes }) },
  });
}

function nameOf(key: string | undefined, rules: KeyRules): string | undefined {
  return key === undefined ? undefined : rules.of(key).name;
}

/** How large the branch lets messages be. */
function bytesOf(name: string | undefined, expected: SettingSet): number | undefined {
  const value = name === undefined ? undefined : expected.get(name)?.setting.value;
  if (value?.kind !== "text") return undefined;
  const bytes = readQuantity(value.text, { kind: "bytes" });
  return typeof bytes === "number" ? bytes : undefined;
}
