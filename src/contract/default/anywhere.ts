/** Reads a field from the top level, then `data`, then `payload`: the envelopes this backend mixes. */
export function anywhere(...names: string[]): string[] {
  return names.flatMap((name) => [name, `data.${name}`, `payload.${name}`]);
}
