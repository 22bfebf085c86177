import type { KeyRules } from "../../../contract/keys/key-rules.ts";
import { type Reading, readQuantity } from "../../../contract/keys/quantity.ts";
import { placeOf } from "../compare.ts";
import { isBlank, type Setting } from "../setting.ts";
import { hiddenBecause } from "./hidden.ts";
import type { Finding } from "./look.ts";
import type { Deployable } from "./subject.ts";

/** A setting as an amount that can be held against others. */
export interface Amount {
  readonly kind: "amount";
  readonly key: string;
  readonly setting: Setting;
  readonly amount: number;
  /** With its unit, as people read it. */
  readonly figure: string;
}

/** What stands there: an amount, nothing, what nobody can see, or a text that is no amount. */
export type Measure =
  | Amount
  | { readonly kind: "absent"; readonly key: string }
  | { readonly kind: "hidden"; readonly because: string }
  | { readonly kind: "odd"; readonly finding: Finding };

/** Reads amounts of one service's settings. */
export class Measuring {
  readonly #deployable: Deployable;
  readonly #rules: KeyRules;

  constructor(deployable: Deployable, rules: KeyRules) {
    this.#deployable = deployable;
    this.#rules = rules;
  }

  /** @param reading - how to read it, where its name does not say it */
  of(key: string, reading?: Reading): Measure {
    const rule = this.#rules.of(key);
    const { service, set } = this.#deployable;
    const setting = set.get(rule.name)?.setting;
    if (setting === undefined || isBlank(setting.value)) return { kind: "absent", key: rule.name };
    const hidden = hiddenBecause(setting);
    if (hidden !== undefined) return { kind: "hidden", because: `${rule.name}: ${hidden}` };
    // A name alone says nothing of a number: whoever asks for an amount wants one.
    const wanted = reading ?? (rule.reading.kind === "text" ? { kind: "number" } : rule.reading);
    const text = setting.value.kind === "text" ? setting.value.text : "";
    const amount = readQuantity(text, wanted);
    if (typeof amount === "number") {
      const figure = figureOf(amount, wanted);
      return { kind: "amount", key: rule.name, setting, amount, figure };
    }
    return {
      kind: "odd",
      finding: {
        because: `${rule.name} says "${text}", which is no ${wanted.kind}`,
        ...{ cause: "manifest-unplanned", severity: rule.severity, service },
        ...{ key: rule.name, from: setting.from },
        remedy: `give ${rule.name} a ${wanted.kind}`,
      },
    };
  }
}

/** `45 s`, `500 ms`, `3`. */
function figureOf(amount: number, { kind }: Reading): string {
  if (kind === "duration") return secondsOf(amount);
  if (kind === "cpu") return `${amount / 1_000} CPU`;
  return kind === "bytes" ? `${amount} bytes` : `${amount}`;
}

/** Milliseconds as people say them: always in seconds, so that two of them can be compared at a glance. */
export function secondsOf(ms: number): string {
  return ms !== 0 && ms < 1_000 ? `${ms} ms` : `${ms / 1_000} s`;
}

/** `<` or `≤` between two amounts; nothing where it holds. */
export function brokenOrder(
  [inner, outer]: readonly [Amount, Amount],
  sign: "<" | "≤",
): Pick<Finding, "because" | "from" | "key"> | undefined {
  const holds = sign === "<" ? inner.amount < outer.amount : inner.amount <= outer.amount;
  if (holds) return undefined;
  const places = `${placeOf(inner.setting.from)} and ${placeOf(outer.setting.from)}`;
  return {
    because: `${inner.key} ${inner.figure} ${sign} ${outer.key} ${outer.figure} does not hold (${places})`,
    ...{ key: inner.key, from: inner.setting.from },
  };
}
