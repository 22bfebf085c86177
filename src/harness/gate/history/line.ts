import { ConfigurationError } from "../../../ground/errors.ts";

/** What a line of a file says, before anybody believes it. */
export type Said = Readonly<Record<string, unknown>>;

/** Reads the fields of one line, and refuses by name what is none: every error says which line of which file. */
export class Line {
  readonly where: string;
  readonly said: Said;

  /** @throws {@link ConfigurationError} unless the text is a JSON object */
  constructor(text: string, where: string) {
    this.where = where;
    let said: unknown;
    try {
      said = JSON.parse(text);
    } catch {
      this.refuse("must be JSON", text.slice(0, 80));
    }
    if (!isObject(said)) this.refuse("must be a JSON object", text.slice(0, 80));
    this.said = said;
  }

  text(name: string): string {
    const value = this.said[name];
    return typeof value === "string" ? value : this.refuse(`must have ${name} as text`, value);
  }

  oneOf<T extends string>(name: string, known: readonly T[]): T {
    const value = this.said[name];
    return (
      known.find((one) => one === value) ??
      this.refuse(`must have ${name} as one of ${known.join(", ")}`, value)
    );
  }

  /** Whatever its zone and precision, so that text sorts as time does. */
  instant(name: string): string {
    const value = this.said[name];
    const isIso =
      typeof value === "string" && /^\d{4}-\d\d-\d\dT[\d:.]+(?:Z|[+-]\d\d:\d\d)$/.test(value);
    const instant = isIso ? new Date(value) : undefined;
    if (instant === undefined || Number.isNaN(instant.getTime()))
      return this.refuse(`must say when (${name}) as ISO 8601 with a zone`, value);
    return instant.toISOString();
  }

  refuse(rule: string, value: unknown): never {
    const received = typeof value === "string" ? value : (JSON.stringify(value) ?? "nothing");
    throw new ConfigurationError(this.where, rule, { received });
  }
}

export function isObject(value: unknown): value is Said {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isCount(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0;
}

export function isNames(value: unknown): value is readonly string[] {
  return Array.isArray(value) && value.every((name) => typeof name === "string");
}
