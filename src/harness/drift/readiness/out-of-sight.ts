import type { Deployable } from "./subject.ts";

/**
 * Where settings of a service may stand that its file only names, as the end of "not looked at: …": of what is
 * not there, nobody can say then that it is missing.
 */
export function outOfSight(key: string, { set }: Deployable): string | undefined {
  const places = [...new Set(set.sources.flatMap(({ unseen = [] }) => unseen))];
  if (places.length === 0) return undefined;
  return `${key}: it may stand in ${places.join(" or ")}, which is not in the file that names it`;
}
