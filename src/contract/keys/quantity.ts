/** What a setting measures: it decides which texts mean the same. */
export type Kind = "duration" | "bytes" | "cpu" | "number" | "flag" | "text";

/** A value in the unit of its kind: milliseconds, bytes, thousandths of a CPU, a number, true or false. */
export type Quantity = number | boolean | string;

const durationsMs: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  sec: 1_000,
  secs: 1_000,
  second: 1_000,
  seconds: 1_000,
  m: 60_000,
  min: 60_000,
  mins: 60_000,
  minute: 60_000,
  minutes: 60_000,
  h: 3_600_000,
  hr: 3_600_000,
  hour: 3_600_000,
  hours: 3_600_000,
  d: 86_400_000,
};

/** Kubernetes' quantities: powers of 1024 with `i`, of 1000 without. */
const powers = { k: 1, m: 2, g: 3, t: 4, p: 5, e: 6 } as const;

const flags: Readonly<Record<string, boolean>> = {
  ...{ true: true, yes: true, on: true, enabled: true, 1: true, t: true, y: true },
  ...{ false: false, no: false, off: false, disabled: false, 0: false, f: false, n: false },
};

/** No quantity is longer; what is, would be looked at again from each of its digits. */
const longest = 100;

/** How a text without a unit is to be read. */
export interface Reading {
  readonly kind: Kind;
  /** Unit of a duration that names none. @default "s" */
  readonly unit?: "ms" | "s" | "m" | "h";
}

/**
 * What a text means as a quantity of its kind.
 *
 * @returns undefined when it is none: `soon` is no duration
 */
export function readQuantity(text: string, reading: Reading): Quantity | undefined {
  const trimmed = text.trim();
  if (trimmed.length > longest && reading.kind !== "text") return undefined;
  return readers[reading.kind](trimmed, reading);
}

/** Whether two texts mean the same; texts that are no quantities of their kind mean what they say. */
export function isSame(one: string, other: string, reading: Reading): boolean {
  if (one.trim() === other.trim()) return true;
  const [left, right] = [readQuantity(one, reading), readQuantity(other, reading)];
  return left !== undefined && left === right;
}

const readers: Readonly<Record<Kind, (text: string, reading: Reading) => Quantity | undefined>> = {
  duration: (text, { unit = "s" }) => durationIn(text, unit),
  bytes: bytesIn,
  cpu: cpusIn,
  number: numberIn,
  flag: (text) => flagIn(text.toLowerCase()),
  text: (text) => text,
};

/** `constructor` is none, though every object has one. */
function flagIn(text: string): boolean | undefined {
  return Object.hasOwn(flags, text) ? flags[text] : undefined;
}

/** One part or several: `1h30m`, `6m`, `360`, `0.5s`. */
function durationIn(text: string, unit: string): number | undefined {
  const bare = numberIn(text);
  if (bare !== undefined) return scaled(bare, durationsMs[unit]);
  const parts = [...text.toLowerCase().matchAll(/(\d+(?:\.\d+)?)\s*([a-z]+)\s*/g)];
  if (parts.length === 0 || parts.map(([part]) => part).join("") !== text.toLowerCase())
    return undefined;
  let sum = 0;
  for (const [, amount = "", name = ""] of parts) {
    const part = scaled(
      Number(amount),
      Object.hasOwn(durationsMs, name) ? durationsMs[name] : undefined,
    );
    if (part === undefined) return undefined;
    sum += part;
  }
  return sum;
}

function bytesIn(text: string): number | undefined {
  const [, amount, prefix = "", ending = ""] =
    /^(\d+(?:\.\d+)?)\s*([kmgtpe]?)(i?b?)$/i.exec(text) ?? [];
  if (amount === undefined) return undefined;
  // A thousandth of a byte is what Kubernetes takes a lower-case m for: nobody means it.
  const power = prefix === "" ? 0 : powers[prefix.toLowerCase() as keyof typeof powers];
  const isBinary = ending.toLowerCase().startsWith("i");
  return scaled(Number(amount), (isBinary ? 1_024 : 1_000) ** power);
}

function cpusIn(text: string): number | undefined {
  const milli = /^(\d+)m$/.exec(text)?.[1];
  if (milli !== undefined) return Number(milli);
  return scaled(numberIn(text), 1_000);
}

function numberIn(text: string): number | undefined {
  return /^[+-]?(?:\d+(?:_\d+)*|\d*\.\d+|\d+\.)(?:e[+-]?\d+)?$/i.test(text)
    ? Number(text.replaceAll("_", ""))
    : undefined;
}

/** Rounded to a millionth: `0.1 + 0.2` of a unit is `0.3`. */
function scaled(amount: number | undefined, factor: number | undefined): number | undefined {
  if (amount === undefined || factor === undefined) return undefined;
  return Math.round(amount * factor * 1e6) / 1e6;
}
