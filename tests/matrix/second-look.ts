import { type Ending, isKill } from "./ending.ts";
import type { Pair } from "./expected.ts";
import type { Rounds } from "./rounds.ts";
import type { Encounter } from "./share.ts";

/** Each fault by itself and those of the checks that are to die of it. */
export function encountersOf(pairs: readonly Pair[]): readonly Encounter[] {
  return [...new Set(pairs.map(({ fault }) => fault))].map((id) => ({
    ...{ id, quirks: [id] },
    checks: pairs.filter(({ fault }) => fault === id).map(({ check }) => check),
  }));
}

/** Pairs of which no kill was seen. */
export function unseenIn(endings: readonly Ending[], pairs: readonly Pair[]): readonly Pair[] {
  const killed = new Set(endings.filter(isKill).map(({ quirk, check }) => `${quirk}: ${check}`));
  return pairs.filter(({ fault, check }) => !killed.has(`${fault}: ${check}`));
}

/**
 * Looks once more, alone, for kills that were not seen: on a machine that is busy with other things a fault that is
 * a matter of time may come too late.
 *
 * @returns the endings, those of the pairs replaced that were looked at again
 */
export async function withSecondLook(
  rounds: Rounds,
  endings: readonly Ending[],
  pairs: readonly Pair[],
): Promise<readonly Ending[]> {
  const unseen = unseenIn(endings, pairs);
  if (unseen.length === 0) return endings;
  const again = await rounds.play(encountersOf(unseen));
  const names = new Set(unseen.map(({ fault, check }) => `${fault}: ${check}`));
  return [...endings.filter(({ quirk, check }) => !names.has(`${quirk}: ${check}`)), ...again];
}
