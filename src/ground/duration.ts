import { ConfigurationError } from "./errors.ts";

const factors = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 } as const;

/** The longest a timer can wait; beyond it, it would fire at once. */
const longestMs = 0x7fff_ffff;

/**
 * Reads a duration such as `90s`, `10m` or `1.5h`.
 *
 * @throws {@link ConfigurationError} naming the option
 */
export function parseDuration(value: string, option: string): number {
  const [, amount, unit] = /^(\d+(?:\.\d+)?)(ms|s|m|h)$/.exec(value.trim()) ?? [];
  const durationMs = Number(amount) * factors[unit as keyof typeof factors];
  if (durationMs >= 1 && durationMs <= longestMs) return Math.round(durationMs);
  throw new ConfigurationError(option, "must be a duration such as 90s, 10m or 1h, up to 24 days", {
    received: value,
  });
}
