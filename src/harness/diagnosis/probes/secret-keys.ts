/** What counts as a secret, and how far down it is looked for. */
interface Look {
  readonly isSecret: (key: string, text: string) => boolean;
  /** @default however deep it is */
  readonly depth?: number;
}

/** Keys under which JSON holds a secret, in their order; never the secrets themselves. */
export function secretKeysIn(value: unknown, look: Look): readonly string[] {
  const { isSecret, depth = Number.POSITIVE_INFINITY } = look;
  if (typeof value !== "object" || value === null || depth === 0) return [];
  return Object.entries(value).flatMap(([key, item]) =>
    typeof item === "string" && isSecret(key, item)
      ? [key]
      : secretKeysIn(item, { isSecret, depth: depth - 1 }),
  );
}
