import type { Contract } from "../contract.ts";
import { plainKey } from "./plain-key.ts";
import type { Kind, Reading } from "./quantity.ts";

/** How bad it is that a setting is another: what breaks, what bends, what is only good to know. */
export type Severity = "critical" | "major" | "minor";

/** What is known of a key: its one name, how its values are read, and how bad drift of it is. */
export interface KeyRule {
  readonly name: string;
  readonly reading: Reading;
  readonly severity: Severity;
}

/** What the contract says of keys; of all others, what their names say. */
export class KeyRules {
  readonly #settings: Contract["settings"];
  readonly #byName: ReadonlyMap<string, KeyRule>;

  constructor({ settings }: Contract) {
    this.#settings = settings;
    const rules = Object.entries(settings?.keys ?? {}).flatMap(([key, said]) => {
      const name = plainKey(key);
      const { kind = kindOf(name), unit, severity = this.#severityOf(key) } = said;
      const reading = readingOf(name, { kind, unit });
      const rule: KeyRule = { name, reading, severity };
      return [key, ...said.aliases].map((spelling) => [plainKey(spelling), rule] as const);
    });
    this.#byName = new Map(rules);
  }

  /** Whatever spelling a source has for it. */
  of(key: string): KeyRule {
    const name = plainKey(key);
    const said = this.#byName.get(name);
    if (said !== undefined) return said;
    return {
      name,
      reading: readingOf(name, { kind: kindOf(name) }),
      severity: this.#severityOf(key),
    };
  }

  /** Keys that must be there and filled in. */
  get required(): readonly string[] {
    return (this.#settings?.required ?? []).map((key) => this.of(key).name);
  }

  #severityOf(key: string): Severity {
    const { required = [], expected = {} } = this.#settings ?? {};
    const named = [...required, ...Object.keys(expected)].map(plainKey);
    return named.includes(plainKey(key)) ? "critical" : "minor";
  }
}

/** What was said of it; where nobody said its unit, a name may: `agent_timeout_ms`. */
function readingOf(
  name: string,
  { kind, unit }: { readonly kind: Kind; readonly unit?: Reading["unit"] },
): Reading {
  if (unit !== undefined) return { kind, unit };
  if (kind === "duration" && /_(ms|millis|milliseconds)$/.test(name)) return { kind, unit: "ms" };
  return { kind };
}

const kinds: readonly (readonly [RegExp, Kind])[] = [
  [
    /(^|_)(timeout|interval|ttl|delay|period|lifetime|grace)(_(ms|millis|milliseconds|s|sec|secs|seconds))?$/,
    "duration",
  ],
  [/(^|_)(memory|mem_limit|max_message_size|max_size|bytes)$/, "bytes"],
  [/(^|_)cpus?$/, "cpu"],
  [/(^|_)(enabled?|disabled?|debug|mode_on|allow|require[ds]?|use|is|has)(_|$)/, "flag"],
];

/** What a name says of what it measures. */
function kindOf(name: string): Kind {
  return kinds.find(([pattern]) => pattern.test(name))?.[1] ?? "text";
}
