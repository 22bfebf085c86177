import { suits } from "./dressed-checks.ts";
import { quirkNamed } from "./quirks.ts";
import type { Encounter } from "./share.ts";

/** Which of many checks are run in an encounter. */
export function wantedOf<T>(
  { quirks, checks, like }: Encounter,
  all: readonly T[],
  idOf: (one: T) => string,
): readonly T[] {
  const stage = quirks.map(quirkNamed).find(({ dress }) => dress !== undefined) ?? {};
  const chosen = checks && new Set(checks);
  return all.filter((one) => {
    const id = idOf(one);
    const isAlike = like?.some((part) => id.includes(part)) ?? true;
    return (chosen?.has(id) ?? true) && isAlike && suits(id, stage);
  });
}
